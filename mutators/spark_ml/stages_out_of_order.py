"""Puts a stage of a pipeline before the one that makes its input.

A list of stages reads like a set of declarations, and each stage names its columns. The pipeline
runs them from the first to the last nevertheless: the column does not exist yet, and `fit` raises
an IllegalArgumentException.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value


class StagesOutOfOrder(Mutator):
    id = "stages-out-of-order"
    title = "A stage before the one that makes its input"
    misconception = (
        "A pipeline finds the order of its stages by itself, from the columns that they read and "
        "write."
    )
    principle = (
        "A pipeline runs its stages in the order of the list; a stage must come after the one that "
        "makes its input column."
    )
    hint = "Which columns exist at the moment when each stage runs?"
    docs = "https://spark.apache.org/docs/latest/ml-pipeline.html#details"
    breaks = Raises("IllegalArgumentException", match=r"No such struct field")
    applies = [
        Applies(
            before="""
            from pyspark.ml import Pipeline
            from pyspark.ml.feature import StringIndexer, VectorAssembler
            indexer = StringIndexer(inputCol="plan", outputCol="plan_idx")
            assembler = VectorAssembler(inputCols=["age", "plan_idx"], outputCol="features")
            pipeline = Pipeline(stages=[indexer, assembler, lr])
            """,
            after="""
            from pyspark.ml import Pipeline
            from pyspark.ml.feature import StringIndexer, VectorAssembler
            indexer = StringIndexer(inputCol="plan", outputCol="plan_idx")
            assembler = VectorAssembler(inputCols=["age", "plan_idx"], outputCol="features")
            pipeline = Pipeline(stages=[assembler, indexer, lr])
            """,
        ),
        Applies(
            before="""
            from pyspark import ml
            from pyspark.ml import feature as F
            pipeline = ml.Pipeline(
                stages=[
                    F.VectorAssembler(inputCols=columns, outputCol="raw"),
                    F.StandardScaler(inputCol="raw", outputCol="features"),
                ]
            )
            """,
            after="""
            from pyspark import ml
            from pyspark.ml import feature as F
            pipeline = ml.Pipeline(
                stages=[
                    F.StandardScaler(inputCol="raw", outputCol="features"),
                    F.VectorAssembler(inputCols=columns, outputCol="raw"),
                ]
            )
            """,
        ),
    ]
    leaves = [
        # Neither stage reads what the other one makes.
        Leaves(
            """
            from pyspark.ml import Pipeline
            from pyspark.ml.feature import StringIndexer, VectorAssembler
            indexer = StringIndexer(inputCol="plan", outputCol="plan_idx")
            assembler = VectorAssembler(inputCols=["age"], outputCol="features")
            pipeline = Pipeline(stages=[indexer, assembler, lr])
            """
        ),
        Leaves("pipeline = Pipeline(stages=[indexer, assembler, lr])"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        stages = argument(node, "stages")
        if not stages or not self.calls(node, "pyspark.ml.Pipeline"):
            return
        if not isinstance(stages.value, cst.List):
            return
        elements = list(stages.value.elements)
        for at in range(len(elements) - 1):
            first, second = elements[at], elements[at + 1]
            if self._columns(first, "output") & self._columns(second, "input"):
                swapped = [
                    *elements[:at],
                    first.with_changes(value=second.value),
                    second.with_changes(value=first.value),
                    *elements[at + 2 :],
                ]
                yield replace_value(node, stages, stages.value.with_changes(elements=swapped))

    def _columns(self, stage: cst.BaseElement, side: str) -> set[str]:
        """The columns that a feature stage reads ("input") or makes ("output")."""
        made = self.program.value_of(stage.value) or stage.value
        if not isinstance(made, cst.Call):
            return set()
        if not (self.type_of(made) or "").startswith("pyspark.ml.feature."):
            return set()
        given = [argument(made, f"{side}{ending}") for ending in ("Col", "Cols")]
        return {
            str(text.evaluated_value)
            for arg in given
            if arg
            for text in m.findall(arg.value, m.SimpleString())
            if isinstance(text, cst.SimpleString)
        }

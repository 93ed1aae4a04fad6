"""Gives randomSplit the weight of the test rows first.

scikit-learn's train_test_split is told the size of the test part. randomSplit takes one weight for
each frame, in the order of the frames: nothing raises, and the model learns from the small part.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, replace_value


class SwappedSplitWeights(Mutator):
    id = "swapped-split-weights"
    title = "The weights of a split in the wrong order"
    misconception = "A split is told the share of the test rows first."
    principle = (
        "`randomSplit` returns one frame for each weight, in the order of the weights: the first "
        "weight is the share of the first frame."
    )
    hint = "Which of the two frames does the first weight belong to?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.randomSplit.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            train_df, test_df = customers.randomSplit([0.8, 0.2], seed=42)
            """,
            after="""
            train_df, test_df = customers.randomSplit([0.2, 0.8], seed=42)
            """,
        ),
        Applies(
            before="""
            (training, testing) = spark.range(9).filter("id > 2").randomSplit(
                seed=7, weights=[7.0, 3.0]
            )
            """,
            after="""
            (training, testing) = spark.range(9).filter("id > 2").randomSplit(
                seed=7, weights=[3.0, 7.0]
            )
            """,
        ),
    ]
    leaves = [
        # Both frames get the same share.
        Leaves(
            """
            df = spark.table("customers")
            train_df, test_df = df.randomSplit([0.5, 0.5], seed=42)
            """
        ),
        # Which frame is which is not to be seen.
        Leaves(
            """
            df = spark.table("customers")
            parts = df.randomSplit([0.8, 0.2], seed=42)
            """
        ),
        Leaves(
            """
            from mylib import Frame
            frame = Frame(rows)
            train, test = frame.randomSplit([0.8, 0.2])
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not isinstance(node.func, cst.Attribute) or node.func.attr.value != "randomSplit":
            return
        # Frames often come from where their type is not to be seen; RDDs split in the same way.
        if self.type_of(node.func.value) not in ("pyspark.sql.DataFrame", None):
            return
        weights = argument(node, "weights", 0)
        if not weights or not isinstance(weights.value, cst.List):
            return
        elements = weights.value.elements
        sizes = [each.value for each in elements if isinstance(each.value, cst.Float)]
        if len(elements) != 2 or len(sizes) != 2 or not self._first_is_for_training(node):
            return
        first, second = sizes
        if first.evaluated_value > second.evaluated_value:
            swapped = [
                elements[0].with_changes(value=second),
                elements[1].with_changes(value=first),
            ]
            yield replace_value(node, weights, weights.value.with_changes(elements=swapped))

    def _first_is_for_training(self, split: cst.Call) -> bool:
        """Whether the frames are unpacked at once, the training rows first."""
        statement = self.program.parent(split)
        if not isinstance(statement, cst.Assign):
            return False
        target = statement.targets[0].target
        if not isinstance(target, cst.Tuple) or len(target.elements) != 2:
            return False
        first = target.elements[0].value
        return isinstance(first, cst.Name) and "train" in first.value.lower()

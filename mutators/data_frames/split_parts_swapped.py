"""Unpacks the parts of `randomSplit` in another order than that of the weights.

The names say what each part is for, but Spark does not see them: nothing raises, and the model
learns from the few rows that were to test it.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument


class SplitPartsSwapped(Mutator):
    id = "split-parts-swapped"
    title = "The parts of a split under each other's names"
    misconception = "`randomSplit` gives each part to the name that it is for."
    principle = (
        "`randomSplit` returns a plain list, in the order of its weights. Names on the left are "
        "filled from left to right, whatever they say."
    )
    hint = "Which share of the rows does each of the two names get?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.randomSplit.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            train_df, test_df = df.randomSplit([0.8, 0.2], seed=42)
            """,
            after="""
            test_df, train_df = df.randomSplit([0.8, 0.2], seed=42)
            """,
        ),
        Applies(
            before="""
            (training, validation) = (
                spark.table("flats").select("size", "rent")
                .randomSplit(seed=7, weights=[7.0, 3.0])
            )
            """,
            after="""
            (validation, training) = (
                spark.table("flats").select("size", "rent")
                .randomSplit(seed=7, weights=[7.0, 3.0])
            )
            """,
        ),
    ]
    leaves = [
        # Both parts are of one size.
        Leaves("train_df, test_df = df.randomSplit([0.5, 0.5], seed=42)"),
        Leaves("one, other = df.randomSplit([0.8, 0.2], seed=42)"),
        Leaves(
            """
            from sklearn.model_selection import train_test_split
            train, test = train_test_split(frame, test_size=0.2)
            """
        ),
    ]

    def mutate_Assign(self, node: cst.Assign) -> Iterator[cst.Assign]:
        target, made = node.targets[0].target, node.value
        if (
            not isinstance(made, cst.Call)
            or not isinstance(made.func, cst.Attribute)
            or made.func.attr.value != "randomSplit"
            or self.type_of(made.func.value) not in ("pyspark.sql.DataFrame", None)
            or not isinstance(target, cst.Tuple)
            or len(target.elements) != 2
        ):
            return
        weights = argument(made, "weights", 0)
        shares = weights and self.program.elements(weights.value)
        if not shares or len(shares) != 2 or shares[0].deep_equals(shares[1]):
            return
        first, second = target.elements
        if "train" in self._text(first) and "train" not in self._text(second):
            swapped = [
                first.with_changes(value=second.value),
                second.with_changes(value=first.value),
            ]
            new = node.targets[0].with_changes(target=target.with_changes(elements=swapped))
            yield node.with_changes(targets=[new])

    def _text(self, element: cst.BaseElement) -> str:
        return element.value.value.lower() if isinstance(element.value, cst.Name) else ""

"""Leaves the seed out of `randomSplit`.

The shares are given and the frame does not change, so the parts seem to be settled. Nothing raises:
each execution splits anew, and scores of two runs are about other rows.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument


class SeedLeftOutOfSplit(Mutator):
    id = "seed-left-out-of-split"
    title = "A split without a seed"
    misconception = "The same weights split the same frame in the same way each time."
    principle = (
        "`randomSplit` draws a new random seed at each call unless `seed` is given. Only with it, "
        "and with the same rows in the same partitions, the parts come out the same."
    )
    hint = "Which rows are in the test part when the notebook runs a second time?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.randomSplit.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            train_df, test_df = df.randomSplit([0.8, 0.2], seed=42)
            """,
            after="""
            train_df, test_df = df.randomSplit([0.8, 0.2])
            """,
        ),
        Applies(
            before="""
            df = spark.table("flats")
            parts = df.select("size", "rent").randomSplit([0.8, 0.2], 7)
            """,
            after="""
            df = spark.table("flats")
            parts = df.select("size", "rent").randomSplit([0.8, 0.2])
            """,
        ),
    ]
    leaves = [
        Leaves("train_df, test_df = df.randomSplit([0.8, 0.2])"),
        Leaves(
            """
            from sklearn.model_selection import train_test_split
            train, test = train_test_split(frame, test_size=0.2, random_state=42)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not isinstance(node.func, cst.Attribute) or node.func.attr.value != "randomSplit":
            return
        seed = argument(node, "seed", 1)
        # Frames often come from where their type is not to be seen.
        if seed and self.type_of(node.func.value) in ("pyspark.sql.DataFrame", None):
            yield without_argument(node, seed)

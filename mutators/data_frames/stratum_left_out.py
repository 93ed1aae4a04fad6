"""Leaves the class that is to stay whole out of the fractions of `sampleBy`.

Only one class is to be thinned out, so only that one gets a fraction. Nothing raises, and the other
class is gone.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument


class StratumLeftOut(Mutator):
    id = "stratum-left-out"
    title = "A class without a fraction"
    misconception = "`sampleBy` keeps all rows of the classes that its fractions do not name."
    principle = (
        "A class that has no fraction gets the fraction zero: `sampleBy` keeps none of its rows. "
        "What is to stay whole needs the fraction 1.0."
    )
    hint = "Which fraction does a class have that is not in the dictionary?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.sampleBy.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            balanced_df = train_df.sampleBy("fault", {0: 0.2, 1: 1.0}, seed=3)
            """,
            after="""
            balanced_df = train_df.sampleBy("fault", {0: 0.2}, seed=3)
            """,
        ),
        Applies(
            before="""
            shares = {"yes": 1, "no": 0.1}
            thinned = df.stat.sampleBy(
                col="left", fractions=shares, seed=3
            )
            """,
            after="""
            shares = {"no": 0.1}
            thinned = df.stat.sampleBy(
                col="left", fractions=shares, seed=3
            )
            """,
        ),
    ]
    leaves = [
        # Both classes are thinned out.
        Leaves('some = df.sampleBy("fault", {0: 0.2, 1: 0.8}, seed=3)'),
        Leaves('some = df.sampleBy("fault", {1: 1.0}, seed=3)'),
        Leaves("rows = draw(frame, {0: 0.2, 1: 1.0})"),
    ]

    def mutate_Dict(self, node: cst.Dict) -> Iterator[cst.Dict]:
        if len(node.elements) < 2 or not self._is_fractions(node):
            return
        for whole in node.elements:
            if (
                isinstance(whole, cst.DictElement)
                and isinstance(whole.value, cst.Float | cst.Integer)
                and whole.value.evaluated_value == 1
            ):
                rest = [each for each in node.elements if each is not whole]
                rest[-1] = rest[-1].with_changes(comma=node.elements[-1].comma)
                yield node.with_changes(elements=rest)

    def _is_fractions(self, node: cst.Dict) -> bool:
        return any(
            isinstance(call.func, cst.Attribute)
            and call.func.attr.value == "sampleBy"
            and arg is argument(call, "fractions", 1)
            for _, call, arg in self.given_to(node)
        )

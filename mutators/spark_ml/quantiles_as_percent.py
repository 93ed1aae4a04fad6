"""Gives approxQuantile percentages instead of probabilities.

`summary` writes the quartiles as "25%" and "75%", and other libraries have percentiles. Here 25
is no probability: a PySparkTypeError, which speaks of a list but means the range.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value


class QuantilesAsPercent(Mutator):
    id = "quantiles-as-percent"
    title = "Quantiles in percent"
    misconception = "`approxQuantile` takes the percentages of the quantiles, such as 25 and 75."
    principle = (
        "`approxQuantile` takes probabilities from 0 to 1: the quartiles are [0.25, 0.75], the "
        "median is [0.5]."
    )
    hint = "Which numbers can a probability be?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.approxQuantile.html"
    breaks = Raises("PySparkTypeError", match=r"`probabilities`")
    applies = [
        Applies(
            before="""
            q1, q3 = df.approxQuantile("minutes", [0.25, 0.75], 0.01)
            """,
            after="""
            q1, q3 = df.approxQuantile("minutes", [25.0, 75.0], 0.01)
            """,
        ),
        Applies(
            before="""
            rows = spark.table("claims")
            median = rows.stat.approxQuantile(
                probabilities=[0.5], col="amount", relativeError=0.0
            )[0]
            """,
            after="""
            rows = spark.table("claims")
            median = rows.stat.approxQuantile(
                probabilities=[50.0], col="amount", relativeError=0.0
            )[0]
            """,
        ),
    ]
    leaves = [
        Leaves('q1 = frame["minutes"].quantile([0.25, 0.75])'),
        # Not all of them are to be seen.
        Leaves('q1, q3 = df.approxQuantile("minutes", [0.25, upper], 0.01)'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not isinstance(node.func, cst.Attribute) or node.func.attr.value != "approxQuantile":
            return
        given = argument(node, "probabilities", 1)
        if given is None or not isinstance(given.value, cst.List):
            return
        values = [each.value for each in given.value.elements]
        numbers = [each.evaluated_value for each in values if isinstance(each, cst.Float)]
        if len(numbers) < len(values) or not all(0 < number < 1 for number in numbers):
            return
        elements = [
            each.with_changes(value=cst.Float(str(round(100 * number, 6))))
            for each, number in zip(given.value.elements, numbers, strict=True)
        ]
        yield replace_value(node, given, given.value.with_changes(elements=elements))

"""Takes some rows first and puts them in order then.

"The five dearest" has the number before the order. Each method works on what the one before it
returned: nothing raises, and what is put in order are any five rows.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator

FIRST_ROWS = {"limit": ("orderBy", "sort"), "head": ("sort_values",)}


class LimitBeforeOrder(Mutator):
    id = "limit-before-order"
    title = "The first rows taken before the sort"
    misconception = "A chain of methods is one query, whatever the order of its parts."
    principle = (
        "Each method of a chain works on what the one before it returned. `limit` and `head` take "
        "whichever rows come first, and a sort behind them sorts only these."
    )
    hint = "Which rows does the second method of the chain get to see?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.limit.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.sql import functions as F
            dearest = priced_df.orderBy(F.desc("fare")).limit(5).collect()
            """,
            after="""
            from pyspark.sql import functions as F
            dearest = priced_df.limit(5).orderBy(F.desc("fare")).collect()
            """,
        ),
        Applies(
            before="""
            to_call = (
                guests[["guest", "chance"]]
                .sort_values("chance", ascending=False)
                .head(n=3)
            )
            """,
            after="""
            to_call = (
                guests[["guest", "chance"]]
                .head(n=3)
                .sort_values("chance", ascending=False)
            )
            """,
        ),
    ]
    leaves = [
        # `head` of a Spark DataFrame gives rows, which cannot be sorted.
        Leaves('dearest = priced_df.orderBy("fare").head(5)'),
        Leaves('some = priced_df.limit(5).orderBy("fare")'),
        Leaves('some = priced_df.filter("fare > 0").limit(5)'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not isinstance(node.func, cst.Attribute) or not node.args:
            return
        sorting = node.func.value
        if (
            isinstance(sorting, cst.Call)
            and isinstance(sorting.func, cst.Attribute)
            and sorting.func.attr.value in FIRST_ROWS.get(node.func.attr.value, ())
        ):
            taken = node.with_changes(
                func=node.func.with_changes(value=sorting.func.value, dot=sorting.func.dot),
                lpar=sorting.lpar,
                rpar=sorting.rpar,
            )
            yield sorting.with_changes(
                func=sorting.func.with_changes(value=taken, dot=node.func.dot),
                lpar=node.lpar,
                rpar=node.rpar,
            )

"""Leaves `rowsBetween` out of a window with an order.

Partition and order seem to say it all. With an order the frame begins at the first row and grows:
nothing raises, and a moving average becomes one of everything so far.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator

WINDOWS = ("pyspark.sql.Window", "pyspark.sql.window.Window")


class WindowFrameLeftOut(Mutator):
    id = "window-frame-left-out"
    title = "A window without its frame"
    misconception = "A window with an order covers the rows near the current one."
    principle = (
        "Ordered and without a frame, a window reaches from the first row of the partition to the "
        "current one and those equal to it. A moving window needs `rowsBetween` or `rangeBetween`."
    )
    hint = "Which rows of the partition does the window hold at its last row?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Window.orderBy.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.sql import Window, functions as F
            w = Window.partitionBy("sensor").orderBy("hour").rowsBetween(-2, 0)
            df.withColumn("smooth", F.avg("x").over(w)).show()
            """,
            after="""
            from pyspark.sql import Window, functions as F
            w = Window.partitionBy("sensor").orderBy("hour")
            df.withColumn("smooth", F.avg("x").over(w)).show()
            """,
        ),
        Applies(
            before="""
            from pyspark.sql import window as win
            df.select(
                total("x").over(
                    win.Window.orderBy("day").partitionBy("shop").rangeBetween(start=-6, end=0)
                )
            )
            """,
            after="""
            from pyspark.sql import window as win
            df.select(
                total("x").over(
                    win.Window.orderBy("day").partitionBy("shop")
                )
            )
            """,
        ),
    ]
    leaves = [
        # That is the frame that it has anyway.
        Leaves(
            """
            from pyspark.sql import Window
            w = Window.partitionBy("g").orderBy("t").rowsBetween(Window.unboundedPreceding, 0)
            """
        ),
        # Without an order the frame is the whole partition.
        Leaves(
            """
            from pyspark.sql import Window
            w = Window.partitionBy("g").rowsBetween(-2, 0)
            """
        ),
        Leaves('w = Window.partitionBy("g").orderBy("t").rowsBetween(-2, 0)'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.BaseExpression]:
        if (
            not isinstance(node.func, cst.Attribute)
            or node.func.attr.value not in ("rowsBetween", "rangeBetween")
            or "unboundedPreceding" in cst.Module([]).code_for_node(node)
        ):
            return
        ordered, chain = False, node.func.value
        while isinstance(chain, cst.Call) and isinstance(chain.func, cst.Attribute):
            ordered = ordered or chain.func.attr.value == "orderBy"
            chain = chain.func.value
        if ordered and self.qualified_name(chain) in WINDOWS:
            yield node.func.value

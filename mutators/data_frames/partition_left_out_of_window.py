"""Orders a window and does not partition it.

The order is what one thinks of when it is about the row before. Nothing raises, only a warning says
that all rows move to one partition: the row before is often one of another group.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator

WINDOWS = ("pyspark.sql.Window", "pyspark.sql.window.Window")


class PartitionLeftOutOfWindow(Mutator):
    id = "partition-left-out-of-window"
    title = "A window over all groups"
    misconception = "A window that is ordered by time sees the rows of its own group."
    principle = (
        "Without `partitionBy` all rows of the frame are one group. What lies before a row is then "
        "whatever is before it in the order, of whichever group."
    )
    hint = "Whose row comes just before the first row of a group?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Window.partitionBy.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.sql import Window
            w = Window.partitionBy("shop").orderBy("day").rowsBetween(-3, -1)
            """,
            after="""
            from pyspark.sql import Window
            w = Window.orderBy("day").rowsBetween(-3, -1)
            """,
        ),
        Applies(
            before="""
            from pyspark.sql import functions as F
            from pyspark.sql import window as win
            before = F.lag("units").over(win.Window.orderBy("day").partitionBy("shop", "item"))
            """,
            after="""
            from pyspark.sql import functions as F
            from pyspark.sql import window as win
            before = F.lag("units").over(win.Window.orderBy("day"))
            """,
        ),
    ]
    leaves = [
        # There would be no window left.
        Leaves(
            """
            from pyspark.sql import Window
            w = Window.partitionBy("shop")
            """
        ),
        Leaves('df.write.partitionBy("shop").saveAsTable("sales")'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.BaseExpression]:
        if not isinstance(node.func, cst.Attribute) or node.func.attr.value != "partitionBy":
            return
        rest: cst.BaseExpression = node.func.value
        root = rest
        while isinstance(root, cst.Call) and isinstance(root.func, cst.Attribute):
            root = root.func.value
        if self.qualified_name(root) not in WINDOWS:
            return
        if rest is not root or isinstance(self.program.parent(node), cst.Attribute):
            yield rest

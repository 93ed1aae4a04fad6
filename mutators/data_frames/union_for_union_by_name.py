"""Unites two frames by position where their columns are in different orders.

Both frames have the same columns, so `union` seems enough. It does not look at names: where the
types allow it nothing raises, and values stand in columns that they do not belong to.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, rename_method

ROWS = tuple(
    "cache distinct dropDuplicates drop_duplicates dropna filter limit orderBy repartition "
    "sample sampleBy sort where".split()
)
"""Methods that leave the columns as they are."""


class UnionForUnionByName(Mutator):
    id = "union-for-union-by-name"
    title = "union where the columns are in another order"
    misconception = "`union` puts values into the columns that have the same names."
    principle = (
        "`union` goes by position, as in SQL: the first column of one frame continues the first "
        "one of the other. `unionByName` goes by the names."
    )
    hint = "In which order does each of the frames have its columns?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.unionByName.html"
    seen = "https://mungingdata.com/pyspark/union-unionbyname-merge-dataframes"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            rides = north.unionByName(south)
            """,
            after="""
            rides = north.union(south)
            """,
        ),
        Applies(
            before="""
            rides = (
                spark.table("north")
                .filter("fare > 0")
                .unionByName(other=spark.table("south"))
            )
            """,
            after="""
            rides = (
                spark.table("north")
                .filter("fare > 0")
                .union(other=spark.table("south"))
            )
            """,
        ),
    ]
    leaves = [
        # `union` has no such argument and says so.
        Leaves("rides = north.unionByName(south, allowMissingColumns=True)"),
        Leaves("rides = north.union(south)"),
        # Parts of one frame have their columns in one order.
        Leaves(
            """
            rare = df.filter("label = 1").sample(True, 5.0, seed=1)
            balanced = df.filter("label = 0").unionByName(rare)
            """
        ),
        Leaves(
            """
            import pyspark.pandas as ps
            rides = ps.concat([north, south])
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not isinstance(node.func, cst.Attribute) or node.func.attr.value != "unionByName":
            return
        if len(node.args) != 1 or self.type_of(node.func.value) not in (
            "pyspark.sql.DataFrame",
            None,
        ):
            return
        united = rename_method(node, "union")
        if united is not None and not self._is_of_one_frame(node):
            yield united

    def _is_of_one_frame(self, node: cst.Call) -> bool:
        """Whether both sides are rows of one frame that has a name."""
        assert isinstance(node.func, cst.Attribute)
        first, second = (self._origin(each) for each in (node.func.value, node.args[0].value))
        return (
            isinstance(first, cst.Name)
            and first.deep_equals(second)
            and self.program.value_of(first) is self.program.value_of(second)
        )

    def _origin(self, node: cst.BaseExpression) -> cst.BaseExpression:
        """What a chain of such methods begins with, also behind names."""
        seen: set[cst.BaseExpression] = set()
        while node not in seen:
            seen.add(node)
            made = self.program.value_of(node) or node
            if (
                isinstance(made, cst.Call)
                and isinstance(made.func, cst.Attribute)
                and made.func.attr.value in ROWS
            ):
                node = made.func.value
        return node

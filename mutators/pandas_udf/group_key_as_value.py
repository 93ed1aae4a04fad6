"""Uses the key that `applyInPandas` hands to a function as if it were the one value of the column.

Grouped by one column, the group has one value. The key is a tuple all the same, and does not
convert to the type of the column: an error in the worker that arrives as a PythonException.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument


class GroupKeyAsValue(Mutator):
    id = "group-key-as-value"
    title = "The group's key is a tuple"
    misconception = (
        "Grouped by one column, the key that a function gets is the value of that column."
    )
    principle = (
        "The key is a tuple with one value for each grouping column, even if there is one column "
        "only: its value is `key[0]`."
    )
    hint = "What would the key look like if the rows were grouped by two columns?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.GroupedData.applyInPandas.html"
    breaks = Raises(
        "PythonException", match=r"tuple|Failed to convert|Cannot convert|Unsupported cast"
    )
    applies = [
        Applies(
            before="""
            import pandas as pd

            def total(key, sales):
                return pd.DataFrame({"store": [key[0]], "units": [sales["units"].sum()]})

            spark.table("sales").groupBy("store").applyInPandas(total, "store string, units long")
            """,
            after="""
            import pandas as pd

            def total(key, sales):
                return pd.DataFrame({"store": [key], "units": [sales["units"].sum()]})

            spark.table("sales").groupBy("store").applyInPandas(total, "store string, units long")
            """,
        ),
        Applies(
            before="""
            from pandas import DataFrame

            def compare(group: tuple, plan: DataFrame, actual: DataFrame) -> DataFrame:
                return DataFrame([[group[0], len(plan), len(actual)]], columns=names)

            both = plans.cogroup(actuals).applyInPandas(func=compare, schema=schema)
            """,
            after="""
            from pandas import DataFrame

            def compare(group: tuple, plan: DataFrame, actual: DataFrame) -> DataFrame:
                return DataFrame([[group, len(plan), len(actual)]], columns=names)

            both = plans.cogroup(actuals).applyInPandas(func=compare, schema=schema)
            """,
        ),
    ]
    leaves = [
        # The first row of two frames that are not grouped by a key.
        Leaves(
            """
            import pandas as pd

            def total(rows):
                return pd.DataFrame({"first": [rows[0]]})

            groups.applyInPandas(total, schema)
            """
        ),
        # pandas' own groups.
        Leaves(
            """
            import pandas as pd

            def total(key, sales):
                return pd.DataFrame({"store": [key[0]]})

            result = frame.groupby("store").apply(total)
            """
        ),
    ]

    def mutate_Subscript(self, node: cst.Subscript) -> Iterator[cst.BaseExpression]:
        key = node.value
        index = node.slice[0].slice
        if (
            isinstance(key, cst.Name)
            and isinstance(index, cst.Index)
            and isinstance(index.value, cst.Integer)
            and index.value.value == "0"
            and isinstance(self.program.parent(node), cst.Element)
            and self._is_key(key)
        ):
            yield key

    def _is_key(self, name: cst.Name) -> bool:
        """Whether a name is the first parameter of a function that gets a key and its rows."""
        function = next(
            (each for each in self.program.ancestors(name) if isinstance(each, cst.FunctionDef)),
            None,
        )
        if function is None:
            return False
        params = function.params.params
        if len(params) not in (2, 3) or params[0].name.value != name.value:
            return False
        for call in self.program.calls:
            given = argument(call, "func", 0)
            if (
                isinstance(call.func, cst.Attribute)
                and call.func.attr.value == "applyInPandas"
                and given
                and isinstance(given.value, cst.Name)
                and given.value.value == function.name.value
            ):
                return len(params) == (3 if self._is_cogrouped(call.func.value) else 2)
        return False

    def _is_cogrouped(self, node: cst.BaseExpression) -> bool:
        made = self.program.value_of(node) or node
        return (
            isinstance(made, cst.Call)
            and isinstance(made.func, cst.Attribute)
            and made.func.attr.value == "cogroup"
        )

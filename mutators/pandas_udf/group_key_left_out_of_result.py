"""Leaves the group's key out of the frame that a function returns to `applyInPandas`.

After `groupBy().agg()` the key is there by itself. Here the result is what the function returns
and nothing else: the worker misses the column, which arrives as a PythonException.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument


class GroupKeyLeftOutOfResult(Mutator):
    id = "group-key-left-out-of-result"
    title = "The group's key is not returned"
    misconception = "Spark adds the key of the group to what the function returns, as `agg` does."
    principle = (
        "The result of `applyInPandas` consists of the returned frames alone, and their columns "
        "must be those of the schema, the group's key included."
    )
    hint = "Where does each column come from that the schema promises?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.GroupedData.applyInPandas.html"
    breaks = Raises("PythonException", match=r"RESULT_COLUMN_NAMES_MISMATCH.* Missing: ")
    applies = [
        Applies(
            before="""
            import pandas as pd

            def train(sales: pd.DataFrame) -> pd.DataFrame:
                return pd.DataFrame(
                    {
                        "store": [sales["store"].iloc[0]],
                        "units": [sales["units"].sum()],
                    }
                )

            df = spark.table("sales")
            df.groupBy("store").applyInPandas(train, schema="store string, units double").show()
            """,
            after="""
            import pandas as pd

            def train(sales: pd.DataFrame) -> pd.DataFrame:
                return pd.DataFrame(
                    {
                        "units": [sales["units"].sum()],
                    }
                )

            df = spark.table("sales")
            df.groupBy("store").applyInPandas(train, schema="store string, units double").show()
            """,
        ),
        Applies(
            before="""
            from pandas import DataFrame

            def count(key, rows):
                return DataFrame({"n": [len(rows)], "g": [key[0]]})

            groups = spark.range(9).withColumn("g", F.col("id") % 3).groupby(["g"])
            result = groups.applyInPandas(func=count, schema=schema)
            """,
            after="""
            from pandas import DataFrame

            def count(key, rows):
                return DataFrame({"n": [len(rows)]})

            groups = spark.range(9).withColumn("g", F.col("id") % 3).groupby(["g"])
            result = groups.applyInPandas(func=count, schema=schema)
            """,
        ),
    ]
    leaves = [
        # The key comes from the rows, not from a column that is spelled out.
        Leaves(
            """
            def centre(rows):
                return rows.assign(x=rows["x"] - rows["x"].mean())

            df = spark.table("t")
            df.groupBy("g").applyInPandas(centre, schema=df.schema)
            """
        ),
        # Nobody applies this function to groups.
        Leaves(
            """
            import pandas as pd

            def train(sales):
                return pd.DataFrame({"store": [1], "units": [2.0]})
            """
        ),
    ]

    def mutate_Dict(self, node: cst.Dict) -> Iterator[cst.Dict]:
        function = self._returning(node)
        if function is None or len(node.elements) < 2:
            return
        keys = self._keys(function.name.value)
        for at, element in enumerate(node.elements):
            if (
                isinstance(element, cst.DictElement)
                and isinstance(element.key, cst.SimpleString)
                and element.key.evaluated_value in keys
            ):
                elements = [each for each in node.elements if each is not element]
                if at == len(elements):
                    elements[-1] = elements[-1].with_changes(comma=element.comma)
                yield node.with_changes(elements=elements)

    def _returning(self, columns: cst.Dict) -> cst.FunctionDef | None:
        """The function that returns a pandas frame of these columns."""
        frame = next(
            (each for each in self.program.ancestors(columns) if isinstance(each, cst.Call)), None
        )
        if (
            frame is None
            or not self.calls(frame, "pandas.DataFrame")
            or argument(frame, "data", 0) is not self.program.parent(columns)
            or not isinstance(self.program.parent(frame), cst.Return)
        ):
            return None
        return next(
            (each for each in self.program.ancestors(frame) if isinstance(each, cst.FunctionDef)),
            None,
        )

    def _keys(self, function: str) -> set[str]:
        """The columns by which the rows are grouped that the function gets."""
        keys: set[str] = set()
        for call in self.program.calls:
            if not isinstance(call.func, cst.Attribute):
                continue
            given = argument(call, "func", 0)
            if (
                given
                and isinstance(given.value, cst.Name)
                and given.value.value == function
                and self.calls(call, "pyspark.sql.GroupedData.applyInPandas")
            ):
                groups = self.program.value_of(call.func.value) or call.func.value
                if isinstance(groups, cst.Call):
                    for arg in groups.args:
                        for text in m.findall(arg.value, m.SimpleString()):
                            if isinstance(text, cst.SimpleString):
                                keys.add(str(text.evaluated_value))
        return keys

"""Hands columns one by one to a pandas UDF whose parameter is a frame.

Inside the function the frame has all these columns. Each argument of the call becomes one argument
of the function, which has room for one: a TypeError in the worker, so a PythonException.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, Leaves, Mutator, Raises


class StructLeftOutForFrameUdf(Mutator):
    id = "struct-left-out-for-frame-udf"
    title = "Columns for a UDF that takes a frame"
    misconception = (
        "A UDF with a `pd.DataFrame` parameter gathers the columns that it is called with."
    )
    principle = (
        "One argument of a UDF is one column. What arrives as a pandas frame is a struct column, "
        "so the columns are put into one with `struct` first."
    )
    hint = "What kind of Spark column becomes a pandas DataFrame in the function?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.pandas_udf.html"
    breaks = Raises("PythonException", match=r"takes 1 positional argument but \d+ were given")
    applies = [
        Applies(
            before="""
            import pandas as pd
            from pyspark.sql import functions as F

            @F.pandas_udf("double")
            def price(homes: pd.DataFrame) -> pd.Series:
                return pd.Series(model.predict(homes))

            df.withColumn("price", price(F.struct("area", "age"))).show()
            """,
            after="""
            import pandas as pd
            from pyspark.sql import functions as F

            @F.pandas_udf("double")
            def price(homes: pd.DataFrame) -> pd.Series:
                return pd.Series(model.predict(homes))

            df.withColumn("price", price("area", "age")).show()
            """,
        ),
        Applies(
            before="""
            from pandas import DataFrame
            from pyspark.sql.functions import pandas_udf, struct

            @pandas_udf("low double, high double")
            def range_of(homes: DataFrame) -> DataFrame:
                return estimate(homes)

            names = ["area", "age"]
            df.select(range_of(struct(*names)).alias("range"))
            """,
            after="""
            from pandas import DataFrame
            from pyspark.sql.functions import pandas_udf, struct

            @pandas_udf("low double, high double")
            def range_of(homes: DataFrame) -> DataFrame:
                return estimate(homes)

            names = ["area", "age"]
            df.select(range_of(*names).alias("range"))
            """,
        ),
    ]
    leaves = [
        # The UDF of a logged model takes both forms.
        Leaves(
            """
            import mlflow
            from pyspark.sql import functions as F
            price = mlflow.pyfunc.spark_udf(spark, uri)
            df.withColumn("price", price(F.struct("area", "age"))).show()
            """
        ),
        # One column in a struct is another matter.
        Leaves(
            """
            import pandas as pd
            from pyspark.sql import functions as F

            @F.pandas_udf("double")
            def price(homes: pd.DataFrame) -> pd.Series:
                return homes["area"]

            df.withColumn("price", price(F.struct("area"))).show()
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not isinstance(node.func, cst.Name) or len(node.args) != 1:
            return
        struct = node.args[0].value
        if (
            isinstance(struct, cst.Call)
            and self.calls(struct, "pyspark.sql.functions.struct")
            and (len(struct.args) > 1 or (struct.args and struct.args[0].star))
            and self._takes_frame(node.func.value)
        ):
            yield node.with_changes(args=struct.args)

    def _takes_frame(self, name: str) -> bool:
        functions = [
            each
            for each in m.findall(self.program.module, m.FunctionDef(name=m.Name(name)))
            if isinstance(each, cst.FunctionDef)
        ]
        return bool(functions) and all(
            len(function.params.params) == 1
            and (hint := function.params.params[0].annotation) is not None
            and self.qualified_name(hint.annotation) == "pandas.DataFrame"
            and any(
                self.calls(each.decorator, "pyspark.sql.functions.pandas_udf")
                for each in function.decorators
            )
            for function in functions
        )

"""Calls a UDF with one list of columns.

pandas and scikit-learn select features by a list of names. A UDF takes each column as an argument
of its own: a PySparkTypeError.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, Leaves, Mutator, Raises

SPARK_UDF = "mlflow.pyfunc.spark_udf"
DECORATORS = ("pyspark.sql.functions.pandas_udf", "pyspark.sql.functions.udf")


class ListOfColumnsForUdf(Mutator):
    id = "list-of-columns-for-udf"
    title = "A UDF called with a list of columns"
    misconception = "A UDF takes the columns that it needs as one list of names."
    principle = (
        'Each argument of a UDF is one column: `udf("a", "b")`, or `udf(*names)` for a list '
        "of names. That goes for the UDF of a logged model too."
    )
    hint = "What may one argument of a UDF be?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.pyfunc.html#mlflow.pyfunc.spark_udf"
    breaks = Raises("PySparkTypeError", match=r"should be Column or str, got list")
    applies = [
        Applies(
            before="""
            import mlflow
            predict = mlflow.pyfunc.spark_udf(spark, model_uri="models:/m@champion")
            scored = df.withColumn(
                "prediction", predict("area", "age")
            )
            """,
            after="""
            import mlflow
            predict = mlflow.pyfunc.spark_udf(spark, model_uri="models:/m@champion")
            scored = df.withColumn(
                "prediction", predict(["area", "age"])
            )
            """,
        ),
        Applies(
            before="""
            import pandas as pd
            from pyspark.sql import functions as F

            @F.pandas_udf("double")
            def total(a: pd.Series, b: pd.Series) -> pd.Series:
                return a + b

            names = ["x", "y"]
            df.select(total(F.col("x"), "y"), total(*names))
            """,
            after=(
                """
                import pandas as pd
                from pyspark.sql import functions as F

                @F.pandas_udf("double")
                def total(a: pd.Series, b: pd.Series) -> pd.Series:
                    return a + b

                names = ["x", "y"]
                df.select(total([F.col("x"), "y"]), total(*names))
                """,
                """
                import pandas as pd
                from pyspark.sql import functions as F

                @F.pandas_udf("double")
                def total(a: pd.Series, b: pd.Series) -> pd.Series:
                    return a + b

                names = ["x", "y"]
                df.select(total(F.col("x"), "y"), total(names))
                """,
            ),
        ),
    ]
    leaves = [
        # One column, which may be a struct.
        Leaves(
            """
            import mlflow
            from pyspark.sql import functions as F
            predict = mlflow.pyfunc.spark_udf(spark, "models:/m@champion")
            df.withColumn("prediction", predict(F.struct("area", "age")))
            """
        ),
        # A plain function may take a list.
        Leaves(
            """
            def total(a, b):
                return a + b

            total("x", "y")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not isinstance(node.func, cst.Name) or not self._is_udf(node.func):
            return
        if any(arg.keyword for arg in node.args):
            return
        if len(node.args) == 1 and node.args[0].star == "*":
            names = node.args[0]
            if self.is_a(names.value, "builtins.list"):
                yield node.with_changes(args=[names.with_changes(star="")])
        elif len(node.args) > 1 and not any(arg.star for arg in node.args):
            columns = cst.List([cst.Element(arg.value) for arg in node.args])
            yield node.with_changes(
                args=[cst.Arg(columns)], whitespace_before_args=cst.SimpleWhitespace("")
            )

    def _is_udf(self, name: cst.Name) -> bool:
        made = self.program.value_of(name)
        if made is not None:
            return self.calls(made, SPARK_UDF)
        functions = [
            function
            for function in m.findall(self.program.module, m.FunctionDef(name=m.Name(name.value)))
            if isinstance(function, cst.FunctionDef)
        ]
        return bool(functions) and all(
            any(self.calls(each.decorator, *DECORATORS) for each in function.decorators)
            for function in functions
        )

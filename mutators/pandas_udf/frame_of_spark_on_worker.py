"""Reads a Spark DataFrame inside a function that runs on the workers.

The variable is in reach of the function. A DataFrame is a plan that the driver holds, and cannot
travel with the function: pickling fails with CONTEXT_ONLY_VALID_ON_DRIVER.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument

METHODS = ("applyInPandas", "mapInPandas")


class FrameOfSparkOnWorker(Mutator):
    id = "frame-of-spark-on-worker"
    title = "A Spark DataFrame on the workers"
    misconception = "A function on the workers can query Spark DataFrames, as the driver does."
    principle = (
        "DataFrames and the session exist on the driver only. What a function on the workers needs "
        "is collected or joined before, and travels with it as plain data or as a broadcast."
    )
    hint = "Where does each line of the function run, and what is there?"
    docs = (
        "https://spark.apache.org/docs/latest/rdd-programming-guide.html#passing-functions-to-spark"
    )
    seen = "https://issues.apache.org/jira/browse/SPARK-5063"
    breaks = Raises("PicklingError", match=r"CONTEXT_ONLY_VALID_ON_DRIVER")
    applies = [
        Applies(
            before="""
            prices = price_df.toPandas()

            def add_price(batches):
                for batch in batches:
                    yield batch.merge(prices, on="product")

            spark.table("sales").mapInPandas(add_price, schema=schema).show()
            """,
            after="""
            prices = price_df.toPandas()

            def add_price(batches):
                for batch in batches:
                    yield batch.merge(price_df.toPandas(), on="product")

            spark.table("sales").mapInPandas(add_price, schema=schema).show()
            """,
        ),
        Applies(
            before="""
            import pandas as pd
            from pyspark.sql import functions as F

            known = spark.table("known").select("name").toPandas()

            @F.pandas_udf("boolean")
            def is_known(name: pd.Series) -> pd.Series:
                return name.isin(known["name"])
            """,
            after="""
            import pandas as pd
            from pyspark.sql import functions as F

            known = spark.table("known").select("name").toPandas()

            @F.pandas_udf("boolean")
            def is_known(name: pd.Series) -> pd.Series:
                return name.isin(spark.table("known").select("name").toPandas()["name"])
            """,
        ),
    ]
    leaves = [
        # On the driver it works.
        Leaves(
            """
            prices = price_df.toPandas()

            def merged(sales):
                return sales.merge(prices, on="product")

            print(merged(sales_df.toPandas()))
            """
        ),
        # Plain data from the beginning.
        Leaves(
            """
            import pandas as pd
            prices = pd.read_csv("prices.csv")

            def add_price(batches):
                for batch in batches:
                    yield batch.merge(prices, on="product")

            spark.table("sales").mapInPandas(add_price, schema=schema).show()
            """
        ),
    ]

    def mutate_Name(self, node: cst.Name) -> Iterator[cst.BaseExpression]:
        around = self.program.parent(node)
        if (isinstance(around, cst.Attribute) and around.attr is node) or (
            isinstance(around, cst.Arg) and around.value is not node
        ):
            return
        if not self._on_a_worker(node):
            return
        made = self.program.value_of(node)
        if (
            isinstance(made, cst.Call)
            and isinstance(made.func, cst.Attribute)
            and made.func.attr.value == "toPandas"
            and not made.args
            and self._is_first_use(node)
        ):
            yield made

    def _is_first_use(self, name: cst.Name) -> bool:
        """Whether the function around does not name it further up: one mutant for each name."""
        function = next(
            each for each in self.program.ancestors(name) if isinstance(each, cst.FunctionDef)
        )
        return m.findall(function, m.Name(name.value))[0] is name

    def _on_a_worker(self, node: cst.CSTNode) -> bool:
        """Whether the function around is a pandas UDF or handed to `mapInPandas` and the like."""
        for around in self.program.ancestors(node):
            if isinstance(around, cst.FunctionDef):
                return any(
                    self.calls(each.decorator, "pyspark.sql.functions.pandas_udf")
                    for each in around.decorators
                ) or any(
                    isinstance(call.func, cst.Attribute)
                    and call.func.attr.value in METHODS
                    and (given := argument(call, "func", 0)) is not None
                    and isinstance(given.value, cst.Name)
                    and given.value.value == around.name.value
                    for call in self.program.calls
                )
        return False

"""Uses a broadcast variable as if it were the object that was broadcast.

The variable stands for the object on every worker. It is a wrapper nevertheless: the worker raises
an AttributeError or a TypeError, which arrives as a PythonException.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, Leaves, Mutator, Raises

UDFS = ("pyspark.sql.functions.pandas_udf", "pyspark.sql.functions.udf")
METHODS = ("destroy", "dump", "load", "load_from_path", "unpersist", "value")
"""What a Broadcast itself has, in pyspark 4.3."""


class BroadcastWithoutValue(Mutator):
    id = "broadcast-without-value"
    title = "A broadcast variable without .value"
    misconception = "On the workers a broadcast variable is the object that was broadcast."
    principle = (
        "A broadcast variable is a handle. The object itself is in its `value`, fetched once on "
        "each worker."
    )
    hint = "What does `broadcast` return: the object, or something that leads to it?"
    docs = "https://spark.apache.org/docs/latest/rdd-programming-guide.html#broadcast-variables"
    breaks = Raises("PythonException", match=r"'Broadcast' object (has no attribute|is not)")
    applies = [
        Applies(
            before="""
            import pandas as pd
            from pyspark.sql.functions import pandas_udf
            shared = spark.sparkContext.broadcast(model)

            @pandas_udf("double")
            def price(area: pd.Series) -> pd.Series:
                return pd.Series(shared.value.predict(area.to_frame()))
            """,
            after="""
            import pandas as pd
            from pyspark.sql.functions import pandas_udf
            shared = spark.sparkContext.broadcast(model)

            @pandas_udf("double")
            def price(area: pd.Series) -> pd.Series:
                return pd.Series(shared.predict(area.to_frame()))
            """,
        ),
        Applies(
            before="""
            from pyspark.sql import functions as F
            sc = spark.sparkContext
            rates = sc.broadcast({"EUR": 1.0, "CHF": 0.95})

            @F.udf("double")
            def rate(currency):
                return rates.value[currency]
            """,
            after="""
            from pyspark.sql import functions as F
            sc = spark.sparkContext
            rates = sc.broadcast({"EUR": 1.0, "CHF": 0.95})

            @F.udf("double")
            def rate(currency):
                return rates[currency]
            """,
        ),
    ]
    leaves = [
        # The hint for a join, which is another `broadcast`.
        Leaves(
            """
            from pyspark.sql import functions as F
            small = F.broadcast(df)

            @F.udf("double")
            def rate(currency):
                return small.value[currency]
            """
        ),
        # On the driver the error is another one.
        Leaves(
            """
            shared = spark.sparkContext.broadcast(model)
            print(shared.value.coef_)
            """
        ),
    ]

    def mutate_Attribute(self, node: cst.Attribute) -> Iterator[cst.BaseExpression]:
        if node.attr.value != "value" or not self._is_broadcast(node.value):
            return
        user = self.program.parent(node)
        breaks = (
            (isinstance(user, cst.Attribute) and user.attr.value not in METHODS)
            or isinstance(user, cst.Subscript)
            or (isinstance(user, cst.Call) and user.func is node)
        )
        if breaks and self._on_a_worker(node):
            yield node.value

    def _is_broadcast(self, node: cst.BaseExpression) -> bool:
        made = self.program.value_of(node)
        if not isinstance(made, cst.Call) or not isinstance(made.func, cst.Attribute):
            return False
        context = self.program.value_of(made.func.value) or made.func.value
        return (
            made.func.attr.value == "broadcast"
            and self.qualified_name(context) == "pyspark.sql.SparkSession.sparkContext"
        )

    def _on_a_worker(self, node: cst.CSTNode) -> bool:
        """Whether the function around is a UDF or is handed to `applyInPandas` and the like."""
        for around in self.program.ancestors(node):
            if isinstance(around, cst.FunctionDef):
                given = m.Arg(value=m.Name(around.name.value))
                handed = m.Call(
                    func=m.Attribute(attr=m.Name("applyInPandas") | m.Name("mapInPandas")),
                    args=[m.ZeroOrMore(), given, m.ZeroOrMore()],
                )
                return any(self.calls(each.decorator, *UDFS) for each in around.decorators) or bool(
                    m.findall(self.program.module, handed)
                )
        return False

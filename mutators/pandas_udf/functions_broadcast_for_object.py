"""Calls `pyspark.sql.functions.broadcast` to ship an object to the workers.

It is the first `broadcast` that completion offers. That one marks a DataFrame as small for a join,
and looks for the frame in whatever it gets: an AttributeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises


class FunctionsBroadcastForObject(Mutator):
    id = "functions-broadcast-for-object"
    title = "The broadcast of joins for an object"
    misconception = "`broadcast` of Spark's SQL functions sends any object to the workers."
    principle = (
        "`pyspark.sql.functions.broadcast` is a hint for the join of a small DataFrame. Objects "
        "such as models are shipped by the SparkContext's `broadcast`."
    )
    hint = "There are two functions of this name. What does each of them take?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.broadcast.html"
    breaks = Raises("AttributeError", match=r"has no attribute '_jdf'")
    applies = [
        Applies(
            before="""
            from pyspark.sql import functions as F
            shared = spark.sparkContext.broadcast(model)
            df.filter(F.col("x") > 1).show()
            """,
            after="""
            from pyspark.sql import functions as F
            shared = F.broadcast(model)
            df.filter(F.col("x") > 1).show()
            """,
        ),
        Applies(
            before="""
            import pyspark.sql.functions as fn
            sc = spark.sparkContext
            rates = sc.broadcast({"EUR": 1.0, "CHF": 0.95})
            rate = fn.udf(lambda currency: rates.value[currency], "double")
            """,
            after="""
            import pyspark.sql.functions as fn
            sc = spark.sparkContext
            rates = fn.broadcast({"EUR": 1.0, "CHF": 0.95})
            rate = fn.udf(lambda currency: rates.value[currency], "double")
            """,
        ),
    ]
    leaves = [
        # No module of functions is at hand.
        Leaves("shared = spark.sparkContext.broadcast(model)"),
        Leaves(
            """
            from pyspark.sql import functions as F
            shared = queue.broadcast(model)
            df.filter(F.col("x") > 1).show()
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if (
            not isinstance(node.func, cst.Attribute)
            or node.func.attr.value != "broadcast"
            or len(node.args) != 1
        ):
            return
        context = self.program.value_of(node.func.value) or node.func.value
        module = self._functions()
        if module and self.qualified_name(context) == "pyspark.sql.SparkSession.sparkContext":
            yield node.with_changes(func=node.func.with_changes(value=cst.Name(module)))

    def _functions(self) -> str | None:
        """The name by which the program calls the module of Spark's functions."""
        for node in self.program.nodes:
            if (
                isinstance(node, cst.Attribute)
                and isinstance(node.value, cst.Name)
                and self.qualified_name(node.value) == "pyspark.sql.functions"
            ):
                return node.value.value
        return None

"""Calls `predict` where a function for Spark has to return probabilities.

Both methods take the same features, and the name of the second says what everybody wants. Nothing
raises: the column is a number too, but it holds the classes 0 and 1.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument

METHODS = ("applyInPandas", "mapInPandas")


class ClassForProbability(Mutator):
    id = "class-for-probability"
    title = "The class in place of its probability"
    misconception = "A classifier's `predict` returns how likely the class is."
    principle = (
        "`predict` returns the class itself. How likely each class is, one column for each, comes "
        "from `predict_proba`; a threshold or a ranking needs the latter."
    )
    hint = "Which different values can stand in the new column?"
    docs = "https://scikit-learn.org/stable/glossary.html#term-predict_proba"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            import pandas as pd
            from pyspark.sql.functions import pandas_udf

            @pandas_udf("double")
            def risk(a: pd.Series, b: pd.Series) -> pd.Series:
                rows = pd.DataFrame({"a": a, "b": b})
                return pd.Series(model.predict_proba(rows)[:, 1])
            """,
            after="""
            import pandas as pd
            from pyspark.sql.functions import pandas_udf

            @pandas_udf("double")
            def risk(a: pd.Series, b: pd.Series) -> pd.Series:
                rows = pd.DataFrame({"a": a, "b": b})
                return pd.Series(model.predict(rows))
            """,
        ),
        Applies(
            before="""
            def score(batches):
                for rows in batches:
                    rows["risk"] = shared.value.predict_proba(rows[["a", "b"]])[:, 1]
                    yield rows

            scored = spark.table("t").mapInPandas(score, schema="a double, b double, risk double")
            """,
            after="""
            def score(batches):
                for rows in batches:
                    rows["risk"] = shared.value.predict(rows[["a", "b"]])
                    yield rows

            scored = spark.table("t").mapInPandas(score, schema="a double, b double, risk double")
            """,
        ),
    ]
    leaves = [
        # No function for Spark's workers.
        Leaves("risk = model.predict_proba(X)[:, 1]"),
        # The class is what is asked for.
        Leaves(
            """
            import pandas as pd
            from pyspark.sql.functions import pandas_udf

            @pandas_udf("long")
            def label(a: pd.Series) -> pd.Series:
                return pd.Series(model.predict(a.to_frame()))
            """
        ),
    ]

    def mutate_Subscript(self, node: cst.Subscript) -> Iterator[cst.BaseExpression]:
        made = node.value
        if (
            isinstance(made, cst.Call)
            and isinstance(made.func, cst.Attribute)
            and made.func.attr.value == "predict_proba"
            and m.matches(
                node,
                m.Subscript(
                    slice=[
                        m.SubscriptElement(m.Slice(lower=None, upper=None)),
                        m.SubscriptElement(m.Index(m.Integer())),
                    ]
                ),
            )
            and self._on_a_worker(node)
        ):
            yield made.with_changes(func=made.func.with_changes(attr=cst.Name("predict")))

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

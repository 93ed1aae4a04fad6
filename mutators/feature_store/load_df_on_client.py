"""Calls `load_df` on the client, with the training set as its argument.

It is a method of the training set: "'FeatureEngineeringClient' object has no attribute 'load_df'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises


class LoadDfOnClient(Mutator):
    id = "load-df-on-client"
    title = "load_df called on the client"
    misconception = "All that is done with feature tables is done by the client's methods."
    principle = (
        "The client makes a `TrainingSet`; the rows are loaded by that object's own method, "
        "`training_set.load_df()`."
    )
    hint = "Which object knows the joins of this training set?"
    docs = "https://docs.databricks.com/dev-tools/api/python/latest/feature-store/training_set.html"
    breaks = Raises("AttributeError", match="Client' object has no attribute 'load_df'")
    applies = [
        Applies(
            before="""
            from databricks.feature_engineering import FeatureEngineeringClient
            fe = FeatureEngineeringClient()
            training_set = fe.create_training_set(df=df, feature_lookups=lookups, label="churn")
            training_df = training_set.load_df()
            """,
            after="""
            from databricks.feature_engineering import FeatureEngineeringClient
            fe = FeatureEngineeringClient()
            training_set = fe.create_training_set(df=df, feature_lookups=lookups, label="churn")
            training_df = fe.load_df(training_set)
            """,
        ),
        Applies(
            before="""
            from databricks import feature_store as fst
            fs = fst.FeatureStoreClient()
            made = fs.create_training_set(df, lookups, "churn")
            rows = made.load_df().toPandas()
            """,
            after="""
            from databricks import feature_store as fst
            fs = fst.FeatureStoreClient()
            made = fs.create_training_set(df, lookups, "churn")
            rows = fs.load_df(made).toPandas()
            """,
        ),
    ]
    leaves = [
        Leaves("training_df = training_set.load_df()"),
        Leaves(
            """
            from databricks.feature_engineering import FeatureEngineeringClient
            rows = FeatureEngineeringClient().create_training_set(
                df=df, feature_lookups=lookups, label="churn"
            ).load_df()
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "databricks.feature_store.training_set.TrainingSet.load_df"):
            return
        func = node.func
        if not isinstance(func, cst.Attribute) or node.args:
            return
        made = self.program.value_of(func.value)
        if (
            isinstance(made, cst.Call)
            and isinstance(made.func, cst.Attribute)
            and isinstance(made.func.value, cst.Name)
        ):
            yield node.with_changes(
                func=func.with_changes(value=made.func.value), args=[cst.Arg(func.value)]
            )

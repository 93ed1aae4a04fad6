"""Leaves `exclude_columns` out of a training set, so that ids become features.

Nothing is raised: the keys by which features are looked up stay among the columns that are trained
on.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument

CLIENTS = (
    "databricks.feature_engineering.FeatureEngineeringClient",
    "databricks.feature_store.FeatureStoreClient",
)


class ExcludeColumnsLeftOut(Mutator):
    id = "exclude-columns-left-out"
    title = "create_training_set without exclude_columns"
    misconception = "The lookup keys are gone once the features are looked up."
    principle = (
        "A training set keeps all columns of `df`, its keys included. `exclude_columns` takes "
        "out what the model must not see; the keys can still be used to look features up."
    )
    hint = (
        "Which columns does the training DataFrame have beside the looked-up features and the "
        "label?"
    )
    docs = "https://docs.databricks.com/machine-learning/feature-store/train-models-with-feature-store.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from databricks.feature_engineering import FeatureEngineeringClient
            fe = FeatureEngineeringClient()
            training_set = fe.create_training_set(
                df=df, feature_lookups=lookups, label="churn", exclude_columns=["customer_id"]
            )
            """,
            after="""
            from databricks.feature_engineering import FeatureEngineeringClient
            fe = FeatureEngineeringClient()
            training_set = fe.create_training_set(
                df=df, feature_lookups=lookups, label="churn"
            )
            """,
        ),
        Applies(
            before="""
            from databricks.feature_store import FeatureStoreClient
            def prepare(fs: FeatureStoreClient, df):
                return fs.create_training_set(
                    df,
                    exclude_columns=keys,
                    feature_lookups=lookups,
                    label="churn",
                )
            """,
            after="""
            from databricks.feature_store import FeatureStoreClient
            def prepare(fs: FeatureStoreClient, df):
                return fs.create_training_set(
                    df,
                    feature_lookups=lookups,
                    label="churn",
                )
            """,
        ),
    ]
    leaves = [
        Leaves('fe.create_training_set(df=df, label="churn", exclude_columns=["customer_id"])'),
        Leaves(
            """
            from databricks.feature_engineering import FeatureEngineeringClient
            fe = FeatureEngineeringClient()
            fe.create_training_set(df=df, feature_lookups=[], label="churn", exclude_columns=[])
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, *(f"{client}.create_training_set" for client in CLIENTS)):
            columns = argument(node, "exclude_columns", 3)
            if columns is not None and self.program.elements(columns.value) != []:
                yield without_argument(node, columns)

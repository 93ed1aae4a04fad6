"""Makes a training set without naming its label.

There is no default, because one must say so if there is none: "missing 1 required keyword-only
argument: 'label'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, without_argument

CLIENTS = (
    "databricks.feature_engineering.FeatureEngineeringClient",
    "databricks.feature_store.FeatureStoreClient",
)


class TrainingSetWithoutLabel(Mutator):
    id = "training-set-without-label"
    title = "create_training_set without label"
    misconception = "The label is needed for the training only, not to look features up."
    principle = (
        "`create_training_set` must be told the `label`, so that it can keep it apart from the "
        "features. `label=None` says that there is none."
    )
    hint = "Which column of `df` must not become a feature of the model?"
    docs = "https://docs.databricks.com/machine-learning/feature-store/train-models-with-feature-store.html"
    breaks = Raises("TypeError", match="missing 1 required .*argument: 'label'")
    applies = [
        Applies(
            before="""
            from databricks.feature_engineering import FeatureEngineeringClient
            fe = FeatureEngineeringClient()
            training_set = fe.create_training_set(df=df, feature_lookups=lookups, label="churn")
            """,
            after="""
            from databricks.feature_engineering import FeatureEngineeringClient
            fe = FeatureEngineeringClient()
            training_set = fe.create_training_set(df=df, feature_lookups=lookups)
            """,
        ),
        Applies(
            before="""
            from databricks.feature_store import FeatureStoreClient
            fs = FeatureStoreClient()
            training_set = fs.create_training_set(
                df, lookups, label=target, exclude_columns=["id"]
            )
            """,
            after="""
            from databricks.feature_store import FeatureStoreClient
            fs = FeatureStoreClient()
            training_set = fs.create_training_set(
                df, lookups, exclude_columns=["id"]
            )
            """,
        ),
    ]
    leaves = [
        Leaves('fe.create_training_set(df=df, feature_lookups=lookups, label="churn")'),
        Leaves(
            """
            from databricks.feature_store import FeatureStoreClient
            FeatureStoreClient().create_training_set(df, lookups, "churn", ["id"])
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, *(f"{client}.create_training_set" for client in CLIENTS)):
            label = argument(node, "label")
            if label is not None:
                yield without_argument(node, label)

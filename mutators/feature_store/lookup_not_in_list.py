"""Gives `create_training_set` one lookup that is in no list.

It takes a list, also of one: "'feature_lookups' must be a list."
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value

CLIENTS = (
    "databricks.feature_engineering.FeatureEngineeringClient",
    "databricks.feature_store.FeatureStoreClient",
)


class LookupNotInList(Mutator):
    id = "lookup-not-in-list"
    title = "A FeatureLookup that is in no list"
    misconception = "One lookup is given to `create_training_set` as it is."
    principle = (
        "`feature_lookups` is a list of `FeatureLookup` objects, one for each feature table, "
        "even where there is only one."
    )
    hint = "From how many tables can a training set take its features?"
    docs = "https://docs.databricks.com/machine-learning/feature-store/train-models-with-feature-store.html"
    breaks = Raises("TypeError", match="'feature_lookups' must be a list")
    applies = [
        Applies(
            before="""
            from databricks.feature_engineering import FeatureEngineeringClient, FeatureLookup
            fe = FeatureEngineeringClient()
            lookup = FeatureLookup(table_name="ml.shop.customers", lookup_key="customer_id")
            training_set = fe.create_training_set(df=df, feature_lookups=[lookup], label="churn")
            """,
            after="""
            from databricks.feature_engineering import FeatureEngineeringClient, FeatureLookup
            fe = FeatureEngineeringClient()
            lookup = FeatureLookup(table_name="ml.shop.customers", lookup_key="customer_id")
            training_set = fe.create_training_set(df=df, feature_lookups=lookup, label="churn")
            """,
        ),
        Applies(
            before="""
            from databricks.feature_store import FeatureLookup, FeatureStoreClient
            fs = FeatureStoreClient()
            training_set = fs.create_training_set(
                df,
                [FeatureLookup("shop.customers", "customer_id")],
                label="churn",
            )
            """,
            after="""
            from databricks.feature_store import FeatureLookup, FeatureStoreClient
            fs = FeatureStoreClient()
            training_set = fs.create_training_set(
                df,
                FeatureLookup("shop.customers", "customer_id"),
                label="churn",
            )
            """,
        ),
    ]
    leaves = [
        Leaves('fe.create_training_set(df=df, feature_lookups=[lookup], label="churn")'),
        Leaves(
            """
            from databricks.feature_engineering import FeatureEngineeringClient
            fe = FeatureEngineeringClient()
            fe.create_training_set(df=df, feature_lookups=[customers, orders], label="churn")
            fe.create_training_set(df=df, feature_lookups=lookups, label="churn")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, *(f"{client}.create_training_set" for client in CLIENTS)):
            return
        lookups = argument(node, "feature_lookups", 1)
        if (
            lookups is not None
            and isinstance(lookups.value, cst.List)
            and len(lookups.value.elements) == 1
            and isinstance(lookups.value.elements[0], cst.Element)
        ):
            yield replace_value(node, lookups, lookups.value.elements[0].value)

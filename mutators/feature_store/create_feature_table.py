"""Calls `create_feature_table` or `get_feature_table`, as the first releases had it.

The methods lost the word when they moved: "object has no attribute 'create_feature_table'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, rename_method

CLIENTS = (
    "databricks.feature_engineering.FeatureEngineeringClient",
    "databricks.feature_store.FeatureStoreClient",
)


class CreateFeatureTable(Mutator):
    id = "create-feature-table"
    title = "create_feature_table"
    misconception = "The client's method is called `create_feature_table`, after what it creates."
    principle = (
        "The methods are `create_table`, `get_table`, `read_table` and `write_table`. "
        "`create_feature_table` was the name in the first releases of the client."
    )
    hint = "How is the client's method for reading such a table called?"
    docs = "https://docs.databricks.com/machine-learning/feature-store/uc/feature-tables-uc.html"
    breaks = Raises("AttributeError", match=r"object has no attribute '(create|get)_feature_table'")
    applies = [
        Applies(
            before="""
            from databricks.feature_engineering import FeatureEngineeringClient
            fe = FeatureEngineeringClient()
            fe.create_table(name="ml.shop.customers", primary_keys="customer_id", df=df)
            """,
            after="""
            from databricks.feature_engineering import FeatureEngineeringClient
            fe = FeatureEngineeringClient()
            fe.create_feature_table(name="ml.shop.customers", primary_keys="customer_id", df=df)
            """,
        ),
        Applies(
            before="""
            from databricks import feature_store
            table = feature_store.FeatureStoreClient().get_table(
                f"shop.{name}"
            )
            """,
            after="""
            from databricks import feature_store
            table = feature_store.FeatureStoreClient().get_feature_table(
                f"shop.{name}"
            )
            """,
        ),
    ]
    leaves = [
        Leaves('db.create_table(name="customers")'),
        Leaves(
            """
            from databricks.feature_engineering import FeatureEngineeringClient
            FeatureEngineeringClient().read_table(name="ml.shop.customers")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        for method in ("create", "get"):
            if self.calls(node, *(f"{client}.{method}_table" for client in CLIENTS)):
                call = rename_method(node, f"{method}_feature_table")
                if call is not None:
                    yield call

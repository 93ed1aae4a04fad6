"""Creates a feature table with `primary_key=`.

The argument is in the plural, even for one column: "missing 1 required keyword-only argument:
'primary_keys'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, rename_keyword

CLIENTS = (
    "databricks.feature_engineering.FeatureEngineeringClient",
    "databricks.feature_store.FeatureStoreClient",
)


class PrimaryKeySingular(Mutator):
    id = "primary-key-singular"
    title = "create_table with primary_key="
    misconception = "A feature table with one key column is created with `primary_key`."
    principle = (
        "`create_table` takes `primary_keys`, a list of columns or one name. A feature table "
        "has at least one key, by which its features are looked up."
    )
    hint = "Can a feature table have more than one key column?"
    docs = "https://docs.databricks.com/machine-learning/feature-store/uc/feature-tables-uc.html"
    breaks = Raises("TypeError", match="missing 1 required .*argument: 'primary_keys'")
    applies = [
        Applies(
            before="""
            from databricks.feature_engineering import FeatureEngineeringClient
            fe = FeatureEngineeringClient()
            fe.create_table(name="ml.shop.customers", primary_keys=["customer_id"], df=df)
            """,
            after="""
            from databricks.feature_engineering import FeatureEngineeringClient
            fe = FeatureEngineeringClient()
            fe.create_table(name="ml.shop.customers", primary_key=["customer_id"], df=df)
            """,
        ),
        Applies(
            before="""
            from databricks import feature_engineering as dfe
            def publish(client: dfe.FeatureEngineeringClient, df):
                client.create_table(
                    df=df,
                    primary_keys="station_id",
                    name=f"grid.features.{name}",
                )
            """,
            after="""
            from databricks import feature_engineering as dfe
            def publish(client: dfe.FeatureEngineeringClient, df):
                client.create_table(
                    df=df,
                    primary_key="station_id",
                    name=f"grid.features.{name}",
                )
            """,
        ),
    ]
    leaves = [
        Leaves('db.create_table(name="customers", primary_keys=["customer_id"])'),
        Leaves(
            """
            from databricks.feature_store import FeatureStoreClient
            FeatureStoreClient().create_table("shop.customers", ["customer_id"], df)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, *(f"{client}.create_table" for client in CLIENTS)):
            call = rename_keyword(node, "primary_keys", "primary_key")
            if call is not None:
                yield call

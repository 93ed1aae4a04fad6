"""Writes to a feature table with a mode of DataFrameWriter.

A feature table knows its keys and merges by them: the mode "append" does not exist.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value, with_text

CLIENTS = (
    "databricks.feature_engineering.FeatureEngineeringClient",
    "databricks.feature_store.FeatureStoreClient",
)


class AppendForMerge(Mutator):
    id = "append-for-merge"
    title = "write_table with mode='append'"
    misconception = "New rows are added to a feature table with `mode='append'`, as to any table."
    principle = (
        "`write_table` merges by the table's primary keys: rows with a known key are updated, "
        "others are added. `mode='merge'` is the default; there is no `append`."
    )
    hint = "What should happen to a row whose key is in the table already?"
    docs = "https://docs.databricks.com/machine-learning/feature-store/uc/feature-tables-uc.html"
    breaks = Raises("ValueError", match="mode 'append'")
    applies = [
        Applies(
            before="""
            from databricks.feature_engineering import FeatureEngineeringClient
            fe = FeatureEngineeringClient()
            fe.write_table(name="ml.shop.customers", df=df, mode="merge")
            """,
            after="""
            from databricks.feature_engineering import FeatureEngineeringClient
            fe = FeatureEngineeringClient()
            fe.write_table(name="ml.shop.customers", df=df, mode="append")
            """,
        ),
        Applies(
            before="""
            from databricks.feature_store import FeatureStoreClient
            fs = FeatureStoreClient()
            fs.write_table("shop.customers", df, 'merge')
            """,
            after="""
            from databricks.feature_store import FeatureStoreClient
            fs = FeatureStoreClient()
            fs.write_table("shop.customers", df, 'append')
            """,
        ),
    ]
    leaves = [
        Leaves('lake.write_table(name="customers", df=df, mode="merge")'),
        Leaves(
            """
            from databricks.feature_store import FeatureStoreClient
            FeatureStoreClient().write_table("shop.customers", df)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, *(f"{client}.write_table" for client in CLIENTS)):
            mode = argument(node, "mode", 2)
            if (
                mode is not None
                and isinstance(mode.value, cst.SimpleString)
                and mode.value.raw_value == "merge"
            ):
                yield replace_value(node, mode, with_text(mode.value, "append"))

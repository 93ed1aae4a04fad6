"""Writes a few changed rows to a feature table with `mode="overwrite"`.

Nothing is raised: the table holds those rows afterwards, and no others.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import (
    Applies,
    FailsCheck,
    Leaves,
    Mutator,
    argument,
    replace_value,
    with_text,
)


class OverwriteForMerge(Mutator):
    id = "overwrite-for-merge"
    title = "write_table with mode='overwrite' for an update"
    misconception = "`mode='overwrite'` overwrites the rows whose keys are in the new data."
    principle = (
        "`overwrite` replaces the whole table with the new rows. `merge` updates rows with "
        "known keys, adds new ones and keeps the rest."
    )
    hint = "What becomes of the rows that the new data does not mention?"
    docs = "https://docs.databricks.com/machine-learning/feature-store/workspace-feature-store/feature-tables.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from databricks.feature_store import FeatureStoreClient
            fs = FeatureStoreClient()
            fs.write_table("shop.customers", changed_df, mode="merge")
            """,
            after="""
            from databricks.feature_store import FeatureStoreClient
            fs = FeatureStoreClient()
            fs.write_table("shop.customers", changed_df, mode="overwrite")
            """,
        ),
        Applies(
            before="""
            from databricks import feature_store
            feature_store.FeatureStoreClient().write_table(
                name='shop.customers', df=changed_df, mode='merge'
            )
            """,
            after="""
            from databricks import feature_store
            feature_store.FeatureStoreClient().write_table(
                name='shop.customers', df=changed_df, mode='overwrite'
            )
            """,
        ),
    ]
    leaves = [
        Leaves('df.write.saveAsTable("customers", mode="merge")'),
        Leaves(
            """
            from databricks.feature_engineering import FeatureEngineeringClient
            fe = FeatureEngineeringClient()
            fe.write_table(name="ml.shop.customers", df=df, mode="merge")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "databricks.feature_store.FeatureStoreClient.write_table"):
            return
        mode = argument(node, "mode", 2)
        if (
            mode is not None
            and isinstance(mode.value, cst.SimpleString)
            and mode.value.raw_value == "merge"
        ):
            yield replace_value(node, mode, with_text(mode.value, "overwrite"))

"""Makes a FeatureLookup with the `primary_keys=` of `create_table`.

A lookup joins by columns of the rows that it is for: "missing 1 required positional argument:
'lookup_key'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, rename_keyword


class PrimaryKeysForLookupKey(Mutator):
    id = "primary-keys-for-lookup-key"
    title = "FeatureLookup with primary_keys="
    misconception = "A lookup names the primary keys of the table that it looks in."
    principle = (
        "The feature table knows its primary keys. `lookup_key` names the columns of the other "
        "DataFrame that hold them, and these may be called otherwise."
    )
    hint = "Of which DataFrame are the columns that a lookup must be told?"
    docs = "https://docs.databricks.com/dev-tools/api/python/latest/feature-store/entities/feature_lookup.html"
    breaks = Raises("TypeError", match="missing 1 required positional argument: 'lookup_key'")
    applies = [
        Applies(
            before="""
            from databricks.feature_engineering import FeatureLookup
            lookup = FeatureLookup(table_name="ml.shop.customers", lookup_key=["customer_id"])
            """,
            after="""
            from databricks.feature_engineering import FeatureLookup
            lookup = FeatureLookup(table_name="ml.shop.customers", primary_keys=["customer_id"])
            """,
        ),
        Applies(
            before="""
            import databricks.feature_engineering as dfe
            def by(key):
                return dfe.FeatureLookup("ml.shop.customers", lookup_key=key)
            """,
            after="""
            import databricks.feature_engineering as dfe
            def by(key):
                return dfe.FeatureLookup("ml.shop.customers", primary_keys=key)
            """,
        ),
    ]
    leaves = [
        Leaves('FeatureLookup(table_name="customers", lookup_key="customer_id")'),
        Leaves(
            """
            from databricks.feature_engineering import FeatureLookup
            FeatureLookup("ml.shop.customers", "customer_id")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, "databricks.feature_engineering.FeatureLookup"):
            call = rename_keyword(node, "lookup_key", "primary_keys")
            if call is not None:
                yield call

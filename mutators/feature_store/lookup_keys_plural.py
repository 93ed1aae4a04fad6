"""Makes a FeatureLookup with `lookup_keys=`.

The argument is in the singular, even for several columns: "missing 1 required positional argument:
'lookup_key'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, rename_keyword


class LookupKeysPlural(Mutator):
    id = "lookup-keys-plural"
    title = "FeatureLookup with lookup_keys="
    misconception = "`FeatureLookup` names its keys as `create_table` does, in the plural."
    principle = (
        "`FeatureLookup` takes `lookup_key`, one column or a list of them in the order of the "
        "table's primary keys. It is `create_table` that has a plural, `primary_keys`."
    )
    hint = "Which of the two, the table or the lookup, has its keys in the plural?"
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
            lookup = FeatureLookup(table_name="ml.shop.customers", lookup_keys=["customer_id"])
            """,
        ),
        Applies(
            before="""
            from databricks.feature_store import FeatureLookup as Lookup
            lookups = [
                Lookup(
                    lookup_key="parcel",
                    table_name=table,
                )
            ]
            """,
            after="""
            from databricks.feature_store import FeatureLookup as Lookup
            lookups = [
                Lookup(
                    lookup_keys="parcel",
                    table_name=table,
                )
            ]
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
            call = rename_keyword(node, "lookup_key", "lookup_keys")
            if call is not None:
                yield call

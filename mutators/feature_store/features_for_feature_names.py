"""Chooses the features of a lookup with `features=`.

A lookup has no such argument: "FeatureLookup got unexpected keyword argument(s): ['features']".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, rename_keyword


class FeaturesForFeatureNames(Mutator):
    id = "features-for-feature-names"
    title = "FeatureLookup with features="
    misconception = "The columns that a lookup adds are chosen with `features`."
    principle = (
        "`feature_names` chooses what a `FeatureLookup` adds, by name. Without it, it adds all "
        "features of the table."
    )
    hint = "What does a lookup get: features, or the names of some?"
    docs = "https://docs.databricks.com/dev-tools/api/python/latest/feature-store/entities/feature_lookup.html"
    breaks = Raises("TypeError", match=r"unexpected keyword argument\(s\): \['features'\]")
    applies = [
        Applies(
            before="""
            from databricks.feature_engineering import FeatureLookup
            lookup = FeatureLookup(
                table_name="ml.shop.customers", lookup_key="customer_id", feature_names=["age"]
            )
            """,
            after="""
            from databricks.feature_engineering import FeatureLookup
            lookup = FeatureLookup(
                table_name="ml.shop.customers", lookup_key="customer_id", features=["age"]
            )
            """,
        ),
        Applies(
            before="""
            from databricks import feature_store as fst
            lookup = fst.FeatureLookup(
                feature_names=wanted,
                lookup_key="parcel",
                table_name="logistics.parcels",
            )
            """,
            after="""
            from databricks import feature_store as fst
            lookup = fst.FeatureLookup(
                features=wanted,
                lookup_key="parcel",
                table_name="logistics.parcels",
            )
            """,
        ),
    ]
    leaves = [
        Leaves('FeatureLookup(table_name="customers", feature_names=["age"])'),
        Leaves(
            """
            from databricks.feature_engineering import FeatureLookup
            FeatureLookup(table_name="ml.shop.customers", lookup_key="customer_id")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, "databricks.feature_engineering.FeatureLookup"):
            call = rename_keyword(node, "feature_names", "features")
            if call is not None:
                yield call

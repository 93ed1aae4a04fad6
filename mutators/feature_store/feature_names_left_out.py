"""Leaves `feature_names` out of a lookup that is for some features only.

Nothing is raised: all features of the table are added, and the model trains on them.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument


class FeatureNamesLeftOut(Mutator):
    id = "feature-names-left-out"
    title = "FeatureLookup without feature_names"
    misconception = "A lookup adds the features that the model needs."
    principle = (
        "Without `feature_names` a lookup adds every feature of its table, also those that must "
        "not be used and those that come later. Name the ones that you want."
    )
    hint = "How many of the table's columns does this lookup add?"
    docs = "https://docs.databricks.com/dev-tools/api/python/latest/feature-store/entities/feature_lookup.html"
    breaks = FailsCheck()
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
                table_name="ml.shop.customers", lookup_key="customer_id"
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
            names = argument(node, "feature_names")
            if names is not None:
                yield without_argument(node, names)

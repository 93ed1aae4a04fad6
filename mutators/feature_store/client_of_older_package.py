"""Imports FeatureEngineeringClient from the package of the older client.

Each package has its client: "cannot import name 'FeatureEngineeringClient' from
'databricks.feature_store'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, with_module


class ClientOfOlderPackage(Mutator):
    id = "client-of-older-package"
    title = "FeatureEngineeringClient from databricks.feature_store"
    misconception = "The client for Unity Catalog comes from the package of the Feature Store."
    principle = (
        "`FeatureEngineeringClient`, for feature tables in Unity Catalog, is in "
        "`databricks.feature_engineering`. `databricks.feature_store` has `FeatureStoreClient`, "
        "for those of a workspace."
    )
    hint = "Which of the two packages is the one for Unity Catalog?"
    docs = "https://docs.databricks.com/machine-learning/feature-store/uc/feature-tables-uc.html"
    seen = "https://github.com/MicrosoftDocs/azure-docs/issues/110841"
    breaks = Raises("ImportError", match="cannot import name 'FeatureEngineeringClient'")
    applies = [
        Applies(
            before="""
            from databricks.feature_engineering import FeatureEngineeringClient, FeatureLookup
            fe = FeatureEngineeringClient()
            """,
            after="""
            from databricks.feature_store import FeatureEngineeringClient, FeatureLookup
            fe = FeatureEngineeringClient()
            """,
        ),
        Applies(
            before="""
            from databricks.feature_engineering import (
                FeatureEngineeringClient as Client,
            )
            customers = Client().read_table(name="ml.shop.customers")
            """,
            after="""
            from databricks.feature_store import (
                FeatureEngineeringClient as Client,
            )
            customers = Client().read_table(name="ml.shop.customers")
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from databricks.feature_engineering import FeatureLookup
            from databricks.feature_store import FeatureStoreClient
            """
        ),
        Leaves("from feast.feature_engineering import FeatureEngineeringClient"),
    ]

    def mutate_ImportFrom(self, node: cst.ImportFrom) -> Iterator[cst.ImportFrom]:
        module, names = self.imported_from(node)
        if module == "databricks.feature_engineering" and "FeatureEngineeringClient" in names:
            yield with_module(node, "databricks.feature_store")

"""Calls a method of FeatureEngineeringClient without the names of its arguments.

All of them are keyword-only: "takes 1 positional argument but 2 were given".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises

FIRST = {
    "create_table": ("name", "primary_keys", "df"),
    "create_training_set": ("df", "feature_lookups", "label"),
    "drop_table": ("name",),
    "get_table": ("name",),
    "log_model": ("model", "artifact_path"),
    "read_table": ("name",),
    "score_batch": ("model_uri", "df"),
    "write_table": ("name", "df", "mode"),
}
"""Methods, to the names of their first arguments in the order in which they are documented."""


class FeatureClientPositional(Mutator):
    id = "feature-client-positional"
    title = "A feature client's arguments without names"
    misconception = (
        "The first argument of the feature client's methods can be given by its place, as with "
        "the older client."
    )
    principle = (
        "Every argument of `FeatureEngineeringClient`'s methods must be given by its name. The "
        "older `FeatureStoreClient` takes the first ones by their place too."
    )
    hint = "Which arguments of this client's methods may go without their names?"
    docs = "https://docs.databricks.com/machine-learning/feature-store/uc/feature-tables-uc.html"
    breaks = Raises("TypeError", match=r"takes 1 positional argument but \d+ .*were given")
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
            fe.write_table("ml.shop.customers", df, "merge")
            """,
        ),
        Applies(
            before="""
            import databricks.feature_engineering as dfe
            customers = dfe.FeatureEngineeringClient().read_table(
                name=f"ml.shop.{name}"
            )
            """,
            after="""
            import databricks.feature_engineering as dfe
            customers = dfe.FeatureEngineeringClient().read_table(
                f"ml.shop.{name}"
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from databricks.feature_store import FeatureStoreClient
            fs = FeatureStoreClient()
            fs.write_table(name="shop.customers", df=df, mode="merge")
            """
        ),
        Leaves(
            """
            from databricks.feature_engineering import FeatureEngineeringClient
            fe = FeatureEngineeringClient()
            fe.write_table(df=df, name="ml.shop.customers")
            """
        ),
        Leaves('db.read_table(name="customers")'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        client, _, method = (self.qualified_name(node.func) or "").rpartition(".")
        if client != "databricks.feature_engineering.FeatureEngineeringClient":
            return
        plain = []
        for arg, name in zip(node.args, FIRST.get(method, ()), strict=False):
            if arg.keyword is None or arg.keyword.value != name:
                break
            plain.append(arg.with_changes(keyword=None, equal=cst.MaybeSentinel.DEFAULT))
        if plain:
            yield node.with_changes(args=[*plain, *node.args[len(plain) :]])

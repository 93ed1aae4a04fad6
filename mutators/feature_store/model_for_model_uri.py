"""Calls `score_batch` with `model=`.

It loads the model itself, with what was logged beside it: "missing 1 required keyword-only
argument: 'model_uri'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, rename_keyword

CLIENTS = (
    "databricks.feature_engineering.FeatureEngineeringClient",
    "databricks.feature_store.FeatureStoreClient",
)


class ModelForModelUri(Mutator):
    id = "model-for-model-uri"
    title = "score_batch with model="
    misconception = "`score_batch` is given the model that it shall score with."
    principle = (
        "`score_batch` takes a `model_uri`, such as `models:/name@champion`. The features to "
        "look up were logged with the model, so a model in memory would not do."
    )
    hint = "Where is it written down which features the model needs?"
    docs = "https://docs.databricks.com/machine-learning/feature-store/train-models-with-feature-store.html"
    breaks = Raises("TypeError", match="required .*argument: 'model_uri'|keyword argument 'model'")
    applies = [
        Applies(
            before="""
            from databricks.feature_engineering import FeatureEngineeringClient
            fe = FeatureEngineeringClient()
            scored = fe.score_batch(model_uri="models:/ml.shop.churn@champion", df=df)
            """,
            after="""
            from databricks.feature_engineering import FeatureEngineeringClient
            fe = FeatureEngineeringClient()
            scored = fe.score_batch(model="models:/ml.shop.churn@champion", df=df)
            """,
        ),
        Applies(
            before="""
            from databricks.feature_store import FeatureStoreClient
            scored = FeatureStoreClient().score_batch(
                df=df,
                model_uri=f"runs:/{run_id}/model",
            )
            """,
            after="""
            from databricks.feature_store import FeatureStoreClient
            scored = FeatureStoreClient().score_batch(
                df=df,
                model=f"runs:/{run_id}/model",
            )
            """,
        ),
    ]
    leaves = [
        Leaves("fe.score_batch(model_uri=uri, df=df)"),
        Leaves(
            """
            from databricks.feature_store import FeatureStoreClient
            FeatureStoreClient().score_batch("models:/churn/1", df)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, *(f"{client}.score_batch" for client in CLIENTS)):
            call = rename_keyword(node, "model_uri", "model")
            if call is not None:
                yield call

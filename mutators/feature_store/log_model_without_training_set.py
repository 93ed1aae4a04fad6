"""Logs a model with the feature client, but without its training set.

The model is logged and knows of no features. `score_batch`, which is to look them up, can only
refuse it.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, without_argument

CLIENTS = (
    "databricks.feature_engineering.FeatureEngineeringClient",
    "databricks.feature_store.FeatureStoreClient",
)


class LogModelWithoutTrainingSet(Mutator):
    id = "log-model-without-training-set"
    title = "log_model without training_set"
    misconception = "The feature client knows from which training set a model was trained."
    principle = (
        "Only with `training_set=` does `log_model` of the feature client keep with the model "
        "which features it needs and by which keys they are found. `score_batch` works with "
        "such models alone."
    )
    hint = "From where does `score_batch` know which tables to look in?"
    docs = "https://docs.databricks.com/machine-learning/feature-store/train-models-with-feature-store.html"
    breaks = Raises("ValueError", match="holds no features to look up")
    applies = [
        Applies(
            before="""
            import mlflow
            from databricks.feature_engineering import FeatureEngineeringClient
            fe = FeatureEngineeringClient()
            fe.log_model(
                model=model, artifact_path="model", flavor=mlflow.sklearn, training_set=training_set
            )
            scored = fe.score_batch(model_uri=uri, df=df)
            """,
            after="""
            import mlflow
            from databricks.feature_engineering import FeatureEngineeringClient
            fe = FeatureEngineeringClient()
            fe.log_model(
                model=model, artifact_path="model", flavor=mlflow.sklearn
            )
            scored = fe.score_batch(model_uri=uri, df=df)
            """,
        ),
        Applies(
            before="""
            import mlflow
            from databricks.feature_store import FeatureStoreClient
            fs = FeatureStoreClient()
            fs.log_model(
                model,
                "model",
                training_set=made,
                flavor=mlflow.sklearn,
            )
            scored = fs.score_batch("models:/churn/1", df)
            """,
            after="""
            import mlflow
            from databricks.feature_store import FeatureStoreClient
            fs = FeatureStoreClient()
            fs.log_model(
                model,
                "model",
                flavor=mlflow.sklearn,
            )
            scored = fs.score_batch("models:/churn/1", df)
            """,
        ),
    ]
    leaves = [
        Leaves("fe.log_model(model=model, training_set=training_set)"),
        Leaves(
            """
            import mlflow
            from databricks.feature_engineering import FeatureEngineeringClient
            fe = FeatureEngineeringClient()
            fe.log_model(
                model=model, artifact_path="model", flavor=mlflow.sklearn, training_set=training_set
            )
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, *(f"{client}.log_model" for client in CLIENTS)):
            return
        training_set = argument(node, "training_set")
        if training_set is not None and self._scores_later(node):
            yield without_argument(node, training_set)

    def _scores_later(self, node: cst.Call) -> bool:
        _, last = self.program.lines(node)
        return any(
            self.calls(call, *(f"{client}.score_batch" for client in CLIENTS))
            and self.program.lines(call)[0] > last
            for call in self.program.calls
        )

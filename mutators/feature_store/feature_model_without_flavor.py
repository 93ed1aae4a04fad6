"""Logs a model with the feature client without saying its flavour.

The client serves all flavours and asks for one: "missing 1 required keyword-only argument:
'flavor'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, without_argument

CLIENTS = (
    "databricks.feature_engineering.FeatureEngineeringClient",
    "databricks.feature_store.FeatureStoreClient",
)


class FeatureModelWithoutFlavor(Mutator):
    id = "feature-model-without-flavor"
    title = "The feature client's log_model without flavor"
    misconception = "The feature client sees from the model which flavour it has to be logged with."
    principle = (
        "`log_model` of the feature client takes MLflow's module as `flavor`, such as "
        "`flavor=mlflow.sklearn`, and logs the model with it."
    )
    hint = "How does one `log_model` know how models of many libraries are saved?"
    docs = "https://docs.databricks.com/machine-learning/feature-store/train-models-with-feature-store.html"
    breaks = Raises("TypeError", match="missing 1 required keyword-only argument: 'flavor'")
    applies = [
        Applies(
            before="""
            import mlflow
            from databricks.feature_engineering import FeatureEngineeringClient
            fe = FeatureEngineeringClient()
            fe.log_model(
                model=model, artifact_path="model", flavor=mlflow.sklearn, training_set=training_set
            )
            """,
            after="""
            import mlflow
            from databricks.feature_engineering import FeatureEngineeringClient
            fe = FeatureEngineeringClient()
            fe.log_model(
                model=model, artifact_path="model", training_set=training_set
            )
            """,
        ),
        Applies(
            before="""
            from databricks.feature_store import FeatureStoreClient
            from mlflow import spark as spark_flavor
            fs = FeatureStoreClient()
            fs.log_model(
                model,
                "model",
                flavor=spark_flavor,
            )
            """,
            after="""
            from databricks.feature_store import FeatureStoreClient
            from mlflow import spark as spark_flavor
            fs = FeatureStoreClient()
            fs.log_model(
                model,
                "model",
            )
            """,
        ),
    ]
    leaves = [
        Leaves('fe.log_model(model=model, artifact_path="model", flavor=flavor)'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, *(f"{client}.log_model" for client in CLIENTS)):
            flavor = argument(node, "flavor")
            if flavor is not None:
                yield without_argument(node, flavor)

"""Loads `models:/name` and names neither a version nor an alias.

One expects the newest, or the one in use. Since MLflow 3 a single word after `models:/` is the id
of a logged model: "Logged model with ID 'churn_model' not found".
"""

import re
from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, with_text


class ModelsUriWithoutVersion(Mutator):
    id = "models-uri-without-version"
    title = "models:/name alone"
    misconception = "The name of a registered model is enough to load it: the newest version comes."
    principle = (
        "`models:/name` needs a version (`/3`) or an alias (`@champion`). MLflow 3 reads a lone "
        "word as the id of a logged model."
    )
    hint = "Which of the model's versions does this URI ask for?"
    docs = "https://mlflow.org/docs/latest/ml/model-registry/"
    breaks = Raises("MlflowException", match=r"Logged model with ID '.+' not found")
    applies = [
        Applies(
            before="""
            import mlflow
            champion = mlflow.pyfunc.load_model("models:/churn_model@champion")
            old = mlflow.sklearn.load_model("models:/churn_model/1")
            """,
            after=(
                """
                import mlflow
                champion = mlflow.pyfunc.load_model("models:/churn_model")
                old = mlflow.sklearn.load_model("models:/churn_model/1")
                """,
                """
                import mlflow
                champion = mlflow.pyfunc.load_model("models:/churn_model@champion")
                old = mlflow.sklearn.load_model("models:/churn_model")
                """,
            ),
        ),
        Applies(
            before="""
            import mlflow as mf
            name = 'eta'
            uri = f'models:/{name}@live'
            model = mf.pyfunc.load_model(model_uri=uri)
            older = mf.pyfunc.load_model(f'models:/{name}/{number}')
            """,
            after=(
                """
                import mlflow as mf
                name = 'eta'
                uri = f'models:/{name}'
                model = mf.pyfunc.load_model(model_uri=uri)
                older = mf.pyfunc.load_model(f'models:/{name}/{number}')
                """,
                """
                import mlflow as mf
                name = 'eta'
                uri = f'models:/{name}@live'
                model = mf.pyfunc.load_model(model_uri=uri)
                older = mf.pyfunc.load_model(f'models:/{name}')
                """,
            ),
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            print("models:/churn_model@champion")
            model = mlflow.pyfunc.load_model(f"runs:/{run_id}/model")
            other = mlflow.pyfunc.load_model(f"models:/{model_id}")
            """
        ),
        Leaves('model = store.load_model("models:/churn_model@champion")'),
    ]

    def mutate_SimpleString(self, node: cst.SimpleString) -> Iterator[cst.SimpleString]:
        found = re.fullmatch(r"(models:/[^/@]+)[/@][\w-]+", node.raw_value)
        if found and self._is_model_uri(node):
            yield with_text(node, found[1])

    def mutate_FormattedString(self, node: cst.FormattedString) -> Iterator[cst.FormattedString]:
        # f"models:/{name}@champion" or f"models:/{name}/{version}"
        if len(node.parts) < 3 or not self._is_model_uri(node):
            return
        first, name, text = node.parts[:3]
        if (
            isinstance(first, cst.FormattedStringText)
            and first.value == "models:/"
            and isinstance(name, cst.FormattedStringExpression)
            and isinstance(text, cst.FormattedStringText)
            and text.value.startswith(("/", "@"))
        ):
            yield node.with_changes(parts=[first, name])

    def _is_model_uri(self, node: cst.BaseExpression) -> bool:
        """Whether a model is loaded by this text, in place or through a name."""
        return any(
            arg is argument(call, "model_uri", 1 if name == "mlflow.pyfunc.spark_udf" else 0)
            for name, call, arg in self.given_to(node)
            if re.fullmatch(r"mlflow\.(pyfunc\.spark_udf|\w+\.load_model)", name)
        )

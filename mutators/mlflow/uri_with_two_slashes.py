"""Writes `runs://…` or `models://…`, as in a web address.

MLflow's URIs have one slash, because no host follows. With two, the run's id or the model's name is
taken for a host and is lost.
"""

import re
from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, with_text


class UriWithTwoSlashes(Mutator):
    id = "uri-with-two-slashes"
    title = "runs:// and models://"
    misconception = "As in any URL, two slashes follow the colon of `runs:` and `models:`."
    principle = (
        "It is `runs:/<run_id>/<name>` and `models:/<name>/<version>`, with one slash. Two "
        "slashes would introduce a host, and there is none."
    )
    hint = (
        "What stands between two slashes and the next one in a URL, and is there such a thing here?"
    )
    docs = (
        "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.register_model"
    )
    breaks = Raises(
        "MlflowException", match=r"Not a proper (runs|models):/ URI|Logged model with ID '"
    )
    applies = [
        Applies(
            before="""
            import mlflow
            model = mlflow.sklearn.load_model(f"runs:/{run.info.run_id}/model")
            old = mlflow.pyfunc.load_model("models:/churn_model/3")
            """,
            after=(
                """
                import mlflow
                model = mlflow.sklearn.load_model(f"runs://{run.info.run_id}/model")
                old = mlflow.pyfunc.load_model("models:/churn_model/3")
                """,
                """
                import mlflow
                model = mlflow.sklearn.load_model(f"runs:/{run.info.run_id}/model")
                old = mlflow.pyfunc.load_model("models://churn_model/3")
                """,
            ),
        ),
        Applies(
            before="""
            import mlflow as mf
            uri = f'models:/{name}/{version}'
            model = mf.pyfunc.load_model(model_uri=uri)
            """,
            after="""
            import mlflow as mf
            uri = f'models://{name}/{version}'
            model = mf.pyfunc.load_model(model_uri=uri)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.set_tracking_uri("http://localhost:5000")
            print("models:/churn_model/3")
            """
        ),
        Leaves(
            """
            import mlflow
            model = mlflow.pyfunc.load_model("models:/churn_model@champion")
            """
        ),
        Leaves('model = store.load_model(f"runs:/{run_id}/model")'),
    ]

    def mutate_SimpleString(self, node: cst.SimpleString) -> Iterator[cst.SimpleString]:
        if re.match(r"(runs|models):/[^/@]+/", node.raw_value) and self._is_model_uri(node):
            yield with_text(node, node.raw_value.replace(":/", "://", 1))

    def mutate_FormattedString(self, node: cst.FormattedString) -> Iterator[cst.FormattedString]:
        first, *rest = node.parts
        text = self.program.module.code_for_node(node)
        if (
            isinstance(first, cst.FormattedStringText)
            and re.match(r"(runs|models):/(?!/)", first.value)
            and "@" not in text
            and self._is_model_uri(node)
        ):
            two = first.with_changes(value=first.value.replace(":/", "://", 1))
            yield node.with_changes(parts=[two, *rest])

    def _is_model_uri(self, node: cst.BaseExpression) -> bool:
        """Whether a model is loaded by this text, in place or through a name."""
        return any(
            arg is argument(call, "model_uri", 1 if name == "mlflow.pyfunc.spark_udf" else 0)
            for name, call, arg in self.given_to(node)
            if re.fullmatch(r"mlflow\.(pyfunc\.spark_udf|\w+\.load_model)", name)
        )

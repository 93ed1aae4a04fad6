"""Writes `models:/name/v3` for version 3 of a model.

People say "v3", and pages show it so. In the URI a version is a bare number; MLflow takes anything
else for a stage: "Invalid Model Version stage: v3".
"""

import re
from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, with_text


class VersionWithV(Mutator):
    id = "version-with-v"
    title = "models:/name/v3"
    misconception = "A version is written with a v in a model URI."
    principle = (
        "A version is a number. In `models:/name/3` it stands alone; with a letter before it, "
        "the registry looks for a stage of that name."
    )
    hint = "What kind of value is a version in the registry?"
    docs = "https://mlflow.org/docs/latest/ml/model-registry/"
    breaks = Raises(
        "MlflowException", match=r"Invalid Model Version stage: v\d+|attempt to load latest model"
    )
    applies = [
        Applies(
            before="""
            import mlflow
            model = mlflow.pyfunc.load_model("models:/churn_model/3")
            """,
            after="""
            import mlflow
            model = mlflow.pyfunc.load_model("models:/churn_model/v3")
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            result = mf.register_model(uri, "eta")
            model = mf.sklearn.load_model(f"models:/eta/{result.version}")
            """,
            after="""
            import mlflow as mf
            result = mf.register_model(uri, "eta")
            model = mf.sklearn.load_model(f"models:/eta/v{result.version}")
            """,
        ),
        Applies(
            before="""
            from mlflow import pyfunc
            uri = f'models:/{name}/{version}'
            predict = pyfunc.spark_udf(spark, uri, result_type="double")
            """,
            after="""
            from mlflow import pyfunc
            uri = f'models:/{name}/v{version}'
            predict = pyfunc.spark_udf(spark, uri, result_type="double")
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            print("models:/churn_model/3")
            model = mlflow.pyfunc.load_model(f"models:/churn_model/{stage}")
            other = mlflow.pyfunc.load_model(f"runs:/{run_id}/model")
            """
        ),
        Leaves('model = store.load_model("models:/churn_model/3")'),
    ]

    def mutate_SimpleString(self, node: cst.SimpleString) -> Iterator[cst.SimpleString]:
        found = re.fullmatch(r"(models:/[^/@]+/)(\d+)", node.raw_value)
        if found and self._is_model_uri(node):
            yield with_text(node, f"{found[1]}v{found[2]}")

    def mutate_FormattedString(self, node: cst.FormattedString) -> Iterator[cst.FormattedString]:
        if len(node.parts) < 2 or not self._is_model_uri(node):
            return
        first, before, last = node.parts[0], node.parts[-2], node.parts[-1]
        if (
            isinstance(first, cst.FormattedStringText)
            and first.value.startswith("models:/")
            and isinstance(before, cst.FormattedStringText)
            and before.value.endswith("/")
            and before.value != "models:/"
            and isinstance(last, cst.FormattedStringExpression)
            and self._is_version(last.expression)
        ):
            text = before.with_changes(value=f"{before.value}v")
            yield node.with_changes(parts=[*node.parts[:-2], text, last])

    def _is_version(self, node: cst.BaseExpression) -> bool:
        """Whether a name, or the number behind it, says that this is a version."""
        if isinstance(node, cst.Name):
            number = isinstance(self.program.value_of(node), cst.Integer)
            return number or "version" in node.value.lower()
        return isinstance(node, cst.Attribute) and "version" in node.attr.value

    def _is_model_uri(self, node: cst.BaseExpression) -> bool:
        """Whether a model is loaded by this text, in place or through a name."""
        return any(
            arg is argument(call, "model_uri", 1 if name == "mlflow.pyfunc.spark_udf" else 0)
            for name, call, arg in self.given_to(node)
            if re.fullmatch(r"mlflow\.(pyfunc\.spark_udf|\w+\.load_model)", name)
        )

"""Writes `models:/name@Production` where `models:/name/Production` is meant.

What follows the at sign is an alias, and no version has the alias Production: "Registered model
alias Production not found".
"""

import re
from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, with_text


class StageAfterAt(Mutator):
    id = "stage-after-at"
    title = "models:/name@Stage"
    misconception = "In a model URI the at sign stands before whatever says which version is live."
    principle = (
        "An alias follows an at sign; a stage follows a slash, as a version number does: "
        "`models:/name/Production`. Stages are deprecated since MLflow 2.9, and Unity Catalog "
        "has none; the exam still shows them."
    )
    hint = "Is this word an alias that somebody set, or one of the registry's four stages?"
    docs = "https://mlflow.org/docs/latest/ml/model-registry/"
    prerequisites = ["alias-after-slash"]
    breaks = Raises(
        "MlflowException", match=r"Registered model alias (Production|Staging) not found"
    )
    applies = [
        Applies(
            before="""
            import mlflow
            model = mlflow.pyfunc.load_model("models:/churn_model/Production")
            """,
            after="""
            import mlflow
            model = mlflow.pyfunc.load_model("models:/churn_model@Production")
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            name = 'eta'
            uri = f'models:/{name}/Staging'
            model = mf.sklearn.load_model(model_uri=uri)
            """,
            after="""
            import mlflow as mf
            name = 'eta'
            uri = f'models:/{name}@Staging'
            model = mf.sklearn.load_model(model_uri=uri)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            print("models:/churn_model/Production")
            model = mlflow.pyfunc.load_model("models:/churn_model/3")
            newest = mlflow.pyfunc.load_model("models:/churn_model/latest")
            """
        ),
        Leaves('model = store.load_model("models:/churn_model/Production")'),
    ]

    def mutate_SimpleString(self, node: cst.SimpleString) -> Iterator[cst.SimpleString]:
        found = re.fullmatch(r"(models:/[^/@]+)/(Production|Staging)", node.raw_value)
        if found and self._is_model_uri(node):
            yield with_text(node, f"{found[1]}@{found[2]}")

    def mutate_FormattedString(self, node: cst.FormattedString) -> Iterator[cst.FormattedString]:
        first, *_, last = node.parts if len(node.parts) > 1 else (None, None)
        if not isinstance(first, cst.FormattedStringText) or first.value != "models:/":
            return
        if not isinstance(last, cst.FormattedStringText) or not self._is_model_uri(node):
            return
        found = re.fullmatch(r"(\w*)/(Production|Staging)", last.value)
        if found:
            text = last.with_changes(value=f"{found[1]}@{found[2]}")
            yield node.with_changes(parts=[*node.parts[:-1], text])

    def _is_model_uri(self, node: cst.BaseExpression) -> bool:
        """Whether a model is loaded by this text, in place or through a name."""
        return any(
            arg is argument(call, "model_uri", 1 if name == "mlflow.pyfunc.spark_udf" else 0)
            for name, call, arg in self.given_to(node)
            if re.fullmatch(r"mlflow\.(pyfunc\.spark_udf|\w+\.load_model)", name)
        )

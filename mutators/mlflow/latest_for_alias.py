"""Loads `models:/name/latest` where an alias says which version is meant.

It works, and often it is even the same version. As soon as somebody registers another one, tested
or not, that one answers.
"""

import re
from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, with_text


class LatestForAlias(Mutator):
    id = "latest-for-alias"
    title = "models:/name/latest for an alias"
    misconception = "The version that was registered last is the one in use."
    principle = (
        "`models:/name/latest` is whatever was registered last, approved or not. Which version "
        "is in use is what an alias says: `models:/name@champion`. (Models in Unity Catalog "
        "know no `latest`.)"
    )
    hint = "Which version would this load, an hour after a colleague registered a first draft?"
    docs = "https://mlflow.org/docs/latest/ml/model-registry/"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            import mlflow
            champion = mlflow.pyfunc.load_model("models:/churn_model@champion")
            """,
            after="""
            import mlflow
            champion = mlflow.pyfunc.load_model("models:/churn_model/latest")
            """,
        ),
        Applies(
            before="""
            from mlflow import pyfunc
            name = 'eta'
            uri = f'models:/{name}@live'
            predict = pyfunc.spark_udf(spark, model_uri=uri, result_type="double")
            """,
            after="""
            from mlflow import pyfunc
            name = 'eta'
            uri = f'models:/{name}/latest'
            predict = pyfunc.spark_udf(spark, model_uri=uri, result_type="double")
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            model = mf.sklearn.load_model(f"models:/{name}@{alias}")
            """,
            after="""
            import mlflow as mf
            model = mf.sklearn.load_model(f"models:/{name}/latest")
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            print("models:/churn_model@champion")
            model = mlflow.pyfunc.load_model("models:/churn_model/3")
            """
        ),
        Leaves(
            """
            import mlflow
            client = mlflow.MlflowClient()
            client.set_registered_model_alias("churn_model", "champion", newest)
            model = mlflow.pyfunc.load_model("models:/churn_model@champion")
            """
        ),
        Leaves(
            """
            import mlflow
            mlflow.set_registry_uri("databricks-uc")
            model = mlflow.pyfunc.load_model("models:/ml.churn.model@champion")
            """
        ),
        Leaves('model = store.load_model("models:/churn_model@champion")'),
    ]

    def mutate_SimpleString(self, node: cst.SimpleString) -> Iterator[cst.SimpleString]:
        found = re.fullmatch(r"(models:/[^/@]+)@[\w-]+", node.raw_value)
        if found and self._is_model_uri(node) and not self._may_be_latest():
            yield with_text(node, f"{found[1]}/latest")

    def mutate_FormattedString(self, node: cst.FormattedString) -> Iterator[cst.FormattedString]:
        *head, last = node.parts
        if not head or not isinstance(head[0], cst.FormattedStringText):
            return
        if not head[0].value.startswith("models:/"):
            return
        # f"models:/{name}@{alias}" or f"models:/{name}@champion"
        if isinstance(last, cst.FormattedStringExpression):
            *head, last = head
        if not isinstance(last, cst.FormattedStringText) or last.value.count("@") != 1:
            return
        if self._is_model_uri(node) and not self._may_be_latest():
            text = last.value.partition("@")[0] + "/latest"
            yield node.with_changes(parts=[*head, last.with_changes(value=text)])

    def _is_model_uri(self, node: cst.BaseExpression) -> bool:
        """Whether a model is loaded by this text, in place or through a name."""
        return any(
            arg is argument(call, "model_uri", 1 if name == "mlflow.pyfunc.spark_udf" else 0)
            for name, call, arg in self.given_to(node)
            if re.fullmatch(r"mlflow\.(pyfunc\.spark_udf|\w+\.load_model)", name)
        )

    def _may_be_latest(self) -> bool:
        """Whether the program itself sets an alias, perhaps on the newest version."""
        if "databricks-uc" in self.program.source:
            return True
        return any(
            self.calls(call, "mlflow.MlflowClient.set_registered_model_alias")
            and not self.program.module.code_for_node(call.func).startswith("_")
            for call in self.program.calls
        )

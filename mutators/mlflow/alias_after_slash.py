"""Writes `models:/name/champion` where `models:/name@champion` is meant.

What follows the slash is a version number or, from earlier days, a stage. MLflow takes the alias
for a stage and answers "Invalid Model Version stage".
"""

import re
from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, with_text

STAGES = {"none", "staging", "production", "archived", "latest"}
"""Words that mean something after the slash."""


class AliasAfterSlash(Mutator):
    id = "alias-after-slash"
    title = "models:/name/alias"
    misconception = "In a model URI an alias stands where the version number stands."
    principle = (
        "After the slash of `models:/name/…` stands a version number (or a stage, which is "
        "deprecated). An alias follows an at sign: `models:/name@alias`."
    )
    hint = "How does a model URI tell an alias from a version or a stage?"
    docs = "https://mlflow.org/docs/latest/ml/model-registry/"
    breaks = Raises(
        "MlflowException",
        match=r"Invalid Model Version stage: |attempt to load latest model version in stages ",
    )
    applies = [
        Applies(
            before="""
            import mlflow
            champion = mlflow.pyfunc.load_model("models:/churn_model@champion")
            """,
            after="""
            import mlflow
            champion = mlflow.pyfunc.load_model("models:/churn_model/champion")
            """,
        ),
        Applies(
            before="""
            from mlflow import pyfunc
            uri = 'models:/ml.fraud.lgbm@challenger'
            predict = pyfunc.spark_udf(spark, model_uri=uri, result_type="double")
            """,
            after="""
            from mlflow import pyfunc
            uri = 'models:/ml.fraud.lgbm/challenger'
            predict = pyfunc.spark_udf(spark, model_uri=uri, result_type="double")
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            alias = "champion"
            model = mf.sklearn.load_model(f"models:/{name}@{alias}")
            """,
            after="""
            import mlflow as mf
            alias = "champion"
            model = mf.sklearn.load_model(f"models:/{name}/{alias}")
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
            model = mlflow.pyfunc.load_model("models:/churn_model@production")
            """
        ),
        Leaves(
            """
            import mlflow
            model = mlflow.pyfunc.load_model(f"models:/{name}@{alias_of(name)}")
            """
        ),
        Leaves('model = store.load_model("models:/churn_model@champion")'),
    ]

    def mutate_SimpleString(self, node: cst.SimpleString) -> Iterator[cst.SimpleString]:
        found = re.fullmatch(r"models:/([^/@]+)@([\w-]+)", node.raw_value)
        if found and _is_no_stage(found[2]) and self._is_model_uri(node):
            yield with_text(node, f"models:/{found[1]}/{found[2]}")

    def mutate_FormattedString(self, node: cst.FormattedString) -> Iterator[cst.FormattedString]:
        *head, last = node.parts
        if not head or not isinstance(head[0], cst.FormattedStringText):
            return
        if not head[0].value.startswith("models:/"):
            return
        if isinstance(last, cst.FormattedStringExpression):
            # f"models:/{name}@{alias}": only where the code says which alias.
            alias = self.program.value_of(last.expression)
            if not isinstance(alias, cst.SimpleString):
                return
            part, text = head[-1], alias.raw_value
        elif isinstance(last, cst.FormattedStringText):
            part, text = last, last.value.partition("@")[2]
        else:
            return
        if not isinstance(part, cst.FormattedStringText) or part.value.count("@") != 1:
            return
        if not part.value.endswith("@" if part is not last else text) or not text:
            return
        if _is_no_stage(text) and self._is_model_uri(node):
            new = part.with_changes(value=part.value.replace("@", "/"))
            yield node.with_changes(parts=[new if each is part else each for each in node.parts])

    def _is_model_uri(self, node: cst.BaseExpression) -> bool:
        """Whether a model is loaded by this text, in place or through a name."""
        return any(
            arg is argument(call, "model_uri", 1 if name == "mlflow.pyfunc.spark_udf" else 0)
            for name, call, arg in self.given_to(node)
            if re.fullmatch(r"mlflow\.(pyfunc\.spark_udf|\w+\.load_model)", name)
        )


def _is_no_stage(alias: str) -> bool:
    return alias.lower() not in STAGES and not alias.isdigit()

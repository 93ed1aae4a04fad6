"""Promotes a version with `transition_model_version_stage` and the alias as its stage.

Stages were the way before aliases, and there are exactly four of them. "champion" is none, so the
registry answers "Invalid Model Version stage".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument

STAGES = {"none", "staging", "production", "archived"}


class AliasAsStage(Mutator):
    id = "alias-as-stage"
    title = "An alias given as a stage"
    misconception = "An alias is a stage of one's own, and a version is moved into it."
    principle = (
        "Stages are a fixed list (None, Staging, Production, Archived) and deprecated. An alias is "
        "a free name that `set_registered_model_alias` lets point to one version."
    )
    hint = "Which of the two is a fixed list of states, and which is a name that you choose?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.client.html#mlflow.client.MlflowClient.set_registered_model_alias"
    breaks = Raises(
        "MlflowException",
        match=r"Invalid Model Version stage: |'transition_model_version_stage' is unsupported",
    )
    applies = [
        Applies(
            before="""
            from mlflow import MlflowClient
            client = MlflowClient()
            client.set_registered_model_alias(
                name=name, alias="champion", version=challenger.version
            )
            """,
            after="""
            from mlflow import MlflowClient
            client = MlflowClient()
            client.transition_model_version_stage(
                name=name, version=challenger.version, stage="champion"
            )
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            mf.MlflowClient().set_registered_model_alias("churn", "champion", 3)
            """,
            after="""
            import mlflow as mf
            mf.MlflowClient().transition_model_version_stage("churn", 3, "champion")
            """,
        ),
        Applies(
            before="""
            import mlflow
            client = mlflow.MlflowClient()
            client.set_registered_model_alias(
                "churn",
                version=result.version,
                alias="challenger",
            )
            """,
            after="""
            import mlflow
            client = mlflow.MlflowClient()
            client.transition_model_version_stage(
                "churn",
                version=result.version,
                stage="challenger",
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from mlflow import MlflowClient
            MlflowClient().set_registered_model_alias("churn", "Production", 3)
            """
        ),
        Leaves(
            """
            from mlflow import MlflowClient
            MlflowClient().set_registered_model_alias("churn", alias, 3)
            """
        ),
        Leaves("registry.set_registered_model_alias('churn', 'champion', 3)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "mlflow.MlflowClient.set_registered_model_alias"):
            return
        alias, version = argument(node, "alias", 1), argument(node, "version", 2)
        if alias is None or version is None or not isinstance(node.func, cst.Attribute):
            return
        if not isinstance(alias.value, cst.SimpleString):
            return
        if alias.value.raw_value.lower() in STAGES:
            return
        # The stage comes after the version, and by name as soon as the version does.
        first, second = sorted((alias, version), key=node.args.index)
        named = second.keyword and second.keyword.with_changes(value="stage")
        swapped = {
            id(first): first.with_changes(
                keyword=version.keyword, equal=version.equal, value=version.value
            ),
            id(second): second.with_changes(keyword=named, value=alias.value),
        }
        attribute = node.func.attr.with_changes(value="transition_model_version_stage")
        yield node.with_changes(
            func=node.func.with_changes(attr=attribute),
            args=[swapped.get(id(arg), arg) for arg in node.args],
        )

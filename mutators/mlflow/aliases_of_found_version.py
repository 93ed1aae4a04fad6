"""Reads `aliases` from the versions that `search_model_versions` returns.

The attribute is there and is an empty list, whatever the registry says. Who deletes "versions
without an alias" by it deletes them all.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument


class AliasesOfFoundVersion(Mutator):
    id = "aliases-of-found-version"
    title = "Aliases of a searched version"
    misconception = "A version is the same object, with its aliases, however it was asked for."
    principle = (
        "`search_model_versions` leaves `aliases` empty, in MLflow 3.17 still. "
        "`get_model_version`, `get_model_version_by_alias` and the registered model's `aliases` "
        "tell them."
    )
    hint = "Which call of the registry does look up the aliases of a version?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.client.html#mlflow.client.MlflowClient.search_model_versions"
    seen = "https://github.com/mlflow/mlflow/issues/9783"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from mlflow import MlflowClient
            client = MlflowClient()
            for found in client.search_model_versions("name = 'churn'"):
                version = client.get_model_version("churn", found.version)
                if not version.aliases:
                    client.delete_model_version("churn", version.version)
            """,
            after="""
            from mlflow import MlflowClient
            client = MlflowClient()
            for found in client.search_model_versions("name = 'churn'"):
                version = found
                if not version.aliases:
                    client.delete_model_version("churn", version.version)
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            client = mf.MlflowClient()
            versions = client.search_model_versions(query)
            aliases = {
                item.version: client.get_model_version(name=item.name, version=item.version).aliases
                for item in versions
            }
            """,
            after="""
            import mlflow as mf
            client = mf.MlflowClient()
            versions = client.search_model_versions(query)
            aliases = {
                item.version: item.aliases
                for item in versions
            }
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from mlflow import MlflowClient
            client = MlflowClient()
            version = client.get_model_version("churn", 3)
            print(version.aliases)
            """
        ),
        Leaves(
            """
            from mlflow import MlflowClient
            client = MlflowClient()
            for found in client.search_model_versions("name = 'churn'"):
                version = client.get_model_version("churn", found.version)
                print(version.tags)
            """
        ),
        Leaves(
            """
            for found in registry.search_model_versions("churn"):
                print(registry.get_model_version("churn", found.version).aliases)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.BaseExpression]:
        if not self.calls(node, "mlflow.MlflowClient.get_model_version"):
            return
        version = argument(node, "version", 1)
        if (
            version is not None
            and isinstance(version.value, cst.Attribute)
            and version.value.attr.value == "version"
            and isinstance(version.value.value, cst.Name)
            and self._is_found(node, version.value.value.value)
            and self._aliases_are_read(node)
        ):
            yield version.value.value

    def _is_found(self, node: cst.Call, name: str) -> bool:
        """Whether a loop over the results of a search around the call gives this name."""
        for around in self.program.ancestors(node):
            if isinstance(around, cst.For):
                loops: list[cst.For | cst.CompFor] = [around]
            elif isinstance(around, cst.DictComp | cst.ListComp | cst.GeneratorExp):
                loops = [around.for_in]
            else:
                continue
            for loop in loops:
                target = loop.target
                search = self.program.value_of(loop.iter) or loop.iter
                if isinstance(target, cst.Name) and target.value == name:
                    return self.calls(search, "mlflow.MlflowClient.search_model_versions")
        return False

    def _aliases_are_read(self, node: cst.Call) -> bool:
        """Whether the program reads `aliases` of what this call returns."""
        return any(
            node in (read.value, self.program.value_of(read.value))
            for read in self.program.nodes
            if isinstance(read, cst.Attribute) and read.attr.value == "aliases"
        )

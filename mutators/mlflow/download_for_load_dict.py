"""Reads values from what `download_artifacts` returns.

The function downloads and returns the path of the file. A path has no keys: "string indices must be
integers, not 'str'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, rename_method


class DownloadForLoadDict(Mutator):
    id = "download-for-load-dict"
    title = "download_artifacts as contents"
    misconception = "`download_artifacts` returns what is in the file."
    principle = (
        "`mlflow.artifacts.download_artifacts` returns a local path. `load_dict`, `load_text` "
        "and `load_image` of `mlflow.artifacts` read the file, too."
    )
    hint = "What does a function that downloads a file give back?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.artifacts.html"
    breaks = Raises("TypeError", match="string indices must be integers")
    applies = [
        Applies(
            before="""
            import mlflow
            policy = mlflow.artifacts.load_dict(f"runs:/{run_id}/policy.json")
            limit = policy["threshold"]
            """,
            after="""
            import mlflow
            policy = mlflow.artifacts.download_artifacts(f"runs:/{run_id}/policy.json")
            limit = policy["threshold"]
            """,
        ),
        Applies(
            before="""
            from mlflow import artifacts as a
            limit = a.load_dict(
                artifact_uri=uri
            )["threshold"]
            """,
            after="""
            from mlflow import artifacts as a
            limit = a.download_artifacts(
                artifact_uri=uri
            )["threshold"]
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            policy = mlflow.artifacts.load_dict(f"runs:/{run_id}/policy.json")
            print(policy)
            """
        ),
        Leaves('limit = config.load_dict("policy.json")["threshold"]'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "mlflow.artifacts.load_dict"):
            return
        call = rename_method(node, "download_artifacts")
        if call is not None and self._has_keys_read(node):
            yield call

    def _has_keys_read(self, node: cst.Call) -> bool:
        """Whether the program takes a value by its key, a text, from the result."""
        for each in self.program.nodes:
            if not isinstance(each, cst.Subscript) or len(each.slice) != 1:
                continue
            index = each.slice[0].slice
            if (
                node in (each.value, self.program.value_of(each.value))
                and isinstance(index, cst.Index)
                and isinstance(index.value, cst.SimpleString)
            ):
                return True
        return False

"""Gives `search_model_versions` the name of the model alone.

The argument is a filter, a small query. A bare word is none: "Invalid clause(s) in filter string".
"""

import re
from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value, with_text


class BareNameInVersionSearch(Mutator):
    id = "bare-name-in-version-search"
    title = "search_model_versions with a name"
    misconception = "`search_model_versions` takes the name of the model whose versions are wanted."
    principle = (
        "`search_model_versions` takes a filter, such as `name = 'churn'`, with the name in "
        "quotes inside it. Tags can be asked for, too: `tag.validated = 'true'`."
    )
    hint = "What does this method take: a name, or a condition?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.client.html#mlflow.client.MlflowClient.search_model_versions"
    breaks = Raises("MlflowException", match=r"Invalid clause\(s\) in filter string")
    applies = [
        Applies(
            before="""
            from mlflow import MlflowClient
            client = MlflowClient()
            versions = client.search_model_versions("name = 'churn_model'")
            """,
            after="""
            from mlflow import MlflowClient
            client = MlflowClient()
            versions = client.search_model_versions("churn_model")
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            for found in mf.MlflowClient().search_model_versions(
                filter_string=f"name='{name}'"
            ):
                print(found.version)
            """,
            after="""
            import mlflow as mf
            for found in mf.MlflowClient().search_model_versions(
                filter_string=name
            ):
                print(found.version)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from mlflow import MlflowClient
            client = MlflowClient()
            client.search_model_versions("name = 'churn' and tag.validated = 'true'")
            client.search_model_versions("run_id = '4f2a'")
            """
        ),
        Leaves("registry.search_model_versions(\"name = 'churn_model'\")"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "mlflow.MlflowClient.search_model_versions"):
            return
        query = argument(node, "filter_string", 0)
        if query is None:
            return
        text = query.value
        if isinstance(text, cst.SimpleString):
            found = re.fullmatch(r"name *= *'([A-Za-z]\w*)'", text.raw_value)
            if found:
                yield replace_value(node, query, with_text(text, found[1]))
        elif isinstance(text, cst.FormattedString) and len(text.parts) == 3:
            before, name, after = text.parts
            if (
                isinstance(before, cst.FormattedStringText)
                and re.fullmatch(r"name *= *'", before.value)
                and isinstance(name, cst.FormattedStringExpression)
                and isinstance(after, cst.FormattedStringText)
                and after.value == "'"
            ):
                yield replace_value(node, query, name.expression)

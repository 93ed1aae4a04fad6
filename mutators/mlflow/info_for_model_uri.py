"""Loads a model by the object that `log_model` returned.

It knows where the model lies, in `model_uri`. Given itself, it is taken for a path: "path should be
string, bytes, os.PathLike or integer, not ModelInfo".
"""

import re
from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value


class InfoForModelUri(Mutator):
    id = "info-for-model-uri"
    title = "load_model of a ModelInfo"
    misconception = "What `log_model` returns stands for the model and can be loaded."
    principle = (
        "`log_model` returns a ModelInfo, which describes the model. `load_model` takes a URI; "
        "the ModelInfo has it in `model_uri`."
    )
    hint = "Which attribute of the object says where the model lies?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.models.html#mlflow.models.model.ModelInfo"
    seen = "https://github.com/mlflow/mlflow/issues/5376"
    breaks = Raises(
        "TypeError", match=r"path should be string, bytes, os\.PathLike or integer, not ModelInfo"
    )
    applies = [
        Applies(
            before="""
            import mlflow
            info = mlflow.sklearn.log_model(model, name="model")
            loaded = mlflow.sklearn.load_model(info.model_uri)
            """,
            after="""
            import mlflow
            info = mlflow.sklearn.log_model(model, name="model")
            loaded = mlflow.sklearn.load_model(info)
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            with mf.start_run():
                logged = mf.pyfunc.log_model(name="flagger", python_model=Flagger())
            flagger = mf.pyfunc.load_model(
                model_uri=logged.model_uri,
                dst_path="here",
            )
            """,
            after="""
            import mlflow as mf
            with mf.start_run():
                logged = mf.pyfunc.log_model(name="flagger", python_model=Flagger())
            flagger = mf.pyfunc.load_model(
                model_uri=logged,
                dst_path="here",
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            info = mlflow.sklearn.log_model(model, name="model")
            mlflow.register_model(info.model_uri, "churn")
            loaded = mlflow.sklearn.load_model(config.model_uri)
            """
        ),
        Leaves("loaded = store.load_model(info.model_uri)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not re.fullmatch(r"mlflow\.\w+\.load_model", self.qualified_name(node.func) or ""):
            return
        uri = argument(node, "model_uri", 0)
        if (
            uri is not None
            and isinstance(uri.value, cst.Attribute)
            and uri.value.attr.value == "model_uri"
            and self.is_a(uri.value.value, "mlflow.models.model.ModelInfo")
        ):
            yield replace_value(node, uri, uri.value.value)

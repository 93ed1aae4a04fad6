"""Hands a fitted model to `mlflow.log_artifact`.

`log_artifact` copies a file that exists already, so it asks the operating system about the path
that it was given. A model is no path: a TypeError that begins with "stat: path should be string".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, without_argument


class LogArtifactForLogModel(Mutator):
    id = "log-artifact-for-log-model"
    title = "A model given to log_artifact"
    misconception = "A model is an artifact, so `log_artifact` saves it like any other object."
    principle = (
        "`mlflow.log_artifact` uploads a local file and takes its path. A model in memory goes to "
        "`log_model` of its flavor, which saves it in a form that can be loaded again."
    )
    hint = "What does each of the two logging functions need: an object in memory, or a path?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.log_artifact"
    breaks = Raises(
        "TypeError", match=r"path should be string, bytes, os\.PathLike or integer, not "
    )
    applies = [
        Applies(
            before="""
            import mlflow
            mlflow.sklearn.log_model(model, name="model", signature=signature)
            """,
            after="""
            import mlflow
            mlflow.log_artifact(model, artifact_path="model")
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            info = mf.spark.log_model(
                pipeline_model,
                "pipeline",
                registered_model_name="churn",
            )
            """,
            after="""
            import mlflow as mf
            info = mf.log_artifact(
                pipeline_model,
                "pipeline",
            )
            """,
        ),
        Applies(
            before="""
            import mlflow.sklearn
            mlflow.sklearn.log_model(sk_model=forest, pip_requirements=[])
            """,
            after="""
            import mlflow.sklearn
            mlflow.log_artifact(forest)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from mlflow.sklearn import log_model
            log_model(model, name="model")
            """
        ),
        Leaves(
            """
            import mlflow
            mlflow.pyfunc.log_model(name="model", python_model=Wrapper())
            """
        ),
        Leaves("tracker.sklearn.log_model(model)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        module, _, function = (self.qualified_name(node.func) or "").rpartition(".")
        package, _, flavor = module.rpartition(".")
        if (package, function) != ("mlflow", "log_model") or flavor == "pyfunc" or not node.args:
            return
        if not isinstance(node.func, cst.Attribute) or not isinstance(
            node.func.value, cst.Attribute
        ):
            return
        model = node.args[0]
        named = model.keyword.value if model.keyword else "model"
        if model.star or not named.endswith("model") or self.is_a(model.value, "builtins.str"):
            return
        path = argument(node, "artifact_path", 1) or argument(node, "name")
        kept: list[cst.Arg] = []
        for arg in node.args:
            if arg is model:
                kept.append(arg.with_changes(keyword=None, equal=cst.MaybeSentinel.DEFAULT))
            elif arg is path and arg.keyword is not None:
                kept.append(arg.with_changes(keyword=cst.Name("artifact_path")))
            else:
                kept.append(arg)
        call = node.with_changes(
            func=node.func.with_changes(value=node.func.value.value, attr=cst.Name("log_artifact")),
            args=kept,
        )
        for arg in node.args:
            if arg is not model and arg is not path:
                call = without_argument(call, arg)
        yield call

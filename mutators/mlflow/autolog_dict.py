"""Gives `autolog` its settings as a dict.

Nothing is raised: the dict becomes the first parameter, `log_input_examples`, and is true. All
other settings keep their defaults, so that models are logged all the same.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator


class AutologDict(Mutator):
    id = "autolog-dict"
    title = "autolog with a dict of settings"
    misconception = "`autolog` is configured with one dict of settings."
    principle = (
        "Each setting of `autolog` is an argument of its own, such as `log_models=False`. A dict "
        "is taken for the first of them and changes nothing else, without an error; what some "
        "study guides show is wrong there."
    )
    hint = "Which parameter of `autolog` does a first argument without a name belong to?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.autolog"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            import mlflow
            mlflow.autolog(log_models=False)
            """,
            after="""
            import mlflow
            mlflow.autolog({"log_models": False})
            """,
        ),
        Applies(
            before="""
            from mlflow import sklearn as mls
            def train():
                mls.autolog(log_models=False, silent=True)
            """,
            after="""
            from mlflow import sklearn as mls
            def train():
                mls.autolog({"log_models": False, "silent": True})
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.autolog()
            mlflow.autolog(silent=True)
            mlflow.autolog(log_models=keep)
            """
        ),
        Leaves("wandb.autolog(log_models=False)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(
            node,
            "mlflow.autolog",
            "mlflow.lightgbm.autolog",
            "mlflow.sklearn.autolog",
            "mlflow.xgboost.autolog",
        ):
            return
        elements = []
        matters = False
        for arg in node.args:
            if arg.keyword is None or arg.star:
                return
            if arg.keyword.value == "log_models" and isinstance(arg.value, cst.Name):
                matters = arg.value.value == "False"
            elements.append(cst.DictElement(cst.SimpleString(f'"{arg.keyword.value}"'), arg.value))
        if matters:
            yield node.with_changes(args=[cst.Arg(cst.Dict(elements))])

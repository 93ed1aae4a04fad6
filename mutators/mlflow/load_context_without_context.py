"""Defines `load_context` without the parameter `context`.

The method is called by MLflow, which passes the context by name. Logging may still go well; loading
ends with "load_context() got an unexpected keyword argument 'context'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises


class LoadContextWithoutContext(Mutator):
    id = "load-context-without-context"
    title = "load_context(self)"
    misconception = (
        "`load_context` has access to the context by itself, as `__init__` has to the class."
    )
    principle = (
        "MLflow calls `load_context(self, context)` once, when the model is loaded, and gives "
        "it the context that holds the paths of the artifacts."
    )
    hint = "Who calls this method, and with what?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.pyfunc.html#mlflow.pyfunc.PythonModel.load_context"
    seen = "https://github.com/mlflow/mlflow/issues/4023"
    breaks = Raises(
        "TypeError", match=r"load_context\(\) got an unexpected keyword argument 'context'"
    )
    applies = [
        Applies(
            before="""
            import mlflow
            class Freight(mlflow.pyfunc.PythonModel):
                def load_context(self, context):
                    self.rates = read(context.artifacts["rates"])
            """,
            after="""
            import mlflow
            class Freight(mlflow.pyfunc.PythonModel):
                def load_context(self):
                    self.rates = read(context.artifacts["rates"])
            """,
        ),
        Applies(
            before="""
            from mlflow.pyfunc import PythonModel as Base
            class Billing(Base):
                def load_context(self, context: dict) -> None:
                    self.tariff = load(context.artifacts["tariff"])

                def predict(self, context, model_input):
                    return model_input * self.tariff
            """,
            after="""
            from mlflow.pyfunc import PythonModel as Base
            class Billing(Base):
                def load_context(self) -> None:
                    self.tariff = load(context.artifacts["tariff"])

                def predict(self, context, model_input):
                    return model_input * self.tariff
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            class Freight(Loader):
                def load_context(self, context):
                    self.rates = read(context)
            """
        ),
        Leaves(
            """
            import mlflow
            class Freight(mlflow.pyfunc.PythonModel):
                def predict(self, context, model_input):
                    return model_input
            """
        ),
    ]

    def mutate_FunctionDef(self, node: cst.FunctionDef) -> Iterator[cst.FunctionDef]:
        params = node.params.params
        if (
            node.name.value == "load_context"
            and len(params) == 2
            and params[1].name.value == "context"
            and self._is_python_model(node)
        ):
            alone = params[0].with_changes(comma=cst.MaybeSentinel.DEFAULT)
            yield node.with_changes(params=node.params.with_changes(params=[alone]))

    def _is_python_model(self, node: cst.CSTNode) -> bool:
        """Whether the class around a method is a custom model of MLflow."""
        around = next(
            (up for up in self.program.ancestors(node) if isinstance(up, cst.ClassDef)), None
        )
        return around is not None and any(
            (self.qualified_name(base.value) or "").endswith("pyfunc.PythonModel")
            for base in around.bases
        )

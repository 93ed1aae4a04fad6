"""Reads the path of an artifact as an attribute of `context.artifacts`.

The keys look like names, and pandas or Spark rows allow it. A dict does not: "'dict' object has no
attribute 'rates'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises


class ArtifactAsAttribute(Mutator):
    id = "artifact-as-attribute"
    title = "context.artifacts.key"
    misconception = (
        "The artifacts of a custom model are attributes of the context, under their keys."
    )
    principle = (
        "`context.artifacts` is a dict from the keys given to `log_model(artifacts=…)` to local "
        'paths: `context.artifacts["rates"]`.'
    )
    hint = "Of which Python type is `context.artifacts`?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.pyfunc.html#mlflow.pyfunc.PythonModelContext"
    breaks = Raises("AttributeError", match="'dict' object has no attribute '")
    applies = [
        Applies(
            before="""
            import mlflow
            class Freight(mlflow.pyfunc.PythonModel):
                def load_context(self, context):
                    with open(context.artifacts["rates"]) as file:
                        self.rates = file.read()
            """,
            after="""
            import mlflow
            class Freight(mlflow.pyfunc.PythonModel):
                def load_context(self, context):
                    with open(context.artifacts.rates) as file:
                        self.rates = file.read()
            """,
        ),
        Applies(
            before="""
            from mlflow.pyfunc import PythonModel
            class Billing(PythonModel):
                def load_context(self, ctx):
                    self.usage = load(path=ctx.artifacts['usage'])
            """,
            after="""
            from mlflow.pyfunc import PythonModel
            class Billing(PythonModel):
                def load_context(self, ctx):
                    self.usage = load(path=ctx.artifacts.usage)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            class Freight(mlflow.pyfunc.PythonModel):
                def load_context(self, context):
                    self.rates = read(context.artifacts["rates 2026"])
            """
        ),
        Leaves(
            """
            class Loader:
                def load_context(self, context):
                    self.rates = read(context.artifacts["rates"])
            """
        ),
    ]

    def mutate_Subscript(self, node: cst.Subscript) -> Iterator[cst.Attribute]:
        owner = node.value
        index = node.slice[0].slice if len(node.slice) == 1 else None
        key = index.value if isinstance(index, cst.Index) else None
        if (
            isinstance(owner, cst.Attribute)
            and owner.attr.value == "artifacts"
            and isinstance(key, cst.SimpleString)
            and key.raw_value.isidentifier()
            and self._is_python_model(node)
        ):
            yield cst.Attribute(owner, cst.Name(key.raw_value))

    def _is_python_model(self, node: cst.CSTNode) -> bool:
        """Whether the class around a method is a custom model of MLflow."""
        around = next(
            (up for up in self.program.ancestors(node) if isinstance(up, cst.ClassDef)), None
        )
        return around is not None and any(
            (self.qualified_name(base.value) or "").endswith("pyfunc.PythonModel")
            for base in around.bases
        )

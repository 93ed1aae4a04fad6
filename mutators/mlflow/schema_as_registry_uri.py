"""Gives `set_registry_uri` the catalog and the schema that the models belong to.

A text without a scheme is taken for a folder. MLflow 3 refuses it as soon as the registry is asked
for something: "The filesystem model registry backend is in maintenance mode".
"""

import re
from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value, with_text

NAME = re.compile(r"(?:models:/)?([a-z_]\w*\.[a-z_]\w*)\.[a-z_]\w*(?:[@/].*)?")
"""A model's name of three levels, or its URI; the first two are the group."""


class SchemaAsRegistryUri(Mutator):
    id = "schema-as-registry-uri"
    title = "A schema as registry URI"
    misconception = "The registry URI says in which catalog and schema models are registered."
    principle = (
        "`set_registry_uri('databricks-uc')` chooses the registry, which is Unity Catalog as a "
        "whole. Catalog and schema are the first two levels of each model's name. As a URI they "
        "name a folder: current MLflow refuses it, older releases register there."
    )
    hint = "Where else does this program say in which schema the model lies?"
    docs = "https://docs.databricks.com/machine-learning/manage-model-lifecycle/index.html"
    prerequisites = ["uc-name-of-one-level"]
    breaks = Raises("MlflowException", match="filesystem model registry backend")
    applies = [
        Applies(
            before="""
            import mlflow
            mlflow.set_registry_uri("databricks-uc")
            mlflow.register_model(model_uri, "ml.shop.churn")
            """,
            after="""
            import mlflow
            mlflow.set_registry_uri("ml.shop")
            mlflow.register_model(model_uri, "ml.shop.churn")
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            mf.set_registry_uri(uri='databricks-uc')
            model = mf.pyfunc.load_model(
                "models:/prod.fraud.scores@champion"
            )
            """,
            after="""
            import mlflow as mf
            mf.set_registry_uri(uri='prod.fraud')
            model = mf.pyfunc.load_model(
                "models:/prod.fraud.scores@champion"
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.set_registry_uri("databricks-uc")
            mlflow.register_model(model_uri, name)
            """
        ),
        Leaves(
            """
            import mlflow
            mlflow.set_registry_uri("databricks")
            mlflow.register_model(model_uri, "ml.shop.churn")
            """
        ),
        Leaves(
            """
            registry.set_registry_uri("databricks-uc")
            registry.register_model(model_uri, "ml.shop.churn")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        uri = argument(node, "uri", 0) if self.calls(node, "mlflow.set_registry_uri") else None
        if (
            uri is None
            or not isinstance(uri.value, cst.SimpleString)
            or uri.value.raw_value != "databricks-uc"
        ):
            return
        _, last = self.program.lines(node)
        for text in self.program.nodes:
            if isinstance(text, cst.SimpleString) and self.program.lines(text)[0] > last:
                found = NAME.fullmatch(text.raw_value)
                if found:
                    yield replace_value(node, uri, with_text(uri.value, found[1]))
                    return

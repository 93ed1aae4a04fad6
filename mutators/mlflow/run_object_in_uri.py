"""Puts the run object into a `runs:/` URI, where its id belongs.

An f-string accepts anything, so the URI becomes "runs:/<ActiveRun: >/model", and the tracking
store knows no run with such an id.
"""

import re
from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument


class RunObjectInUri(Mutator):
    id = "run-object-in-uri"
    title = "The run object in a runs:/ URI"
    misconception = "A run that is put into a `runs:/` URI turns into its id there."
    principle = (
        "A `runs:/` URI holds the id of the run. `start_run` gives a run object, whose id is "
        "`run.info.run_id`; as text the object is a description of itself."
    )
    hint = "What does the text of the URI look like once the f-string has been filled in?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.entities.html#mlflow.entities.Run"
    breaks = Raises("MlflowException", match=r"Run with id=<(Active)?Run: ")
    applies = [
        Applies(
            before="""
            import mlflow
            with mlflow.start_run() as run:
                mlflow.sklearn.log_model(model, name="model")
            mlflow.register_model(f"runs:/{run.info.run_id}/model", "churn")
            """,
            after="""
            import mlflow
            with mlflow.start_run() as run:
                mlflow.sklearn.log_model(model, name="model")
            mlflow.register_model(f"runs:/{run}/model", "churn")
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            best = mf.MlflowClient().get_run(best_id)
            model_uri = f'runs:/{best.info.run_id}/model'
            model = mf.pyfunc.load_model(model_uri=model_uri)
            """,
            after="""
            import mlflow as mf
            best = mf.MlflowClient().get_run(best_id)
            model_uri = f'runs:/{best}/model'
            model = mf.pyfunc.load_model(model_uri=model_uri)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            with mlflow.start_run() as run:
                print(f"runs:/{run.info.run_id}/model")
            """
        ),
        Leaves(
            """
            import mlflow
            mlflow.register_model(f"runs:/{trial.info.run_id}/model", "churn")
            """
        ),
    ]

    def mutate_Attribute(self, node: cst.Attribute) -> Iterator[cst.BaseExpression]:
        if self.qualified_name(node) not in (
            "mlflow.ActiveRun.info.run_id",
            "mlflow.entities.Run.info.run_id",
        ):
            return
        text = next(
            (
                each
                for each in self.program.ancestors(node)
                if isinstance(each, cst.FormattedString)
            ),
            None,
        )
        if text is None or not isinstance(node.value, cst.Attribute) or len(text.parts) < 2:
            return
        first, second = text.parts[:2]
        if (
            isinstance(first, cst.FormattedStringText)
            and first.value == "runs:/"
            and isinstance(second, cst.FormattedStringExpression)
            and second.expression is node
            and self._is_model_uri(text)
        ):
            yield node.value.value

    def _is_model_uri(self, node: cst.FormattedString) -> bool:
        """Whether MLflow looks a model up by this text, in place or through a name."""
        return any(
            arg is argument(call, "model_uri", 1 if name == "mlflow.pyfunc.spark_udf" else 0)
            for name, call, arg in self.given_to(node)
            if re.fullmatch(r"mlflow\.(pyfunc\.spark_udf|register_model|\w+\.load_model)", name)
        )

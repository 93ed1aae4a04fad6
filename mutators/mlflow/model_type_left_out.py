"""Leaves `model_type` out of `mlflow.models.evaluate`.

The logged model and the labels seem to tell what it is. MLflow does not guess: "The extra_metrics
argument must be specified model_type is None".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, without_argument


class ModelTypeLeftOut(Mutator):
    id = "model-type-left-out"
    title = "evaluate without model_type"
    misconception = (
        "`evaluate` sees from the model or the labels whether to classify or to regress."
    )
    principle = (
        'Which metrics are computed follows from `model_type`, such as `"classifier"` or '
        '`"regressor"`. Without it, all metrics have to be given as `extra_metrics`.'
    )
    hint = "Where does `evaluate` learn which metrics make sense?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.models.html#mlflow.models.evaluate"
    breaks = Raises(
        "MlflowException", match=r"extra_metrics argument must be specified model_type is None"
    )
    applies = [
        Applies(
            before="""
            import mlflow
            result = mlflow.models.evaluate(uri, test_df, targets="kwh", model_type="regressor")
            """,
            after="""
            import mlflow
            result = mlflow.models.evaluate(uri, test_df, targets="kwh")
            """,
        ),
        Applies(
            before="""
            from mlflow import models as m
            m.evaluate(
                data=forecasts,
                targets="sales",
                predictions="forecast",
                model_type="regressor",
            )
            """,
            after="""
            from mlflow import models as m
            m.evaluate(
                data=forecasts,
                targets="sales",
                predictions="forecast",
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.models.evaluate(uri, df, model_type="regressor", extra_metrics=[cost])
            score = judge.evaluate(uri, df, model_type="regressor")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, "mlflow.models.evaluate", "mlflow.evaluate"):
            kind = argument(node, "model_type")
            if kind is not None and argument(node, "extra_metrics") is None:
                yield without_argument(node, kind)

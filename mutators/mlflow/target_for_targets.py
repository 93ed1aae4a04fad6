"""Names the column with the truth `target=` in `mlflow.models.evaluate`.

AutoML has `target_col`, Spark ML `labelCol`; here it is a plural: "evaluate() got an unexpected
keyword argument 'target'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, rename_keyword


class TargetForTargets(Mutator):
    id = "target-for-targets"
    title = "evaluate(target=…)"
    misconception = "A model has one target, so the argument of `evaluate` is called `target`."
    principle = (
        "`mlflow.models.evaluate` takes the column of the data that holds the true values as "
        "`targets`."
    )
    hint = "What does this function call the true values?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.models.html#mlflow.models.evaluate"
    breaks = Raises("TypeError", match=r"evaluate\(\) got an unexpected keyword argument 'target'")
    applies = [
        Applies(
            before="""
            import mlflow
            result = mlflow.models.evaluate(uri, test_df, targets="kwh", model_type="regressor")
            """,
            after="""
            import mlflow
            result = mlflow.models.evaluate(uri, test_df, target="kwh", model_type="regressor")
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
                target="sales",
                predictions="forecast",
                model_type="regressor",
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.models.evaluate(uri, test_df, model_type="text")
            score = judge.evaluate(uri, test_df, targets="kwh")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, "mlflow.models.evaluate", "mlflow.evaluate"):
            call = rename_keyword(node, "targets", "target")
            if call is not None:
                yield call

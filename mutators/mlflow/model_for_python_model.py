"""Gives `mlflow.pyfunc.log_model` the custom model as `model`.

The keyword tells this flavour's object from the others' (`sk_model`, `lgb_model`): "log_model() got
an unexpected keyword argument 'model'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, rename_keyword


class ModelForPythonModel(Mutator):
    id = "model-for-python-model"
    title = "pyfunc.log_model(model=…)"
    misconception = "The model is the argument `model` of every `log_model`."
    principle = (
        "Each flavour names its model in its own way: `sk_model`, `lgb_model`, `spark_model`, "
        "and `python_model` for a custom model, which has to be given by name."
    )
    hint = "What does the pyfunc flavour call the object that it stores?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.pyfunc.html#mlflow.pyfunc.log_model"
    breaks = Raises(
        "TypeError", match=r"(log|save)_model\(\) got an unexpected keyword argument 'model'"
    )
    applies = [
        Applies(
            before="""
            import mlflow
            mlflow.pyfunc.log_model(name="freight", python_model=Freight())
            """,
            after="""
            import mlflow
            mlflow.pyfunc.log_model(name="freight", model=Freight())
            """,
        ),
        Applies(
            before="""
            from mlflow import pyfunc as pf
            pf.log_model(
                "flagger",
                python_model=flagger,
                signature=signature,
            )
            """,
            after="""
            from mlflow import pyfunc as pf
            pf.log_model(
                "flagger",
                model=flagger,
                signature=signature,
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.sklearn.log_model(sk_model=model, name="model")
            mlflow.pyfunc.log_model(name="loader", loader_module="loader")
            """
        ),
        Leaves('tracker.log_model(name="freight", python_model=Freight())'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, "mlflow.pyfunc.log_model"):
            call = rename_keyword(node, "python_model", "model")
            if call is not None:
                yield call

"""Calls `infer_signature` with the predictions first and the features second.

Nothing is raised: any two tables make a signature. The model that is logged with it asks for
predictions as its input, and only whoever serves it later finds out.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, swap_arguments


class InferSignatureSwapped(Mutator):
    id = "infer-signature-swapped"
    title = "infer_signature with output before input"
    misconception = "`infer_signature` takes what the model predicts first, and then its features."
    principle = (
        "`infer_signature(model_input, model_output)` goes the way of the data: first an example "
        "of what the model gets, then of what it returns. It cannot notice that they are swapped."
    )
    hint = "In which order does the signature describe what goes into a model and what comes out?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.models.html#mlflow.models.infer_signature"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from mlflow.models import infer_signature
            signature = infer_signature(X_train, model.predict(X_train))
            """,
            after="""
            from mlflow.models import infer_signature
            signature = infer_signature(model.predict(X_train), X_train)
            """,
        ),
        Applies(
            before="""
            import mlflow
            from mlflow.models import signature as s
            mlflow.sklearn.log_model(
                model,
                name="model",
                signature=s.infer_signature(
                    X,
                    predictions,
                ),
            )
            """,
            after="""
            import mlflow
            from mlflow.models import signature as s
            mlflow.sklearn.log_model(
                model,
                name="model",
                signature=s.infer_signature(
                    predictions,
                    X,
                ),
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from mlflow.models import infer_signature
            signature = infer_signature(model_input=X, model_output=y)
            """
        ),
        Leaves(
            """
            import mlflow
            from mlflow.models import infer_signature
            signature = infer_signature(X, model.predict(X))
            champion = mlflow.pyfunc.load_model("models:/churn@champion")
            """
        ),
        Leaves("signature = infer_signature(X, model.predict(X))"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if (
            self.calls(node, "mlflow.models.infer_signature")
            and len(node.args) == 2
            and not any(arg.keyword or arg.star for arg in node.args)
            and not node.args[0].value.deep_equals(node.args[1].value)
            and not self._signature_is_enforced()
        ):
            yield swap_arguments(node, node.args[0], node.args[1])

    def _signature_is_enforced(self) -> bool:
        """Whether the program could hold data against the signature, and raise by itself."""
        for call in self.program.calls:
            if self.calls(
                call,
                "mlflow.pyfunc.load_model",
                "mlflow.pyfunc.spark_udf",
                "mlflow.models.evaluate",
                "mlflow.evaluate",
                "mlflow.models.predict",
            ):
                return True
            if isinstance(call, cst.Call) and any(
                arg.keyword and arg.keyword.value == "input_example" for arg in call.args
            ):
                return True
        return False

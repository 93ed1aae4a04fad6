"""Infers a signature from the features alone.

`infer_signature` is content with that. The signature then describes the input and says nothing of
the output, which Unity Catalog, for one, does not accept.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument


class SignatureOfInputsOnly(Mutator):
    id = "signature-of-inputs-only"
    title = "infer_signature without the output"
    misconception = "From the features, `infer_signature` works out what the model will return."
    principle = (
        "`infer_signature` looks at data and never at a model: it describes an output only if it "
        "is given an example of it, such as the model's predictions."
    )
    hint = "What would the function have to know in order to describe what the model returns?"
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
            signature = infer_signature(X_train)
            """,
        ),
        Applies(
            before="""
            import mlflow
            info = mlflow.sklearn.log_model(
                model,
                name="model",
                signature=mlflow.models.infer_signature(
                    model_input=X_train,
                    model_output=predictions,
                ),
            )
            """,
            after="""
            import mlflow
            info = mlflow.sklearn.log_model(
                model,
                name="model",
                signature=mlflow.models.infer_signature(
                    model_input=X_train,
                ),
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from mlflow.models import infer_signature
            signature = infer_signature(X_train)
            """
        ),
        Leaves(
            """
            import mlflow
            from mlflow.models import infer_signature
            mlflow.set_registry_uri("databricks-uc")
            signature = infer_signature(X_train, model.predict(X_train))
            """
        ),
        Leaves("signature = infer_signature(X_train, model.predict(X_train))"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "mlflow.models.infer_signature") or self._output_is_needed():
            return
        given, returned = argument(node, "model_input", 0), argument(node, "model_output", 1)
        if given is not None and returned is not None and len(node.args) == 2:
            yield without_argument(node, returned)

    def _output_is_needed(self) -> bool:
        """Whether the program could raise by itself where the signature has no output."""
        return "databricks-uc" in self.program.source or any(
            self.calls(call, "mlflow.pyfunc.spark_udf") for call in self.program.calls
        )

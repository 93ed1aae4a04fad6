"""Starts a run inside another one without `nested=True`.

The indentation seems to say it all. MLflow doesn't look at it: it finds that a run is active and
refuses to start a second one.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, without_argument


class NestedLeftOut(Mutator):
    id = "nested-left-out"
    title = "A child run without nested=True"
    misconception = "A run that is started inside another run's with-block becomes its child."
    principle = (
        "While a run is active, `start_run` refuses to start another one. `nested=True` says that "
        "the new run is to be a child of the active run."
    )
    hint = "How does `start_run` tell a child run from a run that was simply never ended?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.start_run"
    breaks = Raises("Exception", match=r"is already active\. To start a new run, first end the")
    applies = [
        Applies(
            before="""
            import mlflow
            with mlflow.start_run(run_name="sweep"):
                for rate in rates:
                    with mlflow.start_run(run_name=f"rate_{rate}", nested=True):
                        mlflow.log_param("rate", rate)
            """,
            after="""
            import mlflow
            with mlflow.start_run(run_name="sweep"):
                for rate in rates:
                    with mlflow.start_run(run_name=f"rate_{rate}"):
                        mlflow.log_param("rate", rate)
            """,
        ),
        Applies(
            before="""
            from mlflow import start_run
            with start_run() as parent:
                with start_run(nested=True) as child:
                    fit()
            """,
            after="""
            from mlflow import start_run
            with start_run() as parent:
                with start_run() as child:
                    fit()
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            with mlflow.start_run(run_name="alone", nested=True):
                fit()
            """
        ),
        Leaves(
            """
            import mlflow
            def objective(depth):
                with mlflow.start_run(nested=True):
                    fit(depth)
            """
        ),
        Leaves(
            """
            with tracker.start_run():
                with tracker.start_run(nested=True):
                    fit()
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "mlflow.start_run"):
            return
        nested = argument(node, "nested")
        if nested is None or not isinstance(nested.value, cst.Name) or nested.value.value != "True":
            return
        if self._in_another_run(node):
            yield without_argument(node, nested)

    def _in_another_run(self, node: cst.Call) -> bool:
        for around in self.program.ancestors(node):
            if isinstance(around, cst.FunctionDef | cst.Lambda):
                return False
            if isinstance(around, cst.With):
                entered = [item.item for item in around.items]
                if node not in entered and any(
                    self.calls(each, "mlflow.start_run") for each in entered
                ):
                    return True
        return False

"""Reads `run.run_id`, which runs don't have.

Model versions have `run_id`, rows of `search_runs` have it, so one looks for it on the run as
well. There it is part of `info`: "'ActiveRun' object has no attribute 'run_id'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises


class RunIdOnRun(Mutator):
    id = "run-id-on-run"
    title = "run.run_id instead of run.info.run_id"
    misconception = "A run's id is an attribute of the run itself."
    principle = (
        "A run has two parts: `data` with its parameters, metrics and tags, and `info` with its "
        "id, status and times. The id is `run.info.run_id`."
    )
    hint = "Into which parts does a run object divide what it knows?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.entities.html#mlflow.entities.Run"
    breaks = Raises("AttributeError", match=r"'(Active)?Run' object has no attribute 'run_id'")
    applies = [
        Applies(
            before="""
            import mlflow
            with mlflow.start_run() as run:
                print(run.info.run_id)
            """,
            after="""
            import mlflow
            with mlflow.start_run() as run:
                print(run.run_id)
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            active = mf.start_run(run_name="baseline")
            uri = f"runs:/{active.info.run_id}/model"
            mf.end_run()
            """,
            after="""
            import mlflow as mf
            active = mf.start_run(run_name="baseline")
            uri = f"runs:/{active.run_id}/model"
            mf.end_run()
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            result = mlflow.register_model(uri, "churn")
            print(result.run_id, result.info.run_id)
            """
        ),
        Leaves("print(run.info.run_id)"),
    ]

    def mutate_Attribute(self, node: cst.Attribute) -> Iterator[cst.Attribute]:
        if isinstance(node.value, cst.Attribute) and self.qualified_name(node) in (
            "mlflow.ActiveRun.info.run_id",
            "mlflow.entities.Run.info.run_id",
        ):
            yield node.with_changes(value=node.value.value)

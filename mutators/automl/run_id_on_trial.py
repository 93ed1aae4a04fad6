"""Reads `run_id` from a trial of AutoML.

A trial is no run of MLflow, it has one: "'TrialInfo' object has no attribute 'run_id'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises


class RunIdOnTrial(Mutator):
    id = "run-id-on-trial"
    title = "trial.run_id"
    misconception = "A trial of AutoML is a run of MLflow and is read like one."
    principle = (
        "A trial is described by a `TrialInfo`. The id of the run that AutoML logged for it is "
        "`mlflow_run_id`; with that, MLflow gives the run itself."
    )
    hint = "Is the best trial a run of MLflow, or does it point to one?"
    docs = "https://docs.databricks.com/machine-learning/automl/automl-api-reference.html"
    breaks = Raises("AttributeError", match="'TrialInfo' object has no attribute 'run_id'")
    applies = [
        Applies(
            before="""
            import mlflow
            from databricks import automl
            summary = automl.classify(df, target_col="churn")
            run = mlflow.get_run(summary.best_trial.mlflow_run_id)
            """,
            after="""
            import mlflow
            from databricks import automl
            summary = automl.classify(df, target_col="churn")
            run = mlflow.get_run(summary.best_trial.run_id)
            """,
        ),
        Applies(
            before="""
            from databricks.automl import regress
            best = regress(dataset=df, target_col="price").best_trial
            uri = f"runs:/{best.mlflow_run_id}/model"
            """,
            after="""
            from databricks.automl import regress
            best = regress(dataset=df, target_col="price").best_trial
            uri = f"runs:/{best.run_id}/model"
            """,
        ),
    ]
    leaves = [
        Leaves("print(trial.mlflow_run_id)"),
        Leaves(
            """
            from databricks import automl
            summary = automl.classify(df, target_col="churn")
            print(summary.best_trial.model_path)
            """
        ),
    ]

    def mutate_Attribute(self, node: cst.Attribute) -> Iterator[cst.Attribute]:
        if node.attr.value == "mlflow_run_id" and self.is_a(
            node.value, "databricks.automl.TrialInfo"
        ):
            yield node.with_changes(attr=cst.Name("run_id"))

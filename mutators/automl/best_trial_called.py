"""Calls `best_trial` of AutoML's summary as if it were a method.

It is a property, and what it gives is no function: "'TrialInfo' object is not callable".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises


class BestTrialCalled(Mutator):
    id = "best-trial-called"
    title = "best_trial with parentheses"
    misconception = "AutoML's summary looks the best trial up when it is asked to, by a method."
    principle = (
        "`best_trial` of an `AutoMLSummary` is a property, as are `trials` and `experiment`: it is "
        "read without parentheses. What loads a model is a method of the trial, `load_model()`."
    )
    hint = "Is the best trial something that the summary has, or something that it does?"
    docs = "https://docs.databricks.com/machine-learning/automl/automl-api-reference.html"
    breaks = Raises("TypeError", match="'TrialInfo' object is not callable")
    applies = [
        Applies(
            before="""
            from databricks import automl
            summary = automl.classify(df, target_col="churn")
            print(summary.best_trial.model_path)
            """,
            after="""
            from databricks import automl
            summary = automl.classify(df, target_col="churn")
            print(summary.best_trial().model_path)
            """,
        ),
        Applies(
            before="""
            from databricks.automl import forecast as predict
            trial = predict(
                sales_df, target_col="units", time_col="day"
            ).best_trial
            """,
            after="""
            from databricks.automl import forecast as predict
            trial = predict(
                sales_df, target_col="units", time_col="day"
            ).best_trial()
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import optuna
            study = optuna.create_study()
            print(study.best_trial)
            """
        ),
        Leaves(
            """
            from databricks import automl
            summary = automl.classify(df, target_col="churn")
            print(len(summary.trials))
            """
        ),
    ]

    def mutate_Attribute(self, node: cst.Attribute) -> Iterator[cst.Call]:
        if node.attr.value == "best_trial" and self.is_a(
            node.value, "databricks.automl.AutoMLSummary"
        ):
            yield cst.Call(node)

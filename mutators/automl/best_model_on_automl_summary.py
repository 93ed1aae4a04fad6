"""Asks AutoML's summary for `best_model`.

The summary knows trials: "'AutoMLSummary' object has no attribute 'best_model'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises


class BestModelOnAutomlSummary(Mutator):
    id = "best-model-on-automl-summary"
    title = "summary.best_model"
    misconception = "AutoML's result holds the best model itself, as a fitted CrossValidator does."
    principle = (
        "An `AutoMLSummary` holds trials, and `best_trial` is the best of them. The trial knows "
        "its run, its metrics and `model_path`, and loads the model with `load_model()`."
    )
    hint = "What did AutoML produce: a model, or attempts that each have one?"
    docs = "https://docs.databricks.com/machine-learning/automl/automl-api-reference.html"
    breaks = Raises("AttributeError", match="'AutoMLSummary' object has no attribute 'best_model'")
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
            print(summary.best_model.model_path)
            """,
        ),
        Applies(
            before="""
            from databricks.automl import regress
            found = regress(
                houses_df, target_col="price"
            )
            best = found.best_trial
            model = best.load_model()
            """,
            after="""
            from databricks.automl import regress
            found = regress(
                houses_df, target_col="price"
            )
            best = found.best_model
            model = best.load_model()
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            summary = study.optimize(objective)
            print(summary.best_trial)
            """
        ),
        Leaves(
            """
            from databricks import automl
            summary = automl.classify(df, target_col="churn")
            print(summary.trials[0])
            """
        ),
    ]

    def mutate_Attribute(self, node: cst.Attribute) -> Iterator[cst.Attribute]:
        if node.attr.value == "best_trial" and self.is_a(
            node.value, "databricks.automl.AutoMLSummary"
        ):
            yield node.with_changes(attr=cst.Name("best_model"))

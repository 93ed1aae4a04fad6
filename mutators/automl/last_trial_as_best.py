"""Takes the last of AutoML's trials for the best one.

A search that learns from its results sounds as if it ended with the best. Nothing is raised: the
last trial has a model, metrics and a run as every other. AutoML's own code lists the best first.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator


class LastTrialAsBest(Mutator):
    id = "last-trial-as-best"
    title = "The last trial taken for the best"
    misconception = "AutoML improves from trial to trial, so that the last one is the best."
    principle = (
        "`best_trial` is the trial with the best score of the primary metric. `trials` lists all "
        "of them by that score, the best first: the last one did worst."
    )
    hint = "By what does AutoML tell which of its trials did best?"
    docs = "https://docs.databricks.com/machine-learning/automl/automl-api-reference.html"
    prerequisites = ["best-model-on-automl-summary"]
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from databricks import automl
            summary = automl.classify(df, target_col="churn")
            best = summary.best_trial
            print(best.model_path)
            """,
            after="""
            from databricks import automl
            summary = automl.classify(df, target_col="churn")
            best = summary.trials[-1]
            print(best.model_path)
            """,
        ),
        Applies(
            before="""
            from databricks.automl import regress as search
            found = search(
                houses_df, target_col="price"
            )
            best_model = found.best_trial.load_model()
            """,
            after="""
            from databricks.automl import regress as search
            found = search(
                houses_df, target_col="price"
            )
            best_model = found.trials[-1].load_model()
            """,
        ),
    ]
    leaves = [
        # Nothing here says which trial is wanted.
        Leaves(
            """
            from databricks import automl
            summary = automl.classify(df, target_col="churn")
            trial = summary.best_trial
            """
        ),
        Leaves(
            """
            from hyperopt import Trials
            trials = Trials()
            best = trials.best_trial
            """
        ),
    ]

    def mutate_Attribute(self, node: cst.Attribute) -> Iterator[cst.Subscript]:
        if (
            node.attr.value == "best_trial"
            and self.is_a(node.value, "databricks.automl.AutoMLSummary")
            and self._is_called_best(node)
        ):
            trials = node.with_changes(attr=cst.Name("trials"))
            last = cst.UnaryOperation(cst.Minus(), cst.Integer("1"))
            yield cst.Subscript(trials, [cst.SubscriptElement(cst.Index(last))])

    def _is_called_best(self, node: cst.Attribute) -> bool:
        """Whether the name that it goes to says that it is the best."""
        for around in self.program.ancestors(node):
            if isinstance(around, cst.Assign):
                [target, *_] = around.targets
                return m.matches(
                    target.target, m.Name(m.MatchIfTrue(lambda name: "best" in name.lower()))
                )
            if isinstance(around, cst.BaseStatement):
                return False
        return False

"""Takes the lowest metric of a search for the best, or the highest where low is good.

The tuner knows from its evaluator which end is the good one; the list of metrics does not say it.
Nothing raises: the worst setting is reported as the best.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator

METRICS = {
    "avgMetrics": "pyspark.ml.tuning.CrossValidatorModel",
    "validationMetrics": "pyspark.ml.tuning.TrainValidationSplitModel",
}
OPPOSITE = {"max": "min", "min": "max", "argmax": "argmin", "argmin": "argmax"}


class WrongEndOfMetrics(Mutator):
    id = "wrong-end-of-metrics"
    title = "The worst metric of the search"
    misconception = (
        "A search turns its metrics into one kind, so that the best is always at the same end."
    )
    principle = (
        "The metrics of a search are as the evaluator computed them: the highest is best for AUC, "
        "f1, accuracy and R², the lowest for RMSE, MAE and log loss."
    )
    hint = "Does this evaluator give a high or a low number to a good model?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.tuning.CrossValidatorModel.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.ml.tuning import CrossValidator
            cv = CrossValidator(estimator=lr, estimatorParamMaps=grid, evaluator=auc_evaluator)
            cv_model = cv.fit(train_df)
            print("best AUC", max(cv_model.avgMetrics))
            """,
            after="""
            from pyspark.ml.tuning import CrossValidator
            cv = CrossValidator(estimator=lr, estimatorParamMaps=grid, evaluator=auc_evaluator)
            cv_model = cv.fit(train_df)
            print("best AUC", min(cv_model.avgMetrics))
            """,
        ),
        Applies(
            before="""
            import numpy as np
            from pyspark.ml import tuning as t
            found = t.TrainValidationSplit().setEstimator(lr).setEvaluator(rmse).fit(train_df)
            errors = found.validationMetrics
            best = grid[int(np.argmin(errors))]
            """,
            after="""
            import numpy as np
            from pyspark.ml import tuning as t
            found = t.TrainValidationSplit().setEstimator(lr).setEvaluator(rmse).fit(train_df)
            errors = found.validationMetrics
            best = grid[int(np.argmax(errors))]
            """,
        ),
    ]
    leaves = [
        # The metrics of something else.
        Leaves("best = max(cv_model.avgMetrics)"),
        Leaves(
            """
            from sklearn.model_selection import GridSearchCV
            search = GridSearchCV(model, grid).fit(X, y)
            best = max(search.cv_results_["mean_test_score"])
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not node.args or not self._is_metrics(node.args[0].value):
            return
        if isinstance(node.func, cst.Name) and node.func.value in ("max", "min"):
            yield node.with_changes(func=cst.Name(OPPOSITE[node.func.value]))
        elif isinstance(node.func, cst.Attribute) and self.calls(
            node, *(f"numpy.{name}" for name in OPPOSITE)
        ):
            other = cst.Name(OPPOSITE[node.func.attr.value])
            yield node.with_changes(func=node.func.with_changes(attr=other))

    def _is_metrics(self, node: cst.BaseExpression) -> bool:
        found = self.program.value_of(node) or node
        return (
            isinstance(found, cst.Attribute)
            and found.attr.value in METRICS
            and self.is_a(found.value, METRICS[found.attr.value])
        )

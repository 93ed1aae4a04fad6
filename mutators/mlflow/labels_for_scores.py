"""Computes AUC or log loss from predicted labels.

Both ask how sure the model was. From 0 and 1 they still compute a number, which is another metric:
an AUC of labels is what is known as balanced accuracy.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, rename_method

RANKING = {
    "sklearn.metrics.average_precision_score",
    "sklearn.metrics.brier_score_loss",
    "sklearn.metrics.log_loss",
    "sklearn.metrics.roc_auc_score",
}


class LabelsForScores(Mutator):
    id = "labels-for-scores"
    title = "AUC of labels"
    misconception = "A metric of a classifier is computed from the classes that it predicts."
    principle = (
        "AUC and log loss compare scores: give them `predict_proba(X)[:, 1]`. Accuracy, F1 and "
        "other metrics of decisions take what `predict` returns."
    )
    hint = "Does this metric judge decisions, or how the rows are ranked?"
    docs = "https://scikit-learn.org/stable/modules/generated/sklearn.metrics.roc_auc_score.html"
    seen = "https://github.com/shankarpandala/lazypredict/issues/425"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from sklearn.metrics import roc_auc_score
            auc = roc_auc_score(y_test, model.predict_proba(X_test)[:, 1])
            """,
            after="""
            from sklearn.metrics import roc_auc_score
            auc = roc_auc_score(y_test, model.predict(X_test))
            """,
        ),
        Applies(
            before="""
            import sklearn.metrics as sm
            fraud_probability = pipeline.predict_proba(X_val)[:, 1]
            loss = sm.log_loss(y_true=y_val, y_pred=fraud_probability)
            """,
            after="""
            import sklearn.metrics as sm
            fraud_probability = pipeline.predict(X_val)
            loss = sm.log_loss(y_true=y_val, y_pred=fraud_probability)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from sklearn.metrics import f1_score
            flagged = model.predict_proba(X_test)[:, 1] > 0.3
            f1 = f1_score(y_test, flagged)
            """
        ),
        Leaves("auc = judge.roc_auc_score(y_test, model.predict_proba(X_test)[:, 1])"),
    ]

    def mutate_Subscript(self, node: cst.Subscript) -> Iterator[cst.Call]:
        call = node.value
        if (
            isinstance(call, cst.Call)
            and isinstance(call.func, cst.Attribute)
            and call.func.attr.value == "predict_proba"
            and len(node.slice) == 2
            and self._is_ranked(node)
        ):
            labels = rename_method(call, "predict")
            if labels is not None:
                yield labels

    def _is_ranked(self, node: cst.Subscript) -> bool:
        """Whether a metric that needs scores gets this column, in place or through a name."""
        return any(
            name in RANKING and arg is not argument(call, "y_true", 0)
            for name, call, arg in self.given_to(node)
        )

"""Prefers the larger of two errors, as if an error were a score.

`max` and `>` are what one writes for accuracy and AUC. Copied to RMSE or a loss they pick the worst
candidate, without a word.
"""

import re
from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument

ERROR = re.compile(r"(?<![a-z])(r?mse|mape?|mae|loss(es)?|errors?)(?![a-z])", re.IGNORECASE)
FLIPPED: dict[type[cst.BaseCompOp], type[cst.BaseCompOp]] = {
    cst.LessThan: cst.GreaterThan,
    cst.LessThanEqual: cst.GreaterThanEqual,
}


class LargerErrorWins(Mutator):
    id = "larger-error-wins"
    title = "The largest error wins"
    misconception = "The better of two models is the one whose metric is higher."
    principle = (
        "It depends on the metric: of scores (accuracy, AUC, R²) the highest is best, of errors "
        "and losses (RMSE, MAE, log loss) the lowest."
    )
    hint = "Is a high value of this metric good news?"
    docs = "https://scikit-learn.org/stable/modules/model_evaluation.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            best = min(rmse_by_version, key=rmse_by_version.get)
            if challenger_mae < champion_mae:
                promote(challenger)
            """,
            after=(
                """
                best = max(rmse_by_version, key=rmse_by_version.get)
                if challenger_mae < champion_mae:
                    promote(challenger)
                """,
                """
                best = min(rmse_by_version, key=rmse_by_version.get)
                if challenger_mae > champion_mae:
                    promote(challenger)
                """,
            ),
        ),
        Applies(
            before="""
            import mlflow
            best = min(runs, key=lambda run: run.data.metrics["val_loss"])
            if result.metrics["root_mean_squared_error"] <= 2.5 and ready:
                mlflow.register_model(uri, "eta")
            """,
            after=(
                """
                import mlflow
                best = max(runs, key=lambda run: run.data.metrics["val_loss"])
                if result.metrics["root_mean_squared_error"] <= 2.5 and ready:
                    mlflow.register_model(uri, "eta")
                """,
                """
                import mlflow
                best = min(runs, key=lambda run: run.data.metrics["val_loss"])
                if result.metrics["root_mean_squared_error"] >= 2.5 and ready:
                    mlflow.register_model(uri, "eta")
                """,
            ),
        ),
    ]
    leaves = [
        Leaves(
            """
            if challenger_auc < champion_auc:
                reject(challenger)
            best = min(prices, key=prices.get)
            smallest_loss = min(losses)
            best_fit = min(glosses, key=glosses.get)
            """
        ),
        Leaves(
            """
            best_loss = float("inf")
            for loss in losses:
                if loss < best_loss:
                    best_loss = loss
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if (
            isinstance(node.func, cst.Name)
            and node.func.value == "min"
            and self.qualified_name(node.func) is None
            and argument(node, "key") is not None
            and any(self._is_error(arg) for arg in node.args)
        ):
            yield node.with_changes(func=cst.Name("max"))

    def mutate_Comparison(self, node: cst.Comparison) -> Iterator[cst.Comparison]:
        if len(node.comparisons) != 1 or not self._decides(node):
            return
        target = node.comparisons[0]
        flipped = FLIPPED.get(type(target.operator))
        other = target.comparator
        is_limit = isinstance(other, cst.Integer | cst.Float) or self._is_error(other)
        if flipped is not None and is_limit and self._is_error(node.left):
            turned = target.with_changes(operator=flipped())
            yield node.with_changes(comparisons=[turned])

    def _is_error(self, node: cst.CSTNode) -> bool:
        return ERROR.search(self.program.module.code_for_node(node)) is not None

    def _decides(self, node: cst.Comparison) -> bool:
        """Whether an `if` outside loops asks this; in a loop it looks for the smallest itself."""
        decides = False
        for around in self.program.ancestors(node):
            if isinstance(around, cst.For | cst.While | cst.FunctionDef | cst.Lambda):
                return False
            decides = decides or isinstance(around, cst.If)
        return decides

"""Gives AutoML the target column as a second argument without a name.

Only the data set may be given that way: "takes 1 positional argument but 2 were given".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument

FUNCTIONS = (
    "databricks.automl.classify",
    "databricks.automl.forecast",
    "databricks.automl.regress",
)


def _without_name(arg: cst.Arg) -> cst.Arg:
    return arg.with_changes(keyword=None, equal=cst.MaybeSentinel.DEFAULT)


class AutomlTargetPositional(Mutator):
    id = "automl-target-positional"
    title = "The target without target_col="
    misconception = (
        "AutoML's functions take the data and the target column one after the other, as many "
        "fit functions do."
    )
    principle = (
        "Of the arguments of `classify`, `regress` and `forecast` only `dataset` can be given "
        "by its place. All others, `target_col` first, need their names."
    )
    hint = "Which arguments of an AutoML function can go without a name?"
    docs = "https://docs.databricks.com/machine-learning/automl/automl-api-reference.html"
    breaks = Raises("TypeError", match=r"takes 1 positional argument but \d+ .*were given")
    applies = [
        Applies(
            before="""
            from databricks import automl
            summary = automl.classify(df, target_col="churn", timeout_minutes=30)
            """,
            after="""
            from databricks import automl
            summary = automl.classify(df, "churn", timeout_minutes=30)
            """,
        ),
        Applies(
            before="""
            from databricks.automl import regress
            summary = regress(
                dataset=houses_df,
                target_col=target,
                primary_metric="r2",
            )
            """,
            after="""
            from databricks.automl import regress
            summary = regress(
                houses_df,
                target,
                primary_metric="r2",
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from databricks import automl
            automl.classify(target_col="churn", dataset=df)
            automl.classify(df, primary_metric="f1", target_col="churn")
            """
        ),
        Leaves('h2o.automl.classify(df, target_col="churn")'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, *FUNCTIONS) or len(node.args) < 2:
            return
        first, second = node.args[:2]
        if (
            argument(node, "dataset", 0) is first
            and argument(node, "target_col") is second
            and not first.star
        ):
            plain = [_without_name(first), _without_name(second)]
            yield node.with_changes(args=[*plain, *node.args[2:]])

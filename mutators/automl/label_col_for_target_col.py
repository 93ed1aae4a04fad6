"""Names AutoML's target column with `labelCol=`, as Spark ML does.

AutoML has no such argument: "got an unexpected keyword argument 'labelCol'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, rename_keyword

FUNCTIONS = (
    "databricks.automl.classify",
    "databricks.automl.forecast",
    "databricks.automl.regress",
)


class LabelColForTargetCol(Mutator):
    id = "label-col-for-target-col"
    title = "labelCol given to AutoML"
    misconception = "AutoML names the column to predict as the estimators of Spark ML do."
    principle = (
        "AutoML's argument for the column to predict is `target_col`. `labelCol` belongs to the "
        "estimators and evaluators of Spark ML."
    )
    hint = "Is AutoML one of Spark ML's estimators?"
    docs = "https://docs.databricks.com/machine-learning/automl/automl-api-reference.html"
    breaks = Raises("TypeError", match="unexpected keyword argument 'labelCol'")
    applies = [
        Applies(
            before="""
            from databricks import automl
            summary = automl.classify(df, target_col="churn")
            """,
            after="""
            from databricks import automl
            summary = automl.classify(df, labelCol="churn")
            """,
        ),
        Applies(
            before="""
            import databricks.automl as dba
            summary = dba.forecast(
                dataset=sales,
                target_col="units",
                time_col="week",
            )
            """,
            after="""
            import databricks.automl as dba
            summary = dba.forecast(
                dataset=sales,
                labelCol="units",
                time_col="week",
            )
            """,
        ),
    ]
    leaves = [
        Leaves('tuner.classify(df, target_col="churn")'),
        Leaves(
            """
            from databricks import automl
            automl.classify(df, **settings)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, *FUNCTIONS):
            call = rename_keyword(node, "target_col", "labelCol")
            if call is not None:
                yield call

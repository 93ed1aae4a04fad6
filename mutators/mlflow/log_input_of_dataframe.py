"""Gives `log_input` a pandas DataFrame, where it takes a dataset of MLflow.

It is asked for its truth on the way, as frames do not like to be: "The truth value of a DataFrame
is ambiguous".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value


class LogInputOfDataframe(Mutator):
    id = "log-input-of-dataframe"
    title = "log_input of a DataFrame"
    misconception = "`log_input` takes the DataFrame that the model is trained on."
    principle = (
        "`log_input` takes a dataset of `mlflow.data`, such as `mlflow.data.from_pandas(df)` "
        "makes. It keeps where the data comes from, its schema and a digest, not the rows."
    )
    hint = "What does MLflow keep of a data set, and what holds that?"
    docs = "https://mlflow.org/docs/latest/ml/dataset/"
    breaks = Raises("ValueError", match="The truth value of a DataFrame is ambiguous")
    applies = [
        Applies(
            before="""
            import mlflow
            days = mlflow.data.from_pandas(train_df, name="days_2025")
            mlflow.log_input(days, context="training")
            """,
            after="""
            import mlflow
            days = mlflow.data.from_pandas(train_df, name="days_2025")
            mlflow.log_input(train_df, context="training")
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            with mf.start_run():
                mf.log_input(dataset=mf.data.from_pandas(df=df, targets="pm25"))
            """,
            after="""
            import mlflow as mf
            with mf.start_run():
                mf.log_input(dataset=df)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.log_input(mlflow.data.from_spark(df), context="training")
            mlflow.log_input(dataset, context="training")
            """
        ),
        Leaves("tracker.log_input(data.from_pandas(df))"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        dataset = argument(node, "dataset", 0) if self.calls(node, "mlflow.log_input") else None
        if dataset is None:
            return
        made = self.program.value_of(dataset.value) or dataset.value
        if isinstance(made, cst.Call) and self.calls(made, "mlflow.data.from_pandas"):
            frame = argument(made, "df", 0)
            if frame is not None and isinstance(frame.value, cst.Name):
                yield replace_value(node, dataset, frame.value)

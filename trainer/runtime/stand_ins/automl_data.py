"""Reads AutoML's data sets, checks its arguments, and logs its trials to MLflow."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from trainer.runtime.stand_ins.automl_results import AutoMLSummary, TrialInfo
from trainer.runtime.stand_ins.catalogs import NotAvailableError, active_session

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

LOWER_IS_BETTER = ("log_loss", "mse", "rmse", "mae", "smape", "mdape")


def as_pandas(dataset: Any) -> pd.DataFrame:
    """The rows of a Spark, pandas or pandas-on-Spark frame, or of a table by its name."""
    import pandas as pd

    if isinstance(dataset, str):
        dataset = active_session().table(dataset)
    if isinstance(dataset, pd.DataFrame):
        return dataset.copy()
    for method in ("toPandas", "to_pandas"):
        if hasattr(dataset, method):
            frame: pd.DataFrame = getattr(dataset, method)()
            return frame
    raise TypeError(
        "dataset must be a Spark, pandas or pandas-on-Spark DataFrame or the name of a table, "
        f"not {type(dataset).__name__}."
    )


def check(
    rows: pd.DataFrame,
    columns: dict[str, Any],
    metric: str,
    metrics: tuple[str, ...],
    timeout_minutes: int | None,
) -> None:
    """Raises ValueError where an argument cannot be used; `columns` are named by arguments."""
    if metric not in metrics:
        raise ValueError(
            f"primary_metric {metric!r} is not supported here. Supported are {', '.join(metrics)}."
        )
    for argument, column in columns.items():
        for each in [column] if isinstance(column, str) else column or []:
            if each not in rows.columns:
                raise ValueError(
                    f"{argument}: dataset has no column {each!r}. It has {list(rows.columns)}."
                )
    if timeout_minutes is not None and timeout_minutes < 5:
        raise ValueError("timeout_minutes must be at least 5.")


def refuse(**arguments: Any) -> None:
    """Raises NotAvailableError for what is documented and has no part in this stand-in."""
    for name, value in arguments.items():
        if value is not None:
            raise NotAvailableError(f"{name} is not available in this stand-in.")


class Trials:
    """Logs trials as runs of an experiment of their own, and sums them up."""

    def __init__(
        self, task: str, target: str, metric: str, directory: str | None, name: str | None
    ) -> None:
        import mlflow

        self._metric = metric
        self._client = mlflow.MlflowClient()
        stem = name or f"automl_{task}_{target}"
        path = f"{directory or '/Users/learner/databricks_automl'}/{stem}"
        number = 1
        full = path
        while self._client.get_experiment_by_name(full) is not None:
            number += 1
            full = f"{path}-{number}"
        self._experiment = self._client.create_experiment(full)
        self._trials: list[TrialInfo] = []

    def add(
        self,
        description: str,
        params: dict[str, Any],
        metrics: dict[str, float],
        score: str,
        log: Callable[[], Any],
        started: float,
        preprocessors: str = "",
    ) -> None:
        """Logs a trial; `log` logs its model, `score` is the name of the metric that ranks it."""
        import mlflow

        # A run of the program's own may be open: it has nothing to do with this one.
        run = self._client.create_run(self._experiment, run_name=description.split("(")[0])
        with mlflow.start_run(run_id=run.info.run_id, nested=True):
            mlflow.log_params(params)
            mlflow.log_metrics(metrics)
            log()
        data = self._client.get_run(run.info.run_id).data
        self._trials.append(
            TrialInfo(
                notebook_path=None,
                notebook_url=None,
                artifact_uri=run.info.artifact_uri,
                mlflow_run_id=run.info.run_id,
                metrics=dict(data.metrics),
                params=dict(data.params),
                model_path=f"runs:/{run.info.run_id}/model",
                model_description=description,
                duration=f"{(time.monotonic() - started) / 60:.3f} minutes",
                preprocessors=preprocessors,
                evaluation_metric_score=metrics[score],
            )
        )

    def summary(self, output_table_name: str | None = None) -> AutoMLSummary:
        ranked = sorted(
            self._trials,
            key=lambda trial: trial.evaluation_metric_score,
            reverse=self._metric not in LOWER_IS_BETTER,
        )
        experiment = self._client.get_experiment(self._experiment)
        return AutoMLSummary(experiment, ranked, output_table_name)

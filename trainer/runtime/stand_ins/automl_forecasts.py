"""AutoML for time series: a seasonal naive model and a linear trend, ranked on the last steps."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import mlflow.pyfunc

from trainer.runtime.stand_ins.automl_data import Trials, as_pandas, check, refuse
from trainer.runtime.stand_ins.automl_results import AutoMLSummary

if TYPE_CHECKING:
    import pandas as pd

METRICS = ("smape", "mse", "rmse", "mae", "mdape")

_FREQUENCIES = {
    "D": "D d day days".split(),
    "W": "W w week weeks".split(),
    "MS": "M MS month months".split(),
    "QS": "Q QS quarter quarters".split(),
    "YS": "Y year years".split(),
    "h": "H h hour hours hr".split(),
    "min": "T min minute minutes m".split(),
    "s": "S s sec second seconds".split(),
}
_SEASONS = {"D": 7, "W": 52, "MS": 12, "QS": 4, "YS": 1, "h": 24, "min": 60, "s": 60}


class Forecaster(mlflow.pyfunc.PythonModel):  # type: ignore[misc]
    """Predicts a value for each time that is asked for, of each series."""

    def __init__(self, kind: str, step: str, time_col: str, identity: list[str]) -> None:
        self._kind, self._step = kind, step
        self._time, self._identity = time_col, identity
        self._series: dict[tuple[Any, ...], Any] = {}

    def fit(self, rows: pd.DataFrame, target: str) -> Forecaster:
        groups = rows.groupby(self._identity) if self._identity else [((), rows)]
        for key, group in groups:
            values = regular(group, self._time, target, self._step)
            self._series[_key(key)] = values
        return self

    def predict(self, context: Any, model_input: pd.DataFrame, params: Any = None) -> Any:
        import pandas as pd

        times = pd.to_datetime(model_input[self._time])
        keys: list[tuple[Any, ...]] = [()] * len(model_input)
        if self._identity:
            keys = [tuple(row) for row in model_input[self._identity].itertuples(index=False)]
        return [self._one(key, at) for key, at in zip(keys, times, strict=True)]

    def _one(self, key: tuple[Any, ...], at: Any) -> float:
        import numpy as np
        import pandas as pd

        values = self._series[key]
        last = values.index[-1]
        ahead = len(pd.date_range(last, at, freq=self._step)) - 1 if at > last else 0
        if self._kind == "linear trend":
            slope, level = np.polyfit(np.arange(len(values)), values.to_numpy(), 1)
            return float(level + slope * (len(values) - 1 + ahead))
        season = min(_SEASONS[self._step], len(values))
        position = len(values) - season + (ahead - 1) % season
        return float(values.iloc[position])


def _key(key: Any) -> tuple[Any, ...]:
    return key if isinstance(key, tuple) else (key,)


def regular(rows: pd.DataFrame, time_col: str, target: str, step: str) -> pd.Series:
    """A series with a value for each step; several are averaged, missing ones are filled."""
    import pandas as pd

    values = rows.groupby(pd.to_datetime(rows[time_col]))[target].mean().sort_index()
    return values.astype(float).resample(step).mean().ffill()


def run(
    dataset: Any,
    target: str,
    time_col: str,
    metric: str,
    frequency: str,
    horizon: int,
    identity: str | list[str] | None,
    timeout_minutes: int | None,
    experiment: tuple[str | None, str | None],
    output_database: str | None,
    sample_weight_col: str | None,
    **refused: Any,
) -> AutoMLSummary:
    import pandas as pd

    rows = as_pandas(dataset)
    named = [identity] if isinstance(identity, str) else list(identity or [])
    columns = {"target_col": target, "time_col": time_col, "identity_col": named}
    check(rows, columns, metric, METRICS, timeout_minutes)
    refuse(sample_weight_col=sample_weight_col, **refused)
    step = next((step for step, names in _FREQUENCIES.items() if frequency in names), None)
    if step is None:
        raise ValueError(f"frequency {frequency!r} is not supported.")
    if isinstance(horizon, bool) or not isinstance(horizon, int):
        raise TypeError(f"horizon must be an int, a number of steps, not {horizon!r}.")
    if horizon < 1:
        raise ValueError("horizon must be at least 1.")
    rows[time_col] = pd.to_datetime(rows[time_col])
    cut = rows[time_col].drop_duplicates().sort_values().iloc[:-horizon]
    if len(cut) < 2:
        raise ValueError(f"dataset is too short for a horizon of {horizon}.")
    known, held = rows[rows[time_col] <= cut.iloc[-1]], rows[rows[time_col] > cut.iloc[-1]]
    trials = Trials("forecast", target, metric, *experiment)
    models: dict[str, Forecaster] = {}
    for kind in ("seasonal naive", "linear trend"):
        started = time.monotonic()
        tried = Forecaster(kind, step, time_col, named).fit(known, target)
        measured = _measure(held[target].to_numpy(float), tried.predict(None, held))
        whole = models[kind] = Forecaster(kind, step, time_col, named).fit(rows, target)
        trials.add(
            description=kind,
            params={"frequency": frequency, "horizon": horizon, "model": kind},
            metrics=measured,
            score=f"val_{metric}",
            log=lambda whole=whole: _log(whole, rows[[time_col, *named]].head(3)),  # type: ignore[misc]
            started=started,
        )
    if output_database is None:
        return trials.summary()
    best = models[trials.summary().best_trial.params["model"]]
    return trials.summary(
        _save(best, rows, time_col, named, target, step, horizon, output_database)
    )


def _log(model: Forecaster, example: pd.DataFrame) -> None:
    from mlflow.models import infer_signature

    signature = infer_signature(example, model.predict(None, example))
    mlflow.pyfunc.log_model(name="model", python_model=model, signature=signature)


def _measure(actual: Any, predicted: Any) -> dict[str, float]:
    import numpy as np

    predicted = np.asarray(predicted, float)
    errors = np.abs(actual - predicted)
    sizes = (np.abs(actual) + np.abs(predicted)) / 2
    shares = np.divide(errors, sizes, out=np.zeros_like(errors), where=sizes > 0)
    parts = np.divide(errors, np.abs(actual), out=np.zeros_like(errors), where=actual != 0)
    mse = float(np.mean(errors**2))
    return {
        "val_smape": float(np.mean(shares)),
        "val_mdape": float(np.median(parts)),
        "val_mae": float(np.mean(errors)),
        "val_mse": mse,
        "val_rmse": mse**0.5,
    }


def _save(
    model: Forecaster,
    rows: pd.DataFrame,
    time_col: str,
    identity: list[str],
    target: str,
    step: str,
    horizon: int,
    database: str,
) -> str:
    """Writes the predictions for the coming steps to a table; its name."""
    import pandas as pd

    from trainer.runtime.stand_ins.catalogs import active_session

    last = rows[time_col].max()
    coming = pd.date_range(last, periods=horizon + 1, freq=step)[1:]
    asked = pd.DataFrame({time_col: coming})
    if identity:
        asked = rows[identity].drop_duplicates().merge(asked, how="cross")
    asked[target] = model.predict(None, asked)
    spark = active_session()
    spark.sql(f"CREATE DATABASE IF NOT EXISTS {database}")
    name = f"{database}.forecast_prediction_{target}"
    spark.createDataFrame(asked).write.mode("overwrite").saveAsTable(name)
    return name

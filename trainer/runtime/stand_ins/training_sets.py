"""Training sets, models that remember how their features are looked up, and scoring with them."""

from __future__ import annotations

from dataclasses import asdict
from types import ModuleType
from typing import TYPE_CHECKING, Any

from trainer.runtime.stand_ins.catalogs import NotAvailableError, active_session
from trainer.runtime.stand_ins.feature_lookups import FeatureLookup, Lookup, join, resolve
from trainer.runtime.stand_ins.feature_tables import as_list

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_METADATA = "stand_in_features"


class TrainingSet:
    """The rows with the features that are looked up for them; `load_df` joins them."""

    def __init__(
        self, df: DataFrame, lookups: list[Lookup], labels: list[str], excluded: list[str]
    ) -> None:
        self._df = df
        self._lookups = lookups
        self._labels = labels
        self._excluded = excluded

    def load_df(self) -> DataFrame:
        frame = self._df
        for lookup in self._lookups:
            frame = join(frame, lookup)
        inputs = [each for each in frame.columns if each not in (*self._labels, *self._excluded)]
        return frame.select(*inputs, *self._labels)


TrainingSet.__module__ = "databricks.feature_store.training_set"


def create(
    df: DataFrame,
    feature_lookups: Any,
    label: str | list[str] | None,
    exclude_columns: list[str] | None,
) -> TrainingSet:
    if not isinstance(feature_lookups, list):
        raise TypeError("'feature_lookups' must be a list.")
    for each in feature_lookups:
        if not isinstance(each, FeatureLookup):
            raise NotAvailableError(
                f"{type(each).__name__} is not available in this stand-in: only FeatureLookup is."
            )
    lookups = [resolve(each) for each in feature_lookups]
    labels = as_list(label)
    missing = [each for each in labels if each not in df.columns]
    if missing:
        raise ValueError(f"df lacks the label {missing}; it has {df.columns}.")
    outputs = [name for lookup in lookups for name in lookup.outputs.values()]
    twice = sorted({each for each in outputs if outputs.count(each) > 1})
    if twice:
        raise ValueError(f"Several lookups give the feature {twice}. Use rename_outputs.")
    both = [each for each in outputs if each in df.columns]
    if both:
        raise ValueError(
            f"df has columns with the names of looked-up features: {both}. Remove them from df or "
            "from the lookups."
        )
    for lookup in lookups:
        join(df, lookup)  # what it needs is missed now, not when the rows are loaded
    return TrainingSet(df, lookups, labels, list(exclude_columns or []))


def log_model(
    model: Any,
    artifact_path: str,
    flavor: ModuleType,
    training_set: TrainingSet | None,
    registered_model_name: str | None,
    await_registration_for: int,
    infer_input_example: bool,
    **kwargs: Any,
) -> None:
    """Logs a model with what it takes to look its features up again."""
    if training_set is not None:
        frame = training_set.load_df()
        inputs = [each for each in frame.columns if each not in training_set._labels]
        kwargs.setdefault("signature", _signature(frame, training_set))
        if infer_input_example:
            kwargs.setdefault("input_example", frame.select(*inputs).limit(5).toPandas())
        kwargs["metadata"] = {
            **(kwargs.get("metadata") or {}),
            _METADATA: {
                "inputs": inputs,
                "lookups": [asdict(each) for each in training_set._lookups],
            },
        }
    # Of all flavours only this one does not take the model first.
    logged = {"python_model": model} if flavor.__name__ == "mlflow.pyfunc" else {}
    flavor.log_model(
        *(() if logged else (model,)),
        **logged,
        name=artifact_path,
        registered_model_name=registered_model_name,
        await_registration_for=await_registration_for,
        **kwargs,
    )


def _signature(frame: DataFrame, training_set: TrainingSet) -> Any:
    from mlflow.models import infer_signature

    rows = frame.limit(100).toPandas()
    labels = training_set._labels
    return infer_signature(rows.drop(columns=labels), rows[labels] if labels else None)


def score_batch(model_uri: str, df: DataFrame, result_type: str, env_manager: str) -> DataFrame:
    """Looks up what `df` does not hold itself, and adds the column `prediction`."""
    import mlflow
    from mlflow.models import Model
    from pyspark.sql import functions as f

    folder = mlflow.artifacts.download_artifacts(artifact_uri=model_uri)
    kept = (Model.load(folder).metadata or {}).get(_METADATA)
    if kept is None:
        raise ValueError(
            f"The model {model_uri!r} holds no features to look up. Log it with log_model of the "
            "feature client, with its training set."
        )
    frame = df
    for data in kept["lookups"]:
        lookup = Lookup(**data)
        # Columns that are given take the place of looked-up ones.
        wanted = {old: new for old, new in lookup.outputs.items() if new not in df.columns}
        if wanted:
            frame = join(frame, Lookup(**{**data, "outputs": wanted}))
    missing = [each for each in kept["inputs"] if each not in frame.columns]
    if missing:
        raise ValueError(f"df lacks the columns {missing}, which the model {model_uri!r} needs.")
    predict = mlflow.pyfunc.spark_udf(
        active_session(), folder, result_type=result_type, env_manager=env_manager
    )
    return frame.withColumn("prediction", predict(f.struct(*kept["inputs"])))

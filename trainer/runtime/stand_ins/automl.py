"""AutoML's three functions, with the arguments that the API reference of Databricks lists."""

from __future__ import annotations

from typing import Any

from trainer.runtime.stand_ins import automl_tables
from trainer.runtime.stand_ins.automl_results import AutoMLSummary


def classify(
    dataset: Any,
    *,
    target_col: str,
    primary_metric: str = "f1",
    data_dir: str | None = None,
    experiment_dir: str | None = None,
    experiment_name: str | None = None,
    exclude_cols: list[str] | None = None,
    exclude_frameworks: list[str] | None = None,
    feature_store_lookups: list[dict[str, Any]] | None = None,
    imputers: dict[str, Any] | None = None,
    pos_label: int | bool | str | None = None,
    time_col: str | None = None,
    split_col: str | None = None,
    sample_weight_col: str | None = None,
    timeout_minutes: int | None = None,
) -> AutoMLSummary:
    return automl_tables.run(
        "classify",
        dataset,
        target_col,
        primary_metric,
        {
            "exclude_cols": exclude_cols,
            "time_col": time_col,
            "split_col": split_col,
            "sample_weight_col": sample_weight_col,
        },
        timeout_minutes,
        (experiment_dir, experiment_name),
        exclude_frameworks,
        pos_label,
        feature_store_lookups=feature_store_lookups,
        imputers=imputers,
    )


def regress(
    dataset: Any,
    *,
    target_col: str,
    primary_metric: str = "r2",
    data_dir: str | None = None,
    experiment_dir: str | None = None,
    experiment_name: str | None = None,
    exclude_cols: list[str] | None = None,
    exclude_frameworks: list[str] | None = None,
    feature_store_lookups: list[dict[str, Any]] | None = None,
    imputers: dict[str, Any] | None = None,
    time_col: str | None = None,
    split_col: str | None = None,
    sample_weight_col: str | None = None,
    timeout_minutes: int | None = None,
) -> AutoMLSummary:
    return automl_tables.run(
        "regress",
        dataset,
        target_col,
        primary_metric,
        {
            "exclude_cols": exclude_cols,
            "time_col": time_col,
            "split_col": split_col,
            "sample_weight_col": sample_weight_col,
        },
        timeout_minutes,
        (experiment_dir, experiment_name),
        exclude_frameworks,
        feature_store_lookups=feature_store_lookups,
        imputers=imputers,
    )


def forecast(
    dataset: Any,
    *,
    target_col: str,
    time_col: str,
    primary_metric: str = "smape",
    country_code: str = "US",
    frequency: str = "D",
    horizon: int = 1,
    data_dir: str | None = None,
    experiment_dir: str | None = None,
    experiment_name: str | None = None,
    exclude_frameworks: list[str] | None = None,
    feature_store_lookups: list[dict[str, Any]] | None = None,
    identity_col: str | list[str] | None = None,
    sample_weight_col: str | None = None,
    output_database: str | None = None,
    timeout_minutes: int | None = None,
) -> AutoMLSummary:
    from trainer.runtime.stand_ins import automl_forecasts

    return automl_forecasts.run(
        dataset,
        target_col,
        time_col,
        primary_metric,
        frequency,
        horizon,
        identity_col,
        timeout_minutes,
        (experiment_dir, experiment_name),
        output_database,
        sample_weight_col,
        feature_store_lookups=feature_store_lookups,
    )


for _function in (classify, regress, forecast):
    _function.__module__ = "databricks.automl"

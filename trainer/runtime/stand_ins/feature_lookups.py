"""What a training set is made of: lookups in feature tables, and the joins that they mean.

Arguments and messages of FeatureLookup are those that the real client was seen to have.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from trainer.runtime.stand_ins import feature_tables
from trainer.runtime.stand_ins.catalogs import active_session
from trainer.runtime.stand_ins.feature_tables import as_list

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_OLD_NAMES = ("feature_name", "output_name")


class FeatureLookup:
    """Which features of a table to look up, by which columns of the rows."""

    def __init__(
        self,
        table_name: str,
        lookup_key: str | list[str],
        *,
        feature_names: str | list[str] | None = None,
        rename_outputs: dict[str, str] | None = None,
        timestamp_lookup_key: str | None = None,
        lookback_window: timedelta | None = None,
        **kwargs: Any,
    ) -> None:
        unknown = [name for name in kwargs if name not in _OLD_NAMES]
        if unknown:
            raise TypeError(f"FeatureLookup got unexpected keyword argument(s): {unknown}")
        if rename_outputs is not None and not isinstance(rename_outputs, dict):
            raise ValueError(f"Unexpected type for rename_outputs: {type(rename_outputs)}")
        keys = as_list(timestamp_lookup_key)
        if len(keys) > 1:
            raise ValueError("Setting multiple timestamp lookup keys is not supported.")
        if lookback_window is not None:
            _check_window(lookback_window, bool(keys))
        names = as_list(feature_names) or as_list(kwargs.get("feature_name"))
        self.table_name = table_name
        self.lookup_key = lookup_key
        self.feature_names = names or None
        self.rename_outputs = dict(rename_outputs or {})
        if kwargs.get("output_name") and names:
            self.rename_outputs[names[0]] = kwargs["output_name"]
        self.timestamp_lookup_key = keys[0] if keys else None
        self.lookback_window = lookback_window


FeatureLookup.__module__ = "databricks.feature_store.entities.feature_lookup"


def _check_window(window: Any, in_time: bool) -> None:
    if not isinstance(window, timedelta) or window < timedelta(0):
        raise ValueError(
            f"Unexpected value for lookback_window: {window}, only non-negative datetime.timedelta "
            "allowed."
        )
    if not in_time:
        raise ValueError(
            f"Unexpected lookback_window value: {window}, lookback windows can only be applied on "
            "time series feature tables. Use timestamp_lookup_key to perform point-in-time lookups "
            "with lookback window."
        )


@dataclass(frozen=True)
class Lookup:
    """A lookup with nothing left open, as it is kept with a model: plain data."""

    table: str
    keys: list[str]
    primary_keys: list[str]
    outputs: dict[str, str]
    """Feature to the name that it gets."""
    time: str | None = None
    table_time: str | None = None
    window: float | None = None
    """Seconds."""


def resolve(lookup: FeatureLookup) -> Lookup:
    """Holds a lookup against its table. Raises ValueError."""
    table = feature_tables.get(lookup.table_name)
    keys = as_list(lookup.lookup_key)
    if len(keys) != len(table.entity_keys):
        raise ValueError(
            f"{lookup.table_name!r} has the primary keys {table.entity_keys}: lookup_key must name "
            f"{len(table.entity_keys)} columns for them, and names {keys}."
        )
    if table.timestamp_keys and lookup.timestamp_lookup_key is None:
        raise ValueError(
            f"{lookup.table_name!r} is a time series feature table: timestamp_lookup_key must be "
            "given."
        )
    if lookup.timestamp_lookup_key is not None and not table.timestamp_keys:
        raise ValueError(
            f"{lookup.table_name!r} is no time series feature table: timestamp_lookup_key cannot "
            "be used."
        )
    names = lookup.feature_names or table.features
    unknown = [name for name in names if name not in table.features]
    if unknown:
        raise ValueError(f"{lookup.table_name!r} has no features {unknown}, but {table.features}.")
    window = lookup.lookback_window
    return Lookup(
        table=lookup.table_name,
        keys=keys,
        primary_keys=table.entity_keys,
        outputs={name: lookup.rename_outputs.get(name, name) for name in names},
        time=lookup.timestamp_lookup_key,
        table_time=table.timestamp_keys[0] if table.timestamp_keys else None,
        window=None if window is None else window.total_seconds(),
    )


def join(df: DataFrame, lookup: Lookup) -> DataFrame:
    """Adds the looked-up features; null where the table has no row for the keys."""
    from pyspark.sql import functions as f

    needed = [*lookup.keys, *([lookup.time] if lookup.time else [])]
    missing = [each for each in needed if each not in df.columns]
    if missing:
        raise ValueError(f"df lacks the columns {missing}, by which {lookup.table!r} is looked up.")
    table = active_session().table(lookup.table)
    own = [f"__key_{number}" for number in range(len(lookup.primary_keys))]
    features = table.select(
        *(f.col(key).alias(name) for key, name in zip(lookup.primary_keys, own, strict=True)),
        *([f.col(lookup.table_time).alias("__time")] if lookup.table_time else []),
        *(f.col(feature).alias(name) for feature, name in lookup.outputs.items()),
    )
    if lookup.time is None:
        found = features.dropDuplicates(own)
        return df.join(found, _equal(df, found, lookup.keys, own), "left").drop(*own)
    found = _as_of(df, features, lookup, own)
    names = [*own, "__at"]
    return df.join(found, _equal(df, found, needed, names), "left").drop(*names)


def _as_of(df: DataFrame, features: DataFrame, lookup: Lookup, own: list[str]) -> DataFrame:
    """For each of the keys and times in `df`, the newest features that are not newer."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    asked = df.select(
        *(f.col(key).alias(f"{name}_asked") for key, name in zip(lookup.keys, own, strict=True)),
        f.col(lookup.time or "").alias("__at"),
    ).distinct()
    condition = f.col("__time") <= f.col("__at")
    for name in own:
        condition &= f.col(f"{name}_asked") == f.col(name)
    if lookup.window is not None:
        oldest = f.col("__at") - f.expr(f"INTERVAL {lookup.window} SECOND")
        condition &= f.col("__time") >= oldest
    newest = Window.partitionBy(*own, "__at").orderBy(f.col("__time").desc())
    return (
        asked.join(features, condition)
        .withColumn("__rank", f.row_number().over(newest))
        .where("__rank = 1")
        .drop("__rank", "__time", *(f"{name}_asked" for name in own))
    )


def _equal(left: DataFrame, right: DataFrame, names: list[str], others: list[str]) -> Any:
    from functools import reduce

    pairs = zip(names, others, strict=True)
    return reduce(lambda a, b: a & b, (left[name] == right[other] for name, other in pairs))

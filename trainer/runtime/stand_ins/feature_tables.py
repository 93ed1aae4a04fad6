"""Feature tables: Spark tables that know their primary keys, made, written and read.

What makes a table a feature table is kept among the table's own properties, so that it lives and
ends with it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from functools import reduce
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from trainer.runtime.stand_ins.catalogs import NotAvailableError, active_session, ensure_schema

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_PROPERTY = "stand-in.features"
_TYPES = (
    "IntegerType LongType FloatType DoubleType StringType BooleanType DateType TimestampType "
    "ShortType ArrayType MapType BinaryType DecimalType StructType"
).split()


@dataclass
class FeatureTable:
    """What is known of a feature table; Databricks calls the class by the same name."""

    name: str
    table_id: str
    description: str | None
    primary_keys: list[str]
    partition_columns: list[str]
    features: list[str]
    creation_timestamp: int | None = None
    timestamp_keys: list[str] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)
    online_stores: list[Any] = field(default_factory=list)

    @property
    def entity_keys(self) -> list[str]:
        """The primary keys without the time."""
        return [key for key in self.primary_keys if key not in self.timestamp_keys]


FeatureTable.__module__ = "databricks.feature_store.entities.feature_table"


def as_list(value: Any) -> list[str]:
    """One name or several, as the clients take them."""
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)


def create(
    name: str,
    primary_keys: list[str],
    df: DataFrame | None,
    schema: Any,
    timestamp_keys: list[str],
    partition_columns: list[str],
    description: str | None,
    tags: dict[str, str] | None,
) -> FeatureTable:
    spark = active_session()
    if df is None and schema is None:
        raise ValueError("Either schema or df must be provided.")
    fields = {each.name: each.dataType for each in (schema or df.schema).fields}  # type: ignore[union-attr]
    _check_columns(fields, primary_keys, timestamp_keys, partition_columns)
    if "." in name and name.count(".") == 2:
        catalog, database, _ = name.split(".")
        ensure_schema(catalog, database)
    if spark.catalog.tableExists(name):
        raise ValueError(
            f"The feature table {name!r} exists already. Use write_table to update it."
        )
    frame = spark.createDataFrame([], schema) if df is None else df
    table = FeatureTable(
        name=name,
        table_id=name,
        description=description,
        primary_keys=primary_keys,
        partition_columns=partition_columns,
        features=[each for each in fields if each not in primary_keys],
        timestamp_keys=timestamp_keys,
        tags=dict(tags or {}),
    )
    _save(table, frame)
    return get(name)


def _check_columns(
    fields: dict[str, Any], keys: list[str], timestamp_keys: list[str], partitions: list[str]
) -> None:
    for what, columns in (
        ("primary_keys", keys),
        ("the time series column", timestamp_keys),
        ("partition_columns", partitions),
    ):
        missing = [each for each in columns if each not in fields]
        if missing:
            raise ValueError(
                f"{what}: {missing} are not among the table's columns, {list(fields)}."
            )
    if not keys:
        raise ValueError("primary_keys: a feature table has at least one.")
    if len(timestamp_keys) > 1:
        raise ValueError("A feature table has one time series column at most.")
    outside = [each for each in timestamp_keys if each not in keys]
    if outside:
        raise ValueError(f"The time series column {outside[0]!r} must be one of the primary_keys.")
    for column in timestamp_keys:
        if type(fields[column]).__name__ not in ("TimestampType", "DateType"):
            raise ValueError(f"The time series column {column!r} is neither timestamp nor date.")
    for column, type_ in fields.items():
        if type(type_).__name__ not in _TYPES:
            raise ValueError(f"The column {column!r} has an unsupported type: {type_}.")


def write(name: str, df: DataFrame, mode: str) -> None:
    """Merges rows into a table by its primary keys, or replaces all of its rows."""
    table = get(name)
    if df.isStreaming:
        raise NotAvailableError("write_table of a stream is not available in this stand-in.")
    missing = [key for key in table.primary_keys if key not in df.columns]
    if missing:
        raise ValueError(f"df lacks the primary keys {missing} of the feature table {name!r}.")
    frame = _merged(table, df) if mode == "merge" else df
    _save(table, frame, replace=True)


def _merged(table: FeatureTable, df: DataFrame) -> DataFrame:
    from pyspark.sql import functions as f

    keys = table.primary_keys
    old = active_session().table(table.name)
    matched = df.join(old.select(*keys), keys, "left_semi")
    if matched.groupBy(*keys).count().where("count > 1").limit(1).count():
        raise ValueError(
            f"df has several rows with the same {keys}, which match one row of {table.name!r}."
        )
    for column in old.columns:
        if column in df.columns:
            df = df.withColumn(column, f.col(column).cast(old.schema[column].dataType))
    absent = [each for each in old.columns if each not in df.columns]
    added = [each for each in df.columns if each not in old.columns]
    new = df.join(old.select(*keys, *absent), keys, "left") if absent else df
    columns = [*old.columns, *added]
    kept = old.join(df.select(*keys), keys, "left_anti")
    kept = reduce(lambda frame, each: frame.withColumn(each, f.lit(None)), added, kept)
    return new.select(*columns).unionByName(kept.select(*columns))


def _save(table: FeatureTable, frame: DataFrame, replace: bool = False) -> None:
    spark = active_session()
    # Each state of a table has files of its own: frames that were made of an earlier one can still
    # be evaluated, as with Delta.
    place = f"{spark.conf.get('spark.sql.warehouse.dir')}/{table.name}/{uuid4()}"
    frame.write.parquet(place)
    name = _in_session(table.name)
    if replace:
        spark.sql(f"DROP TABLE {name}")
    spark.catalog.createTable(name, path=place, source="parquet", schema=frame.schema)
    table.features = [each for each in frame.columns if each not in table.primary_keys]
    keep(table)


def keep(table: FeatureTable) -> None:
    """Keeps what is known of a table among its properties."""
    text = json.dumps(asdict(table)).replace("\\", "\\\\").replace("'", "\\'")
    active_session().sql(
        f"ALTER TABLE {_in_session(table.name)} SET TBLPROPERTIES ('{_PROPERTY}' = '{text}')"
    )


def _in_session(name: str) -> str:
    """The name of a table in the session catalog, which knows no other catalogs."""
    return ".".join(f"`{part}`" for part in name.split(".")[-2:])


def get(name: str) -> FeatureTable:
    spark = active_session()
    if not spark.catalog.tableExists(name):
        raise ValueError(f"Unable to find the feature table {name!r}.")
    rows = spark.sql(f"SHOW TBLPROPERTIES {_in_session(name)}").collect()
    found = {row["key"]: row["value"] for row in rows}.get(_PROPERTY)
    if found is None:
        raise ValueError(f"The table {name!r} has no primary keys: it is no feature table.")
    return FeatureTable(**json.loads(found))


def drop(name: str) -> None:
    get(name)
    active_session().sql(f"DROP TABLE {_in_session(name)}")

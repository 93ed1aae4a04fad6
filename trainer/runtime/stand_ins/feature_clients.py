"""The two feature clients: that for Unity Catalog, and FeatureStoreClient, which came before.

What needs an online store or a serving endpoint says that it is not available.
"""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any

from trainer.runtime.stand_ins import feature_tables, training_sets
from trainer.runtime.stand_ins.catalogs import NotAvailableError, active_session
from trainer.runtime.stand_ins.feature_lookups import FeatureLookup
from trainer.runtime.stand_ins.feature_tables import FeatureTable, as_list
from trainer.runtime.stand_ins.training_sets import TrainingSet

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_TRIGGER = {"processingTime": "5 seconds"}


def _known(method: str, given: dict[str, Any], allowed: tuple[str, ...]) -> None:
    unknown = [name for name in given if name not in allowed]
    if unknown:
        raise TypeError(f"{method} got unexpected keyword argument(s): {unknown}")


def _no_online_store(what: str) -> NotAvailableError:
    return NotAvailableError(
        f"{what} needs an online store of Databricks, which this stand-in does not have."
    )


class FeatureEngineeringClient:
    """Feature tables in Unity Catalog; all arguments are given by name."""

    def __init__(self, *, model_registry_uri: str | None = None) -> None:
        self._model_registry_uri = model_registry_uri

    def create_table(
        self,
        *,
        name: str,
        primary_keys: str | list[str],
        df: DataFrame | None = None,
        timeseries_column: str | None = None,
        partition_columns: str | list[str] | None = None,
        schema: Any = None,
        description: str | None = None,
        tags: dict[str, str] | None = None,
        **kwargs: Any,
    ) -> FeatureTable:
        old = ("timeseries_columns", "timestamp_keys")
        _known("create_table", kwargs, old)
        times = as_list(timeseries_column)
        for each in old:
            times = times or as_list(kwargs.get(each))
        return feature_tables.create(
            _full_name(name),
            as_list(primary_keys),
            df,
            schema,
            times,
            as_list(partition_columns),
            description,
            tags,
        )

    def write_table(
        self,
        *,
        name: str,
        df: DataFrame,
        mode: str = "merge",
        checkpoint_location: str | None = None,
        trigger: dict[str, Any] = _TRIGGER,
    ) -> None:
        if mode == "overwrite":
            raise NotAvailableError(
                "mode='overwrite' of this client is not available in this stand-in: its "
                "documentation was not found."
            )
        if mode != "merge":
            raise ValueError(f"Unsupported mode {mode!r}: use 'merge'.")
        feature_tables.write(_full_name(name), df, mode)

    def read_table(self, *, name: str, **kwargs: Any) -> DataFrame:
        _known("read_table", kwargs, ())
        feature_tables.get(_full_name(name))
        return active_session().table(name)

    def get_table(self, *, name: str) -> FeatureTable:
        return feature_tables.get(_full_name(name))

    def drop_table(self, *, name: str) -> None:
        feature_tables.drop(_full_name(name))

    def set_feature_table_tag(self, *, name: str, key: str, value: str) -> None:
        table = feature_tables.get(_full_name(name))
        table.tags[key] = value
        feature_tables.keep(table)

    def delete_feature_table_tag(self, *, name: str, key: str) -> None:
        table = feature_tables.get(_full_name(name))
        table.tags.pop(key, None)
        feature_tables.keep(table)

    def create_training_set(
        self,
        *,
        df: DataFrame,
        feature_lookups: list[FeatureLookup] | None = None,
        label: str | list[str] | None,
        exclude_columns: list[str] | None = None,
        feature_spec: Any = None,
        features: Any = None,
        **kwargs: Any,
    ) -> TrainingSet:
        if feature_lookups is None and (feature_spec is not None or features is not None):
            raise NotAvailableError(
                "feature_spec and features are not available in this stand-in: use feature_lookups."
            )
        if feature_lookups is None:
            raise ValueError(
                "One of 'feature_lookups', 'feature_spec', or 'features' must be provided."
            )
        _known("create_training_set", kwargs, ("use_spark_native_join",))
        return training_sets.create(df, feature_lookups, label, exclude_columns)

    def log_model(
        self,
        *,
        model: Any,
        artifact_path: str,
        flavor: ModuleType,
        training_set: TrainingSet | None = None,
        registered_model_name: str | None = None,
        await_registration_for: int = 300,
        infer_input_example: bool = False,
        **kwargs: Any,
    ) -> None:
        training_sets.log_model(
            model,
            artifact_path,
            flavor,
            training_set,
            registered_model_name,
            await_registration_for,
            infer_input_example,
            **kwargs,
        )

    def score_batch(
        self, *, model_uri: str, df: DataFrame, result_type: str = "double", **kwargs: Any
    ) -> DataFrame:
        _known("score_batch", kwargs, ("env_manager", "use_spark_native_join"))
        return training_sets.score_batch(
            model_uri, df, result_type, kwargs.get("env_manager", "local")
        )

    def publish_table(self, **kwargs: Any) -> None:
        raise _no_online_store("publish_table")

    def create_feature_spec(self, **kwargs: Any) -> None:
        raise NotAvailableError("create_feature_spec is not available in this stand-in.")

    def create_feature_serving_endpoint(self, **kwargs: Any) -> None:
        raise NotAvailableError("Serving endpoints are not available in this stand-in.")


FeatureEngineeringClient.__module__ = "databricks.feature_engineering.client"


class FeatureStoreClient:
    """Feature tables of a workspace, before Unity Catalog."""

    def __init__(
        self, feature_store_uri: str | None = None, model_registry_uri: str | None = None
    ) -> None:
        self._model_registry_uri = model_registry_uri

    def create_table(
        self,
        name: str,
        primary_keys: str | list[str],
        df: DataFrame | None = None,
        *,
        timestamp_keys: str | list[str] | None = None,
        partition_columns: str | list[str] | None = None,
        schema: Any = None,
        description: str | None = None,
        tags: dict[str, str] | None = None,
        **kwargs: Any,
    ) -> FeatureTable:
        _known("create_table", kwargs, ("path",))
        _check_database(name)
        keys, times = as_list(primary_keys), as_list(timestamp_keys)
        # In a workspace the time may be named apart from the keys.
        keys += [each for each in times if each not in keys]
        partitions = as_list(partition_columns)
        return feature_tables.create(name, keys, df, schema, times, partitions, description, tags)

    def write_table(
        self,
        name: str,
        df: DataFrame,
        mode: str = "merge",
        checkpoint_location: str | None = None,
        trigger: dict[str, Any] = _TRIGGER,
    ) -> None:
        if mode not in ("merge", "overwrite"):
            raise ValueError(f"Unsupported mode {mode!r}: use 'merge' or 'overwrite'.")
        feature_tables.write(name, df, mode)

    def read_table(self, name: str, as_of_delta_timestamp: Any = None, **kwargs: Any) -> DataFrame:
        if as_of_delta_timestamp is not None:
            raise NotAvailableError("as_of_delta_timestamp needs Delta, which is not here.")
        feature_tables.get(name)
        return active_session().table(name)

    def get_table(self, name: str) -> FeatureTable:
        return feature_tables.get(name)

    def drop_table(self, name: str) -> None:
        feature_tables.drop(name)

    def create_training_set(
        self,
        df: DataFrame,
        feature_lookups: list[FeatureLookup],
        label: str | list[str] | None,
        exclude_columns: list[str] | None = None,
        **kwargs: Any,
    ) -> TrainingSet:
        return training_sets.create(df, feature_lookups, label, exclude_columns)

    def log_model(
        self,
        model: Any,
        artifact_path: str,
        *,
        flavor: ModuleType,
        training_set: TrainingSet | None = None,
        registered_model_name: str | None = None,
        await_registration_for: int = 300,
        **kwargs: Any,
    ) -> None:
        infer = bool(kwargs.pop("infer_input_example", False))
        training_sets.log_model(
            model,
            artifact_path,
            flavor,
            training_set,
            registered_model_name,
            await_registration_for,
            infer,
            **kwargs,
        )

    def score_batch(self, model_uri: str, df: DataFrame, result_type: str = "double") -> DataFrame:
        return training_sets.score_batch(model_uri, df, result_type, "local")

    def publish_table(self, *args: Any, **kwargs: Any) -> None:
        raise _no_online_store("publish_table")


FeatureStoreClient.__module__ = "databricks.feature_store.client"


def _full_name(name: str) -> str:
    if name.count(".") != 2:
        raise ValueError(
            f"{name!r} is no table in Unity Catalog: its name is <catalog>.<schema>.<table>."
        )
    return name


def _check_database(name: str) -> None:
    if name.count(".") == 1 and not active_session().catalog.databaseExists(name.split(".")[0]):
        raise ValueError(f"The database {name.split('.')[0]!r} does not exist: create it first.")

"""Three-level names in plain Spark: a catalog that is another name of the session's own.

Spark resolves `ml.features.customers` by asking the catalog `ml` for `features.customers`. An entry
in the session's catalog manager that leads to the session catalog makes all of Spark understand
such names, SQL included. So one name of a schema can be in one catalog only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_PROPERTY = "stand-in.catalog"


class NotAvailableError(NotImplementedError):
    """What Databricks does and a stand-in cannot."""


def active_session() -> SparkSession:
    from pyspark.sql import SparkSession

    return SparkSession.builder.getOrCreate()


def ensure_schema(catalog: str, schema: str) -> None:
    """Makes a catalog and a schema in it known, if they are not."""
    spark = active_session()
    session_catalog = spark._jsparkSession.sessionState().catalog()
    owner = _owner(session_catalog, schema) if session_catalog.databaseExists(schema) else None
    if owner not in (None, catalog):
        raise NotAvailableError(
            f"The schema {schema!r} is in the catalog {owner!r} already. This stand-in has one "
            "catalog for a schema's name: take another name for the schema."
        )
    manager = spark._jsparkSession.sessionState().catalogManager()
    field = manager.getClass().getDeclaredField("catalogs")
    field.setAccessible(True)
    field.get(manager).put(catalog, manager.v2SessionCatalog())
    if owner is None and schema != "default":
        spark.sql(f"CREATE SCHEMA IF NOT EXISTS `{schema}`")
        spark.sql(f"ALTER SCHEMA `{schema}` SET DBPROPERTIES ('{_PROPERTY}' = '{catalog}')")


def _owner(session_catalog: object, schema: str) -> str | None:
    properties = session_catalog.getDatabaseMetadata(schema).properties()  # type: ignore[attr-defined]
    found = properties.get(_PROPERTY)
    return str(found.get()) if found.isDefined() else None

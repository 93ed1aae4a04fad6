"""What programs share through Spark's JVM, how it is put back, and what cannot be.

The classes and fields are those of Spark 4.3 (`javap -p` of spark-sql and spark-catalyst). Each
collection is copied inside the JVM and compared there, so that looking costs some 40 short calls.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from trainer.runtime.java_objects import Held
from trainer.runtime.kept import Kept, field_value, iterate, kept_field, kept_map

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


CANCEL_SECONDS = 5.0
"""Until jobs that were cancelled have ended."""


class SparkState:
    """The state of a session and of all that sessions share, as it was when this was made."""

    def __init__(self, session: SparkSession, held: Held | None = None) -> None:
        """`held` is what the program has in the JVM besides."""
        self._session = session
        self._params = held.params if held else []
        self._broadcasts = held.broadcasts if held else []
        self._jvm: Any = session._jvm
        self._context = session.sparkContext._jsc.sc()
        self._kind = session._get_j_spark_session_class(self._jvm)
        shared = session._jsparkSession.sharedState()
        state = session._jsparkSession.sessionState()
        self._catalog = state.catalog()
        self._catalogs = state.catalogManager()
        self._streams = shared.activeStreamingQueries()
        self._running = self.streams
        databases = field_value(shared.externalCatalog().unwrapped(), "catalog")
        self._tables = [kept_map(databases), *_inside(databases)]
        self._rest = [
            kept_map(self._catalog.tempViews()),
            kept_map(field_value(shared.globalTempViewManager(), "viewDefinitions")),
            kept_map(state.functionRegistry().functionBuilders()),
            kept_map(state.tableFunctionRegistry().functionBuilders()),
            kept_map(field_value(self._catalogs.tempVariableManager(), "variables")),
            kept_map(field_value(self._catalogs, "catalogs")),
            kept_field(self._catalogs, "_currentCatalogName"),
            kept_field(self._catalogs, "_currentNamespace"),
            kept_field(self._catalogs, "_sessionPath"),
            kept_field(self._catalog, "currentDb"),
            kept_field(state.streamingQueryManager(), "lastTerminatedQueryException"),
            kept_field(self._context, "checkpointDir"),
        ]
        self._settings = state.conf().settings()
        self._settings_copy = self._jvm.java.util.HashMap(self._settings)
        self._cached = kept_field(shared.cacheManager(), "cachedData")
        self._rdds = self._persistent()
        self._properties = self._context.getLocalProperties().clone()
        self._active = self._kind.getActiveSession()
        self._system = self._jvm.System.getProperties().clone()
        self._facts = self._take_facts()

    @property
    def streams(self) -> int:
        """How many streaming queries run now."""
        return int(self._streams.size())

    def resume(self) -> None:
        """Gives this process's thread in the JVM what the thread had when this was made.

        A forked process speaks to a new thread, which knows no active session and no job group.
        """
        self._context.setLocalProperties(self._properties.clone())
        if self._active.isDefined():
            self._kind.setActiveSession(self._active.get())

    def restore(self) -> list[str]:
        """Puts back what can be; says what could not, in words: such a JVM must not be used on."""
        if self._context.isStopped():
            return ["the Spark context was stopped"]
        self._end_activity()
        for kept in (*self._tables, *self._rest, *self._params):
            kept.put_back()
        # Lists of a table's files, which may have changed while the table did not.
        self._catalog.invalidateAllCachedTables()
        if not self._settings.equals(self._settings_copy):
            self._settings.clear()
            self._settings.putAll(self._settings_copy)
        self._put_back_caches()
        self._kind.setDefaultSession(self._session._jsparkSession)
        if not self._jvm.System.getProperties().equals(self._system):
            self._jvm.System.setProperties(self._system.clone())
        now = self._take_facts()
        spoilt = [f"{name} changed" for name, fact in self._facts.items() if now[name] != fact]
        if not self._rdds <= self._persistent():
            spoilt.append("what was cached has been released")
        return spoilt

    def _take_facts(self) -> dict[str, Any]:
        """What can be compared but not be put back."""
        configuration = self._context.hadoopConfiguration()
        return {
            "the number of streaming queries": self.streams,
            "Hadoop's configuration": configuration.getPropsWithPrefix("").hashCode(),
            "what Spark distributes": (
                self._context.listFiles().toString() + self._context.listJars().toString()
            ),
            "what is broadcast": [each.isValid() for each in self._broadcasts],
        }

    def _end_activity(self) -> None:
        """Ends jobs and streams that a run left behind."""
        if self.streams > self._running:
            for query in list(self._streams.values()):
                query.stop()
        tracker = self._context.statusTracker()
        if len(tracker.getActiveJobIds()):
            self._context.cancelAllJobs()
            deadline = time.monotonic() + CANCEL_SECONDS
            while len(tracker.getActiveJobIds()) and time.monotonic() < deadline:
                time.sleep(0.02)

    def _put_back_caches(self) -> None:
        self._cached.put_back()
        # Frames that a run filled are to be filled anew, as if they had not been.
        for cached in iterate(self._cached.copy.iterator()):
            builder = cached.cachedRepresentation().cacheBuilder()
            buffers = field_value(builder, "_cachedColumnBuffers")
            if buffers is not None and buffers.id() not in self._rdds:
                builder.clearCache(False)
        rdds = self._context.getPersistentRDDs()
        for number in self._persistent() - self._rdds:
            found = rdds.get(number)
            if found.isDefined():
                found.get().unpersist(False)

    def _persistent(self) -> set[int]:
        text = self._context.getPersistentRDDs().keySet().mkString(",")
        return {int(number) for number in text.split(",") if number}


def _inside(databases: Any) -> Iterable[Kept]:
    """What databases hold: tables with their partitions, functions, and their own description."""
    for database in iterate(databases.valuesIterator()):
        yield kept_field(database, "db")
        yield kept_map(database.tables())
        yield kept_map(database.functions())
        for table in iterate(database.tables().valuesIterator()):
            yield kept_field(table, "table")
            yield kept_map(table.partitions())

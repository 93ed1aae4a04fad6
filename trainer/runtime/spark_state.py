"""What programs share through Spark's JVM, how it is put back, and what cannot be.

The classes and fields are those of Spark 4.3 (`javap -p` of spark-sql and spark-catalyst). Each
collection is copied inside the JVM and compared there, so that looking costs some 40 short calls.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


CANCEL_SECONDS = 5.0
"""Until jobs that were cancelled have ended."""


class SparkState:
    """The state of a session and of all that sessions share, as it was when this was made."""

    def __init__(self, session: SparkSession) -> None:
        self._session = session
        self._jvm: Any = session._jvm
        self._context = session.sparkContext._jsc.sc()
        self._kind = session._get_j_spark_session_class(self._jvm)
        shared = session._jsparkSession.sharedState()
        state = session._jsparkSession.sessionState()
        self._catalog = state.catalog()
        self._catalogs = state.catalogManager()
        self._streams = shared.activeStreamingQueries()
        self._running = self.streams
        databases = _field(shared.externalCatalog().unwrapped(), "catalog")
        self._tables = [_kept_map(databases), *_inside(databases)]
        self._rest = [
            _kept_map(self._catalog.tempViews()),
            _kept_map(_field(shared.globalTempViewManager(), "viewDefinitions")),
            _kept_map(state.functionRegistry().functionBuilders()),
            _kept_map(state.tableFunctionRegistry().functionBuilders()),
            _kept_map(_field(self._catalogs.tempVariableManager(), "variables")),
            _kept_map(_field(self._catalogs, "catalogs")),
            _kept_field(self._catalogs, "_currentCatalogName"),
            _kept_field(self._catalogs, "_currentNamespace"),
            _kept_field(self._catalogs, "_sessionPath"),
            _kept_field(self._catalog, "currentDb"),
            _kept_field(state.streamingQueryManager(), "lastTerminatedQueryException"),
            _kept_field(self._context, "checkpointDir"),
        ]
        self._settings = state.conf().settings()
        self._settings_copy = self._jvm.java.util.HashMap(self._settings)
        self._cached = _kept_field(shared.cacheManager(), "cachedData")
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
        for kept in (*self._tables, *self._rest):
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
        for cached in _iterate(self._cached.copy.iterator()):
            builder = cached.cachedRepresentation().cacheBuilder()
            buffers = _field(builder, "_cachedColumnBuffers")
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


class _Kept:
    """One value inside the JVM and the way to put it back."""

    def __init__(
        self, read: Callable[[], Any], replace: Callable[[Any], None], copy: Any = None
    ) -> None:
        self._read = read
        self._replace = replace
        self.copy = read() if copy is None else copy

    def put_back(self) -> None:
        # py4j asks the objects themselves whether they are equal.
        if self._read() != self.copy:
            self._replace(self.copy)


def _kept_map(scala_map: Any) -> _Kept:
    def replace(copy: Any) -> None:
        scala_map.clear()
        scala_map.addAll(copy)

    return _Kept(lambda: scala_map, replace, scala_map.clone())


def _kept_field(owner: Any, name: str) -> _Kept:
    field = _declared(owner, name)
    return _Kept(lambda: field.get(owner), lambda value: field.set(owner, value))


def _inside(databases: Any) -> Iterable[_Kept]:
    """What databases hold: tables with their partitions, functions, and their own description."""
    for database in _iterate(databases.valuesIterator()):
        yield _kept_field(database, "db")
        yield _kept_map(database.tables())
        yield _kept_map(database.functions())
        for table in _iterate(database.tables().valuesIterator()):
            yield _kept_field(table, "table")
            yield _kept_map(table.partitions())


def _iterate(scala_iterator: Any) -> Iterator[Any]:
    while scala_iterator.hasNext():
        yield scala_iterator.next()


def _field(owner: Any, name: str) -> Any:
    return _declared(owner, name).get(owner)


def _declared(owner: Any, name: str) -> Any:
    field = owner.getClass().getDeclaredField(name)
    field.setAccessible(True)
    return field

"""What programs share through Spark's JVM, how it is put back, and what cannot be.

The classes and fields are those of Spark 4.3 (`javap -p` of spark-sql and spark-catalyst). Each
collection is copied inside the JVM and compared there, so that looking costs some 20 calls.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class SparkState:
    """The state of a session and of all that sessions share, as it was when this was made."""

    def __init__(self, session: SparkSession) -> None:
        self._session = session
        self._jvm: Any = session._jvm
        self._context = session.sparkContext._jsc.sc()
        shared = session._jsparkSession.sharedState()
        state = session._jsparkSession.sessionState()
        self._catalog = state.catalog()
        self._streams = shared.activeStreamingQueries()
        self._databases = self._field(shared.externalCatalog().unwrapped(), "catalog")
        self._namespaces = [self._kept_map(self._databases), *self._inside_databases()]
        self._maps = [
            self._kept_map(self._catalog.tempViews()),
            self._kept_map(self._field(shared.globalTempViewManager(), "viewDefinitions")),
            self._kept_map(state.functionRegistry().functionBuilders()),
            self._kept_map(state.tableFunctionRegistry().functionBuilders()),
            self._kept_map(self._field(state.catalogManager().tempVariableManager(), "variables")),
        ]
        self._settings = state.conf().settings()
        self._settings_copy = self._jvm.java.util.HashMap(self._settings)
        self._caches = shared.cacheManager()
        self._cached = self._field(self._caches, "cachedData")
        self._rdds = self._persistent()
        self._database = self._catalog.currentDb()
        self._checkpoints = self._context.checkpointDir()
        self._facts = self._take_facts()

    @property
    def streams(self) -> int:
        """How many streaming queries run now."""
        return int(self._streams.size())

    def restore(self) -> list[str]:
        """Puts back what can be; says what could not, in words: such a JVM must not be used on."""
        if self._context.isStopped():
            return ["the Spark context was stopped"]
        self._end_activity()
        self._put_back_namespaces()
        for kept in self._maps:
            kept.put_back()
        if not self._settings.equals(self._settings_copy):
            self._settings.clear()
            self._settings.putAll(self._settings_copy)
        self._put_back_caches()
        if self._catalog.currentDb() != self._database:
            getattr(self._catalog, "currentDb_$eq")(self._database)
        if not self._context.checkpointDir().equals(self._checkpoints):
            getattr(self._context, "checkpointDir_$eq")(self._checkpoints)
        kind = self._session._get_j_spark_session_class(self._jvm)
        kind.setDefaultSession(self._session._jsparkSession)
        now = self._take_facts()
        return [f"{name} changed" for name, fact in self._facts.items() if now[name] != fact]

    def _take_facts(self) -> dict[str, Any]:
        """What can be compared but not be put back."""
        manager = self._session._jsparkSession.sessionState().catalogManager()
        return {
            "the current catalog": manager.currentCatalog().name(),
            "the number of streaming queries": self.streams,
            "Hadoop's configuration": (
                self._context.hadoopConfiguration().getPropsWithPrefix("").hashCode()
            ),
            "the JVM's system properties": self._jvm.System.getProperties().hashCode(),
            "the files that Spark distributes": self._context.listFiles().toString(),
            "the jars that Spark distributes": self._context.listJars().toString(),
        }

    def _end_activity(self) -> None:
        """Ends jobs and streams that a run left behind."""
        if self.streams > self._facts["the number of streaming queries"]:
            for query in list(self._streams.values()):
                query.stop()
        if len(self._context.statusTracker().getActiveJobIds()):
            self._context.cancelAllJobs()

    def _put_back_namespaces(self) -> None:
        changed = [kept.put_back() for kept in self._namespaces]
        if any(changed):
            self._catalog.invalidateAllCachedTables()

    def _inside_databases(self) -> list[_Kept]:
        kept: list[_Kept] = []
        for database in self._values(self._databases):
            kept.append(_Kept(database.db, getattr(database, "db_$eq")))
            kept.append(self._kept_map(database.tables()))
            kept.append(self._kept_map(database.functions()))
            for table in self._values(database.tables()):
                kept.append(_Kept(table.table, getattr(table, "table_$eq")))
                kept.append(self._kept_map(table.partitions()))
        return kept

    def _put_back_caches(self) -> None:
        if not self._field(self._caches, "cachedData").equals(self._cached):
            self._set_field(self._caches, "cachedData", self._cached)
        new = self._persistent() - self._rdds
        if new:
            rdds = self._context.getPersistentRDDs()
            for number in new:
                found = rdds.get(number)
                if found.isDefined():
                    found.get().unpersist(False)

    def _persistent(self) -> set[int]:
        text = self._context.getPersistentRDDs().keySet().mkString(",")
        return {int(number) for number in text.split(",") if number}

    def _kept_map(self, scala_map: Any) -> _Kept:
        def replace(copy: Any) -> None:
            scala_map.clear()
            scala_map.addAll(copy)

        return _Kept(lambda: scala_map, replace, scala_map.clone())

    def _values(self, scala_map: Any) -> list[Any]:
        iterator = scala_map.valuesIterator()
        found = []
        while iterator.hasNext():
            found.append(iterator.next())
        return found

    def _declared(self, owner: Any, name: str) -> Any:
        field = owner.getClass().getDeclaredField(name)
        field.setAccessible(True)
        return field

    def _field(self, owner: Any, name: str) -> Any:
        return self._declared(owner, name).get(owner)

    def _set_field(self, owner: Any, name: str, value: Any) -> None:
        self._declared(owner, name).set(owner, value)


class _Kept:
    """One value inside the JVM and the way to put it back."""

    def __init__(
        self, read: Callable[[], Any], replace: Callable[[Any], None], copy: Any = None
    ) -> None:
        self._read = read
        self._replace = replace
        self._copy = read() if copy is None else copy

    def put_back(self) -> bool:
        """Whether there was anything to put back."""
        if self._read().equals(self._copy):
            return False
        self._replace(self._copy)
        return True

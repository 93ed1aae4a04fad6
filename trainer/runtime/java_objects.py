"""The Java objects that a program has made where it is split, and what later runs set on them.

A forked process has its own Python objects, but shares the objects in the JVM beside them. An
estimator or a model of pyspark writes its parameters to its Java object whenever it is used, and
takes back none that it does not have itself (`JavaParams._transfer_params_to_java` of pyspark 4.3),
so that what one run has set would still hold in the next.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from trainer.runtime.kept import Kept, field_value, kept_map

_PARAMS = "org.apache.spark.ml.param.Params"
_BROADCAST = "org.apache.spark.broadcast.Broadcast"

_UNCHANGING = re.compile(
    r"""
    \[+[BCDFIJSZ] | \[*L?java\.lang\.(?!StringBu)\w+;? | java\.util\.\w*Exception
    | java\.util\.Properties | org\.apache\.spark\.SparkContext   # put back by SparkState
    | org\.apache\.spark\.sql\.internal\.\w+ | org\.apache\.spark\.sql\.classic\.RuntimeConfig
    | org\.apache\.spark\.sql\.classic\.(?!\w*(Reader|Writer|Builder|Manager)\w*$)\w+
    | org\.apache\.spark\.(api\.java\.|rdd\.|mllib\.rdd\.)[\w.]*RDD\w*
    | org\.apache\.spark\.api\.python\.Python(AccumulatorV2|Broadcast|RDD)
    | org\.apache\.spark\.api\.python\.(Simple|Chained)PythonFunctions?
    | org\.apache\.spark\.sql\.(Column|Row|TypedColumn|types\.[\w.$]+|expressions\.Window\w*\$?)
    | org\.apache\.spark\.sql\.catalyst\.expressions\.\w+
    | org\.apache\.spark\.sql\.execution\.(python\.)?(UserDefinedPythonFunction|QueryExecution)
    | org\.apache\.spark\.storage\.StorageLevel
    | org\.apache\.spark\.(ml|mllib)\.linalg\.\w+
    | org\.apache\.spark\.ml\.param\.\w+   # Param and ParamPair; a ParamMap is made for one call
    | org\.apache\.spark\.(ml|mllib)\.[\w.]+(Summary|SummaryImpl|Metrics)
    | org\.apache\.spark\.ml\.tree\.\w+
    | scala\.(Some|None\$|Tuple\d+ | collection\.(?!mutable\b|concurrent\b)[\w.$]+)
    """,
    re.VERBOSE,
)
"""Classes whose objects nothing can be set on that a later use would show."""


@dataclass(frozen=True)
class Held:
    """What a program holds in the JVM at a place."""

    params: list[Kept]
    """What is set on its estimators, models and transformers."""
    broadcasts: list[Any]
    """Its broadcast variables, which can be destroyed, but not made anew."""
    unknown: list[str]
    """The classes of other objects, of which it is not known how to put them back."""


class JavaObjects:
    """Follows which Java objects a program makes, from the time on at which this is made."""

    def __init__(self) -> None:
        self._ids: set[str] = set()
        # By id: a weak reference to an object, and what is known of it.
        self._params: dict[str, tuple[Any, tuple[Any, Any]]] = {}
        self._broadcasts: dict[str, Any] = {}
        self._unknown: dict[str, tuple[Any, str]] = {}
        self.pass_over()

    def pass_over(self) -> None:
        """What Python has come to hold until now is none of the program's."""
        self._ids.update(_references())

    def held(self) -> Held:
        """What the program holds now, and what is set on it now."""
        references = _references()
        for id_ in references.keys() - self._ids:
            self._add(id_, references[id_])
        self._ids.update(references)
        return Held(
            [
                kept_map(each)
                for reference, maps in self._params.values()
                if reference() is not None
                for each in maps
            ],
            [each for reference in self._broadcasts.values() if (each := reference()) is not None],
            sorted({name for reference, name in self._unknown.values() if reference() is not None}),
        )

    def _add(self, id_: str, reference: Any) -> None:
        from py4j.java_gateway import is_instance_of
        from pyspark import SparkContext

        each = reference()
        if each is None:
            return
        name = each.getClass().getName()
        if _UNCHANGING.fullmatch(name):
            return
        gateway = SparkContext._gateway
        if is_instance_of(gateway, each, _PARAMS):
            maps = field_value(each.paramMap(), "map"), field_value(each.defaultParamMap(), "map")
            self._params[id_] = reference, maps
        elif is_instance_of(gateway, each, _BROADCAST):
            self._broadcasts[id_] = reference
        else:
            self._unknown[id_] = reference, name


def _references() -> dict[str, Any]:
    """Weak references to the Java objects that Python holds, by id: py4j's own book of them."""
    from py4j.finalizer import ThreadSafeFinalizer

    # Unlike a loop, a copy starts no collection of garbage that takes objects out meanwhile.
    references: dict[str, Any] = ThreadSafeFinalizer.finalizers.copy()
    return references

"""Takes out of messages what differs from run to run, so that evidence does not churn."""

from __future__ import annotations

import re
import sys
from pathlib import Path

MOST_CHARACTERS = 2000
"""Of a message."""

_STAND_INS = str(Path(__file__).with_name("stand_ins"))
_HEX = "[0-9a-f]"
_RULES = [
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        # The folders of a run, which have another name each time; see World.
        (r"[^\s'\"(\[,:]*/trainer-(?:fresh-)?[a-z0-9_]{8}/(?:world/)?(run|home|tmp)\b", r"<\1>"),
        (r"[^\s'\"(\[,:]*/trainer-(?:fresh-)?[a-z0-9_]{8}\b", "<scratch>"),
        (rf"\b{_HEX}{{8}}-(?:{_HEX}{{4}}-){{3}}{_HEX}{{12}}\b", "<uuid>"),
        (rf"\bm-{_HEX}{{32}}\b", "m-<model id>"),
        (rf"\b{_HEX}{{32}}\b", "<run id>"),
        (r"0x[0-9a-fA-F]{6,}", "0x…"),
        # A Spark ML object's uid: LogisticRegression_8f921a4b9c06.
        (rf"\b([A-Z]\w*)_{_HEX}{{12}}", r"\1_…"),
        # The id of a column in a query plan, and of an object behind py4j.
        (r"#\d+L?\b", "#…"),
        (
            r"\bcalling o\d+\.",
            "calling o….",
        ),
        (r"\b1[0-9]{12}\b", "<time>"),
        (r"\b(TID|[Ss]tage|[Jj]ob|[Tt]ask) \d+(\.\d+)?", r"\1 …"),
        (r"\([\w.-]+ executor driver\)", "(executor driver)"),
        (r"(127\.0\.0\.1|localhost):\d+", r"\1:…"),
    )
]


def normalise(text: str) -> str:
    """The text without temporary paths, ids, times, addresses of memory and lone surrogates."""
    text = text.encode("utf-8", "backslashreplace").decode()
    text = text.replace(_STAND_INS, "<stand-in>")
    for prefix in sorted({sys.prefix, sys.base_prefix}, key=len, reverse=True):
        text = text.replace(prefix, "<python>")
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def message_of(error: BaseException) -> str:
    """What an exception says, without the stack of a JVM or of a Python worker."""
    java = getattr(error, "java_exception", None)
    try:
        text = _root_cause(java) if java is not None else str(error)
    except Exception as another:
        return f"(its text cannot be told: {type(another).__name__})"
    text = re.split(r"\n\s*(?:JVM stacktrace:|at [\w.$]+\()", text)[0]
    return _worker_error(text)


def shortened(message: str) -> str:
    """A message as it is recorded: normalised, and cut where it has no end."""
    text = normalise(message[: 10 * MOST_CHARACTERS]).strip()
    if len(text) > MOST_CHARACTERS:
        text = text[:MOST_CHARACTERS].rstrip() + " …"
    return text


def _root_cause(java: object) -> str:
    """What the innermost cause of a Java exception says of itself."""
    cause = java
    while (inner := cause.getCause()) is not None:  # type: ignore[attr-defined]
        cause = inner
    return str(cause.toString())  # type: ignore[attr-defined]


def _worker_error(text: str) -> str:
    """Of an error in a Python worker: the heading and the error, without the worker's stack."""
    head, mark, rest = text.partition("Traceback (most recent call last):\n")
    if not mark:
        return text
    lines = rest.splitlines()
    ends = [number for number, line in enumerate(lines) if line and not line.startswith(" ")]
    if not ends:
        return text
    error = "\n".join(lines[ends[0] :]).strip()
    return f"{head.strip()}\n{error}" if head.strip() else error

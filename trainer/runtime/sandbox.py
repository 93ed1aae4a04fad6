"""Takes the network and the file system from a process, with bubblewrap (`bwrap`) on Linux."""

from __future__ import annotations

import shutil
import site
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import trainer
from trainer.runtime.java import find_java

_TRY_SECONDS = 20

_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")

_ETC = (
    "/etc/alternatives",
    "/etc/group",
    "/etc/hosts",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/mime.types",
    "/etc/nsswitch.conf",
    "/etc/passwd",
    # Debian's Java has its settings there.
    *map(str, sorted(Path("/etc").glob("java*"))),
)

# What programs read to learn how much processor and memory they have.
_SYS = ("/sys/devices/system/cpu", "/sys/fs/cgroup")


def sandboxed(
    command: Sequence[str], writable: Sequence[Path], readable: Sequence[Path]
) -> list[str]:
    """The command that runs `command` with little of this machine in sight.

    It has its own process ids and a network that is only 127.0.0.1; an empty home directory and
    temporary directory; to read, the system's programs, this Python, the trainer, the Java and
    `readable`; to write, `writable`. Paths stay what they are. Inherited file descriptors stay
    open. The whole sandbox ends with the process that started it, and `command` ends the sandbox.
    """
    return [
        shutil.which("bwrap") or "bwrap",
        "--unshare-user",
        "--unshare-ipc",
        "--unshare-net",
        "--unshare-pid",
        "--unshare-uts",
        # A user who is root here could undo all of this.
        *("--cap-drop", "ALL"),
        "--die-with-parent",
        # The group's leader must be inside, or the process has no process group to name.
        "--new-session",
        *_each("--ro-bind-try", map(Path, (*_SYSTEM, *_ETC, *_SYS))),
        *("--proc", "/proc"),
        *("--dev", "/dev"),
        *("--tmpfs", "/tmp", "--setenv", "TMPDIR", "/tmp"),
        *_empty_home(),
        *_binds([*_needed(), *readable], writable),
        "--",
        *command,
    ]


def sandbox_problem() -> str | None:
    """Why there is no sandbox here, and what to do; None where it works."""
    if sys.platform != "linux":
        return "The sandbox needs Linux."
    if not shutil.which("bwrap"):
        return (
            "bubblewrap is not installed. Install your system's package of that name, for example "
            "with: apt install bubblewrap"
        )
    try:
        tried = subprocess.run(
            sandboxed(["true"], [], []),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_TRY_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bwrap cannot be run: {error}"
    if tried.returncode == 0:
        return None
    said = tried.stderr.strip() or f"it ended with status {tried.returncode}"
    return (
        f"bwrap does not work here: {said}. It needs user namespaces; in a container, or where "
        "kernel.unprivileged_userns_clone is 0, they must be allowed first."
    )


def _needed() -> Iterator[Path]:
    yield Path(sys.prefix)
    yield Path(sys.base_prefix)
    yield Path(trainer.__file__).parent
    yield find_java().path.parent.parent
    if site.ENABLE_USER_SITE:
        yield Path(site.getusersitepackages())


def _empty_home() -> Iterator[str]:
    home = Path.home()
    # A service's user may have / for a home.
    if home != Path(home.anchor):
        yield from ("--tmpfs", str(home))


def _binds(readable: Sequence[Path], writable: Sequence[Path]) -> Iterator[str]:
    """What lies deeper comes later: it counts, whatever holds for the folder around it."""
    options = {path: "--ro-bind-try" for given in readable for path in (given, given.resolve())}
    options |= dict.fromkeys(writable, "--bind")
    for path in sorted(options, key=lambda path: len(path.parts)):
        yield from _each(options[path], [path])


def _each(option: str, paths: Iterator[Path] | Sequence[Path]) -> Iterator[str]:
    for path in paths:
        yield from (option, str(path), str(path))

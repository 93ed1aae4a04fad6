"""What one run may use: time, memory, processes, files. All limits of the engine stand here."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """The limits of one run of a program. They contain faults, not attackers."""

    seconds: float = 20.0
    """A run's time is never limited to less than this."""
    baselines: float = 5.0
    """So many times as long as the snippet's own run may a mutant's run take."""
    baseline_seconds: float = 120.0
    """The snippet's own run, which may be the first use of much of Spark."""
    memory: int = 3072 * MEBIBYTE
    """Bytes of data that each process of a run may have beyond what it began with."""
    processes: int = 64
    """Processes that a run may have at one time, itself included."""
    file_size: int = 512 * MEBIBYTE
    """Bytes in one file."""
    disk: int = 1024 * MEBIBYTE
    """Bytes in all files that a run leaves in its directories."""
    answer: int = 4 * MEBIBYTE
    """Bytes of a run's outcome, most of which are messages."""
    output: int = MEBIBYTE
    """Bytes of a learner's program's output that are kept."""

    def run_seconds(self, baseline: float) -> float:
        """The time limit of a mutant whose snippet's own run took `baseline` seconds."""
        return max(self.seconds, self.baselines * baseline)


WARM_UP_SECONDS = 240.0
"""Until a worker is warm."""

PUT_BACK_SECONDS = 60.0
"""Until what a run changed is put back; a worker that takes longer is ended."""

STOP_SECONDS = 10.0
"""Until a worker that was told to end is killed."""

LASTING_SECONDS = 30.0
"""After so long a worker is worth an archive that makes the start of later ones shorter."""

WATCH_SECONDS = 0.1
"""Between two looks at the processes and files of a run."""

MOST_HEAP = 0.6
"""The part of the JVM's heap that may be in use when a snippet begins."""

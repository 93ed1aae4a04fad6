"""Verifies several snippets at once, each worker with a Spark of its own."""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from typing import Protocol

from trainer.errors import DeckError
from trainer.verify.plan import Work
from trainer.verify.progress import Live
from trainer.verify.report import Spent
from trainer.verify.verification import Declared, Runner, Verification, verify

WORKER_MEMORY = 3 * 1024**3
"""Bytes that a worker with its JVM may come to need."""

MOST_WORKERS = 16


class Worker(Runner, Protocol):
    """A runner that is started before it is used, and can be told to end from another thread."""

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def abandon(self) -> None: ...


def default_jobs() -> int:
    """As many workers as cores and free memory allow, at least one."""
    import psutil

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    memory = int(psutil.virtual_memory().available // WORKER_MEMORY)
    return max(1, min(cores, memory, MOST_WORKERS))


def verify_all(
    works: Sequence[Work],
    declared: Declared,
    make: Callable[[], Worker],
    jobs: int,
    repeat: int,
    live: Live,
    done: Callable[[Work, Verification | DeckError], None],
) -> list[Spent]:
    """Verifies all works, `jobs` at once, those that took longest first.

    `done` is told of each snippet, from one thread at a time. Returns where the time went.
    KeyboardInterrupt ends all workers before it goes on. Raises WorkerError.
    """
    waiting: queue.SimpleQueue[Work] = queue.SimpleQueue()
    for work in sorted(works, key=_expected_seconds, reverse=True):
        waiting.put(work)
    workers = [make() for _ in range(min(jobs, len(works)))]
    lock = threading.Lock()
    spent: list[Spent] = []
    zero = time.monotonic()

    def note(number: int, name: str, began: float, found: Verification | DeckError | None) -> None:
        ended = time.monotonic() - zero
        if isinstance(found, Verification):
            spent.append(Spent(number, name, began, ended, found.baseline, found.mutants))
        else:
            spent.append(Spent(number, name, began, ended, 0.0, {}))

    def serve(number: int, worker: Worker) -> None:
        with lock:
            live.starting(number)
        began = time.monotonic() - zero
        worker.start()
        with lock:
            note(number, "", began, None)
        while True:
            try:
                work = waiting.get_nowait()
            except queue.Empty:
                worker.stop()
                return
            with lock:
                live.begin(number, work)
            began = time.monotonic() - zero
            found: Verification | DeckError
            try:
                found = verify(
                    work,
                    declared,
                    worker,
                    repeat,
                    lambda mutant, verdict, seconds, work=work: live.seen(  # type: ignore[misc]
                        number, work, mutant, verdict, seconds
                    ),
                )
            except DeckError as error:
                found = error
            with lock:
                live.end(number, work)
                note(number, work.snippet.name, began, found)
                done(work, found)

    with ThreadPoolExecutor(max(1, len(workers)), "worker") as pool:
        try:
            futures = [pool.submit(serve, *each) for each in enumerate(workers)]
            wait(futures, return_when=FIRST_EXCEPTION)
            for future in futures:
                if future.done():
                    future.result()
        finally:
            for worker in workers:
                worker.abandon()
            pool.shutdown(cancel_futures=True)
            for worker in workers:
                worker.stop()
    return spent


def _expected_seconds(work: Work) -> float:
    """What its record says that it takes; what is not recorded goes first."""
    if work.recorded is None:
        return float("inf")
    return work.recorded.baseline.seconds + sum(p.seconds for p in work.recorded.mutants)

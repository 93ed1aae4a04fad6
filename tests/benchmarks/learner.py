# ruff: noqa: T201
"""Measures a learner's session with a bank of 100,000 items and a history of 100,000 answers.

    python tests/benchmarks/learner.py [--runs N] [--snippets N] [--answers N] [--keep DIR]

Makes a deck of clones of the built-in snippets, forty items each, and a history over it; then
prints, for the built-in deck and for the big one: the time from start to first question beside the
one-word app (as startup.py measures it), the time to choose and build a question, that of the
history's queries, and the memory of a drill in a terminal.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import pty
import random
import re
import select
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from trainer.decks.deck import Deck, find_deck
from trainer.decks.evidence import evidence_path, write_evidence
from trainer.decks.keys import Keys
from trainer.decks.snippets import read_snippet
from trainer.learning.answers import Kind, new_uid
from trainer.learning.bank import read_bank
from trainer.learning.history import FILE, History
from trainer.learning.schedule import Grade, review
from trainer.model import Verdict

ITEMS, IDEAS = 40, 400
MEMORY, QUESTION = 120, 10
"""The aims: MiB, and ms for the data of a question."""

_MUTATOR = '''"""Breaks what the title says."""

from trainer.mutation import FailsCheck, Mutator


class Idea(Mutator):
    id = "{id}"
    title = "Idea number {number}"
    misconception = "One believes this: the call does what its name says."
    principle = "The call does what its documentation says."
    hint = "What does each call really want?"
    docs = "https://spark.apache.org/docs/latest/ml-tuning.html"
    breaks = FailsCheck()
    applies = []
    leaves = []
'''


def make_deck(root: Path, snippets: int) -> Deck:
    """Clones of the built-in snippets, with proofs as theirs under other ideas."""
    deck, rng = Deck(root), random.Random(1)
    ideas = [f"idea-number-{number}" for number in range(IDEAS)]
    for number, idea in enumerate(ideas):
        path = root / "mutators" / f"area_{number % 8}" / f"{idea.replace('-', '_')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_MUTATOR.format(id=idea, number=number))
    paths = {path.stem.replace("_", "-"): path for path in deck.mutator_paths()}
    models = [
        (snippet, evidence)
        for snippet in find_deck().snippets()[0]
        if (evidence := find_deck().evidence(snippet)) is not None
    ]
    keys = Keys()
    for number in range(snippets):
        snippet, evidence = models[number % len(models)]
        path = root / "snippets" / snippet.path.parent.name / f"{snippet.name}_{number}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            re.sub("(?m)^# title = .*$", f'# title = "{number}"', snippet.path.read_text())
        )
        used = rng.sample(ideas, ITEMS)
        proofs = [
            proof
            for proof in evidence.mutants
            if proof.verdict is Verdict.CONFIRMED and len(proof.mutators) == 1
        ]
        mutants = tuple(
            replace(proofs[place % len(proofs)], id=f"{path.stem}/{idea}/1", mutator=idea)
            for place, idea in enumerate(used)
        )
        content = keys.content(read_snippet(path), [paths[idea] for idea in used])
        write_evidence(evidence_path(path), replace(evidence, content=content, mutants=mutants))
    return deck


def make_history(home: Path, deck: Deck, answers: int) -> None:
    """Answers of two years over three quarters of the ideas, one in six about an original."""
    rng = random.Random(2)
    bank = read_bank(deck)
    mutators = sorted(bank.by_mutator)[: max(1, len(bank.by_mutator) * 3 // 4)]
    facts = {mutator: bank.facts(mutator) for mutator in mutators}
    now = datetime.now(UTC)
    first = now - timedelta(days=730)
    rows = []
    cards: dict[str, tuple[object, ...]] = {}
    originals = list(bank.originals)
    domains = {item.snippet: item.domain for of in facts.values() for item in of}
    for number in range(answers):
        at = first + (now - first) * (number / answers)
        item = rng.choice(facts[rng.choice(mutators)])
        original = rng.choice(originals) if rng.random() < 1 / 6 else None
        correct = rng.random() < 0.7
        grade = Grade.GOOD if correct else Grade.AGAIN
        said = at.isoformat(timespec="milliseconds")
        question = original or item.id
        mutator = None if original else item.mutator
        domain = domains.get(original, "spark-ml") if original else item.domain
        rows.append(
            (
                new_uid(),
                said,
                "spot",
                question,
                original or item.snippet,
                mutator,
                domain,
                "3",
                correct,
                0,
                12.5,
                None if original else grade,
                None,
                '{"outcome": ["AttributeError: …", true]}',
            )
        )
        if mutator:
            cards[mutator] = (mutator, at, grade, item.id, item.snippet)
    history = History(home / FILE)
    connection = history._connection
    connection.execute("BEGIN")
    marks = ", ".join("?" * 14)
    columns = (
        "uid, at, kind, question, snippet, mutator, domain, response, correct, hints, seconds,"
        " grade, exam, steps"
    )
    connection.executemany(f"INSERT INTO answers ({columns}) VALUES ({marks})", rows)
    for mutator, at, grade, question, snippet in cards.values():
        reviewed = review(None, grade, at)  # type: ignore[arg-type]
        due = reviewed.due.isoformat(timespec="milliseconds")
        connection.execute(
            "INSERT INTO cards VALUES (?, ?, ?, ?, ?, ?, ?)",
            (mutator, reviewed.card, due, question, snippet, 9, 2),
        )
    connection.execute("COMMIT")
    history.close()


def drill_command(deck: Deck | None) -> list[str]:
    place = ["--deck", str(deck.root)] if deck else []
    return [sys.executable, "-m", "trainer", *place, "drill"]


def start_ratio(deck: Deck | None, home: Path, runs: int) -> None:
    """Prints the median time to the first question beside the one-word app's, in turns."""
    startup = _startup()
    first, word = [], []
    for run in range(runs + 1):
        a = startup.measure(drill_command(deck), lambda out: startup.PROMPT.search(out), str(home))
        b = startup.measure([sys.executable, "-c", startup.ONE_WORD], lambda out: False, str(home))
        if run:
            first.append(a)
            word.append(b)
        else:
            print(f"  first start, index made   {a * 1000:8.0f} ms")
    a, b = statistics.median(first), statistics.median(word)
    print(f"  start to first question   {a * 1000:8.0f} ms  one word {b * 1000:.0f} ms")
    print(f"  ratio                     {a / b:8.2f}     (aim {startup.TARGET})")


def questions(deck: Deck, home: Path, count: int = 300) -> None:
    """Prints the time to choose and build the next question, answers between them untimed."""
    from trainer.learning.drill import Drill

    history = History(home / FILE)
    bank = _timed("bank opened", lambda: read_bank(deck))
    drill = _timed("drill made", lambda: Drill(bank, history, random.Random(1), _now))
    _timed("first question's data", drill.next_question)
    seconds = []
    for _ in range(count):
        before = time.perf_counter()
        question = drill.next_question()
        seconds.append(time.perf_counter() - before)
        assert question is not None
        if question.kind is Kind.SPOT:
            drill.accuse(question.answer_lines.start if question.answer_lines else None)
        else:
            drill.choose(0)
    seconds.sort()
    p50, p99 = seconds[len(seconds) // 2] * 1000, seconds[int(len(seconds) * 0.99)] * 1000
    print(f"  next question's data p50  {p50:8.1f} ms  p99 {p99:.1f} ms  (aim {QUESTION})")
    history.close()


def queries(home: Path, deck: Deck) -> None:
    """Prints how long each question to the history takes, the best of five."""
    from trainer.learning.statistics import home_figures

    history, bank = History(home / FILE), read_bank(deck)
    mutator = next(iter(bank.by_mutator))
    midnight = _now().replace(hour=0, minute=0, second=0, microsecond=0)
    asked: dict[str, Callable[[], Any]] = {
        "cards()": history.cards,
        "count()": history.count,
        "count(midnight)": lambda: history.count(midnight),
        "by_domain()": history.by_domain,
        "last_seen(idea)": lambda: history.last_seen(mutator),
        "last_seen(None)": lambda: history.last_seen(None),
        "last_question()": history.last_question,
        "answers(most=50)": lambda: history.answers(most=50),
        "answers(skip=90000)": lambda: history.answers(most=50, skip=90_000),
        "answers(mutator)": lambda: history.answers(mutator=mutator),
        "answers(90 days)": lambda: history.answers(since=midnight - timedelta(days=90)),
        "home_figures()": lambda: home_figures(bank, history, _now()),
    }
    for name, ask in asked.items():
        times = []
        for _ in range(5):
            before = time.perf_counter()
            ask()
            times.append(time.perf_counter() - before)
        print(f"    {name:<24}{min(times) * 1000:8.2f} ms")
    history.close()


def memory(deck: Deck | None, home: Path, answers: int = 20) -> None:
    """Prints the largest resident memory of a drill in a terminal, some questions on."""
    prompt = _startup().PROMPT
    command = drill_command(deck)
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(Path(__file__).parents[2])
        environment = {**os.environ, "TERM": "xterm-256color", "TRAINER_HOME": str(home)}
        os.execve(command[0], command, environment)
    try:
        _read_until(terminal, prompt)
        for _ in range(answers):
            # Over a lesson, the answer and whatever steps follow.
            for key in (b"\r", b"n", b"1", b"1", b"\r"):
                os.write(terminal, key)
                _read_until(terminal, None)
        peak = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
        mib = int(peak[1]) / 1024 if peak else 0
        print(f"  memory, at most           {mib:8.0f} MiB (aim {MEMORY})")
    finally:
        os.kill(pid, signal.SIGKILL)
        os.close(terminal)
        os.waitpid(pid, 0)


def _read_until(terminal: int, words: re.Pattern[bytes] | None) -> None:
    """Reads what comes: until the words, or until nothing comes for a while."""
    seen = b""
    while select.select([terminal], [], [], 30 if words else 0.1)[0]:
        seen += os.read(terminal, 65536)
        if words and words.search(seen):
            return


def _timed(what: str, make: Callable[[], Any]) -> Any:
    before = time.perf_counter()
    made = make()
    print(f"  {what:<26}{(time.perf_counter() - before) * 1000:8.1f} ms")
    return made


def _now() -> datetime:
    return datetime.now(UTC)


def _startup() -> Any:
    spec = spec_from_file_location("startup", Path(__file__).with_name("startup.py"))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextlib.contextmanager
def _place(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep.resolve()
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--snippets", type=int, default=2500)
    parser.add_argument("--answers", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="a folder to make it in, or to find it in")
    options = parser.parse_args()
    with _place(options.keep) as place:
        os.environ["TRAINER_HOME"] = str(place / "making")
        big = Deck(place / "deck")
        if not big.root.exists():
            _timed("deck made", lambda: make_deck(big.root, options.snippets))
        for name, deck in (("built-in deck, new learner", None), ("big deck, long history", big)):
            home = place / ("big" if deck else "small")
            os.environ["TRAINER_HOME"] = str(home)
            print(name)
            if deck and not (home / FILE).exists():
                _timed("history made", lambda h=home: make_history(h, big, options.answers))
            # So that the first start is that of a deck that was never seen.
            shutil.rmtree(home / "cache", ignore_errors=True)
            start_ratio(deck, home, options.runs)
            memory(deck, home)
            questions(deck or find_deck(), home)
            queries(home, deck or find_deck())


if __name__ == "__main__":
    main()

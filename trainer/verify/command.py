"""The commands verify, check and show, as functions that return an exit status."""

from __future__ import annotations

import difflib
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from rich.console import Console
from rich.text import Text

from trainer.decks.deck import Deck
from trainer.decks.evidence import proof_to_json
from trainer.decks.memo import Memo
from trainer.errors import DeckError
from trainer.model import Evidence, Proof, Snippet
from trainer.places import cache_dir
from trainer.verify.console import (
    Live,
    Reporter,
    diff_lines,
    print_json,
    problem_to_json,
    tell_problems,
)
from trainer.verify.plan import Planner, UnknownNameError, Work, environment_key, versions

FINE, FINDINGS, USAGE, INTERRUPTED = 0, 1, 2, 130


def run_verify(
    deck: Deck, names: tuple[str, ...], again: bool, repeat: int, seconds: float, as_json: bool
) -> int:
    """Verifies what the names mean and says how it went."""
    errors = Console(stderr=True)
    reporter = Reporter(Console(), as_json)
    planner = Planner(deck, Memo(cache_dir() / "memo.json"))
    try:
        chosen = planner.select(names)
    except UnknownNameError as error:
        errors.print(Text(f"trainer: {error}"))
        return USAGE
    plan = [work for work in map(planner.work, chosen) if work is not None]
    planner.memo.save()
    environment = environment_key(versions())
    run_now: list[Work] = []
    for work in plan:
        if work.must_run(environment) or ((again or repeat > 1) and not work.missing):
            run_now.append(work)
        elif work.recorded is not None and work.is_proven:
            reporter.known(work, work.recorded)
        else:
            reporter.not_run(work)
    interrupted = False
    if run_now:
        # The bar goes to stderr, so that stdout holds nothing but the report.
        with _interrupts(), Live(errors, run_now) as live:
            try:
                _run_all(run_now, planner, repeat, seconds, live, reporter)
            except KeyboardInterrupt:
                interrupted = True
    tell_problems(errors, planner.problems)
    reporter.summary(interrupted, len(run_now), len(planner.problems))
    if interrupted:
        return INTERRUPTED
    return FINDINGS if reporter.findings or planner.problems else FINE


def _run_all(
    run_now: list[Work],
    planner: Planner,
    repeat: int,
    seconds: float,
    live: Live,
    reporter: Reporter,
) -> None:
    from trainer.runtime.engine import Engine
    from trainer.verify.verification import verify

    def declared(id_: str) -> str:
        mutator = planner.mutator(id_)
        return str(mutator.breaks) if mutator is not None else "unknown"

    with Engine(cache_dir(), seconds) as engine:
        engine.start()
        for work in run_now:
            live.begin(work)
            evidence = verify(work, planner, engine, repeat, live.seen)
            live.end(work)
            reporter.done(work, evidence, declared)


@contextmanager
def _interrupts() -> Iterator[None]:
    """Makes SIGTERM end a verification as cleanly as Ctrl-C does, and either only once.

    A second Ctrl-C would interrupt the cleaning up.
    """

    def interrupt(number: int, frame: FrameType | None) -> None:
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {each: signal.signal(each, interrupt) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def run_check(deck: Deck, as_json: bool) -> int:
    """Checks a deck and says what is wrong with it."""
    from trainer.verify.check import check

    planner = Planner(deck, Memo(cache_dir() / "memo.json"))
    problems = check(planner)
    planner.memo.save()
    if as_json:
        for problem in problems:
            print_json(problem_to_json(problem))
        return FINDINGS if problems else FINE
    console = Console()
    tell_problems(console, problems)
    counts = f"{len(planner.snippets)} snippets, {len(planner.ideas)} mutators"
    ending = f"{len(problems)} findings" if problems else "nothing is wrong"
    console.print(Text(f"{counts}: {ending}."))
    return FINDINGS if problems else FINE


def run_show(deck: Deck, name: str, as_json: bool) -> int:
    """Shows the items that a name means."""
    found: list[tuple[Snippet, Evidence, Proof]] = []
    known: set[str] = set()
    snippets, problems = deck.snippets()
    for snippet in snippets:
        try:
            evidence = deck.evidence(snippet)
        except DeckError as error:
            problems.append(error.problem)
            continue
        for proof in evidence.mutants if evidence else ():
            known |= {proof.id, proof.mutator, snippet.name}
            if name in (proof.id, proof.mutator, snippet.name):
                assert evidence is not None
                found.append((snippet, evidence, proof))
    if not found:
        errors = Console(stderr=True)
        tell_problems(errors, problems)
        near = difflib.get_close_matches(name, sorted(known), n=3)
        advice = (
            f"Did you mean {' or '.join(near)}?" if near else "`trainer verify` makes evidence."
        )
        errors.print(Text(f"trainer: {name}: there is no evidence of such an item. {advice}"))
        return USAGE
    console = Console()
    for snippet, evidence, proof in found:
        stale = deck.is_stale(snippet, evidence)
        if as_json:
            print_json({**proof_to_json(proof), "stale": stale})
        else:
            _show(console, snippet, proof, stale)
    return FINE


def _show(console: Console, snippet: Snippet, proof: Proof, stale: bool) -> None:
    first = snippet.code.line - 1 + proof.span[0]
    console.print(Text(proof.id, style="bold"))
    console.print(Text(f"{snippet.path}:{first}", style="dim"), soft_wrap=True)
    verdict = f"{proof.verdict} (stale: run `trainer verify`)" if stale else str(proof.verdict)
    console.print(Text(f"{verdict}, ran on {proof.ran_on} Spark and MLflow\n"))
    for line in diff_lines(proof):
        style = {"-": "red", "+": "green"}.get(line[4], "")
        console.print(Text(line, style=style), soft_wrap=True)
    console.print()
    seen = proof.traceback or proof.message or "It ran to its end and passed its check."
    console.print(Text(f"{seen}\n"), soft_wrap=True)

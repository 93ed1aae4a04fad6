"""The commands verify, check and show, as functions that return an exit status."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from trainer.decks.deck import BUILT_IN, Deck
from trainer.decks.evidence import proof_to_json
from trainer.decks.memo import Memo
from trainer.errors import DeckError, Problem, UsageError, WorkerError
from trainer.model import Evidence, Proof, Snippet
from trainer.places import cache_dir
from trainer.runtime.limits import Limits
from trainer.verify.changes import changed_since, parse_shard, shard
from trainer.verify.console import (
    Disagreement,
    Reporter,
    code_warning,
    diff_lines,
    print_json,
    problem_to_json,
    tell_disagreements,
    tell_problems,
)
from trainer.verify.interrupts import interrupts
from trainer.verify.plan import Planner, Work, versions

if TYPE_CHECKING:
    from trainer.verify.report import Spent
    from trainer.verify.verification import Declared, Verification

FINE, FINDINGS, USAGE, INTERRUPTED = 0, 1, 2, 130


@dataclass(frozen=True)
class Options:
    """How to verify."""

    again: bool = False
    """Run also what is proven already."""
    jobs: int | None = None
    """Workers at once; as many as cores and memory allow where None."""
    repeat: int = 1
    seconds: float = Limits.seconds
    """The least time limit of a mutant."""
    sandbox: bool = False
    fresh: bool = False
    """A new process with its own JVM for each program."""
    audit: int | None = None
    """How many mutants to run in both ways: 0 for all, None for none."""
    with_mutators: tuple[str, ...] = ()
    """Names of other decks whose mutators change this one's snippets too."""
    changed_since: str | None = None
    shard: str | None = None
    report: Path | None = None
    as_json: bool = False


def run_verify(deck: Deck, names: tuple[str, ...], options: Options) -> int:
    """Verifies what the names mean and says how it went."""
    with interrupts():
        try:
            return _verify(deck, names, options)
        except KeyboardInterrupt:
            return INTERRUPTED


def _verify(deck: Deck, names: tuple[str, ...], options: Options) -> int:
    errors = Console(stderr=True)
    reporter = Reporter(Console(), options.as_json)
    others = [other for other in map(_other_deck, options.with_mutators) if other != deck]
    before_code = code_warning(errors)
    planner = Planner(deck, Memo(cache_dir() / "memo.json"), others, before_code)
    chosen = planner.select(names)
    plan = planner.works(chosen)
    planner.memo.save()
    if options.changed_since is not None:
        plan = changed_since(deck, options.changed_since, plan)
    if options.shard is not None:
        plan = shard(plan, *parse_shard(options.shard))
    results: list[tuple[Work, Evidence | None]] = []
    run_now: list[Work] = []
    for work in plan:
        if work.must_run or ((options.again or options.repeat > 1) and not work.missing):
            run_now.append(work)
        elif work.recorded is not None and work.is_proven:
            results.append((work, work.recorded))
            reporter.known(work, work.recorded)
        else:
            results.append((work, None))
            reporter.not_run(work)
    spent: list[Spent] = []
    interrupted = False
    failed: WorkerError | None = None
    if run_now:
        before_code(deck)
        declared = planner.breaks(run_now)

        def done(work: Work, found: Verification | DeckError) -> None:
            if isinstance(found, DeckError):
                planner.problems.append(found.problem)
                return
            results.append((work, found.evidence))
            reporter.done(work, found.evidence, lambda id_: _told(declared, id_))

        try:
            spent = _run(run_now, declared, options, errors, done)
        except KeyboardInterrupt:
            interrupted = True
        except WorkerError as error:
            failed = error
    tell_problems(errors, planner.problems)
    reporter.summary(interrupted or failed is not None, len(run_now), len(planner.problems))
    if options.report is not None:
        from trainer.verify.report import write_report

        results.sort(key=lambda result: str(result[0].snippet.path))
        declared = planner.breaks(plan)
        write_report(
            options.report,
            results,
            spent,
            lambda id_: _told(declared, id_),
            planner.problems,
            versions(),
        )
    if failed is not None:
        raise failed
    if interrupted:
        return INTERRUPTED
    status = FINDINGS if reporter.findings or planner.problems else FINE
    if options.audit is not None and not _audit(results, planner, options, errors):
        return FINDINGS
    return status


def _other_deck(name: str) -> Deck:
    from trainer.decks.registry import find_named, registered_names

    found = find_named(name)
    if found is None:
        names = ", ".join([BUILT_IN, *registered_names()])
        raise UsageError(
            f"--with-mutators {name}: there is no deck of this name. Installed: {names}. "
            "Evidence names the deck, so that a folder must be installed as a package first."
        )
    return found


def _run(
    run_now: Sequence[Work],
    declared: Declared,
    options: Options,
    errors: Console,
    done: Callable[[Work, Verification | DeckError], None],
) -> list[Spent]:
    from trainer.verify.pool import Worker, default_jobs, verify_all
    from trainer.verify.progress import Live

    limits = Limits(seconds=options.seconds)

    def make() -> Worker:
        if options.fresh:
            from trainer.runtime.fresh import FreshRunner

            return FreshRunner(cache_dir(), limits)
        from trainer.runtime.engine import Engine

        return Engine(cache_dir(), limits, options.sandbox)

    jobs = min(options.jobs or default_jobs(), len(run_now))
    # The table goes to stderr, so that stdout holds nothing but the report.
    with Live(errors, run_now, jobs) as live:
        return verify_all(run_now, declared, make, jobs, options.repeat, live, done)


def _audit(
    results: Sequence[tuple[Work, Evidence | None]],
    planner: Planner,
    options: Options,
    errors: Console,
) -> bool:
    """Runs recorded mutants in fresh processes; whether all are as recorded."""
    from trainer.verify.audit import audit
    from trainer.verify.pool import default_jobs

    # What cannot run here is taken as it is recorded.
    pairs = [(work, found) for work, found in results if found is not None and not work.missing]
    declared = planner.breaks([work for work, _ in pairs])
    items = []
    for work, evidence in pairs:
        proofs = {proof.id: proof for proof in evidence.mutants}
        made = [
            (mutant, proofs[mutant.id], [declared[id_] for id_ in mutant.mutators])
            for mutant in work.mutants
            if mutant.id in proofs
        ]
        items.append((work.snippet, made))
    total = sum(len(made) for _, made in items)
    count = min(options.audit or total, total)
    ran = 0

    def seen(id_: str, found: Sequence[Disagreement], seconds: float) -> None:
        nonlocal ran
        ran += 1
        if options.as_json:
            for each in found:
                print_json({"disagreement": asdict(each)})
        elif errors.is_terminal or found:
            word = "differs" if found else "agrees"
            errors.print(Text(f"fresh {ran}: {id_} {word} ({seconds:.0f} s)"), soft_wrap=True)

    seed = " ".join(evidence.content for _, evidence in pairs)
    jobs = options.jobs or default_jobs()
    found = audit(items, cache_dir(), jobs, Limits.baseline_seconds, count, seed, seen)
    if not options.as_json:
        console = Console()
        tell_disagreements(console, found)
        text = f"Audit: {count} of {total} mutants run fresh: {len(found)} disagreements."
        console.print(Text(text))
    return not found


def _told(declared: Declared, mutator: str) -> str:
    """What the mutators of a mutant declare, in words."""
    return ", or ".join(
        str(declared[id_]) if id_ in declared else "unknown" for id_ in mutator.split("+")
    )


def run_check(
    deck: Deck,
    as_json: bool,
    measured: Callable[[], tuple[list[Problem], list[str]]] = lambda: ([], []),
) -> int:
    """Checks a deck and says what is wrong with it.

    `measured` gives what other rooms find, and lines to print after it.
    """
    from trainer.verify.check import check

    before_code = code_warning(Console(stderr=True))
    planner = Planner(deck, Memo(cache_dir() / "memo.json"), before_code=before_code)
    problems = check(planner)
    found, lines = measured()
    problems += found
    planner.memo.save()
    if as_json:
        for problem in problems:
            print_json(problem_to_json(problem))
        return FINDINGS if problems else FINE
    console = Console()
    tell_problems(console, problems)
    for line in lines:
        console.print(Text(line), soft_wrap=True)
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
        text = f"trainer: {name}: there is no evidence of such an item. {advice}"
        errors.print(Text(text), soft_wrap=True)
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
    helped = ", with a stand-in for what only Databricks has" if proof.ran_on == "stand-in" else ""
    console.print(Text(f"{verdict}, ran on local Spark and MLflow{helped}\n"))
    for line in diff_lines(proof):
        style = {"-": "red", "+": "green"}.get(line[4], "")
        console.print(Text(line, style=style), soft_wrap=True)
    console.print()
    seen = proof.traceback or proof.message or "It ran to its end and passed its check."
    console.print(Text(f"{seen}\n"), soft_wrap=True)

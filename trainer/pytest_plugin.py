"""The pytest plugin: in a deck's own repository, one test for each example, snippet and item.

It does nothing unless the ini option `trainer_deck` names the deck's folder, so nothing else is
imported before that is known.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from trainer.decks.deck import Deck
    from trainer.model import Idea, Outcome, Proof, Snippet
    from trainer.mutation.mutator import Mutator
    from trainer.verify.plan import Planner, Work
    from trainer.verify.pool import Worker


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("trainer_deck", "Test this deck: its folder, from the root directory.")
    parser.getgroup("trainer").addoption(
        "--trainer-again",
        action="store_true",
        help="Run also the snippets and items that fresh evidence proves.",
    )


def pytest_configure(config: pytest.Config) -> None:
    folder = str(config.getini("trainer_deck") or "")
    if not folder:
        return
    from trainer.decks.deck import find_deck
    from trainer.errors import TrainerError

    root = (config.rootpath / folder).resolve()
    try:
        if not root.is_dir():
            raise pytest.UsageError(f"trainer_deck = {folder}: there is no folder {root}.")
        deck = find_deck(root)
    except TrainerError as error:
        raise pytest.UsageError(f"trainer_deck = {folder}: {error}") from error
    config.pluginmanager.register(_DeckTests(deck, config), "trainer-deck")


class _FailedError(Exception):
    """A test that failed; its text is all that is shown."""


class _DeckTests:
    """Collects the tests of one deck and holds what they share: the plan and one warm worker."""

    def __init__(self, deck: Deck, config: pytest.Config) -> None:
        self.deck = deck
        self.again = bool(config.getoption("trainer_again"))
        self._planner: Planner | None = None
        self._worker: Worker | None = None
        self._outcomes: dict[str, dict[str, Outcome]] = {}

    def pytest_collect_file(
        self, file_path: Path, parent: pytest.Collector
    ) -> pytest.Collector | None:
        if not self._is_of_deck(file_path):
            return None
        kind = _SnippetFile if file_path.parent.parent.name == "snippets" else _MutatorFile
        found = kind.from_parent(parent, path=file_path)
        found.tests = self
        return found

    @pytest.hookimpl(tryfirst=True)
    def pytest_pycollect_makemodule(
        self, module_path: Path, parent: pytest.Collector
    ) -> pytest.Collector | None:
        """A deck's file that is named on the command line is no module of tests."""
        if self._is_of_deck(module_path):
            return _Nothing.from_parent(parent, path=module_path)
        return None

    def pytest_sessionfinish(self) -> None:
        if self._worker is not None:
            self._worker.stop()
        if self._planner is not None:
            self._planner.memo.save()

    @property
    def planner(self) -> Planner:
        if self._planner is None:
            from trainer.decks.memo import Memo
            from trainer.places import cache_dir
            from trainer.verify.plan import Planner

            self._planner = Planner(self.deck, Memo(cache_dir() / "memo.json"))
        return self._planner

    def problems(self, path: Path) -> list[str]:
        """What is wrong with a file, as far as that is known by now."""
        from trainer.decks.blanks import blanks

        found = blanks(path) or [each for each in self.planner.problems if each.path == path]
        return [str(each) for each in dict.fromkeys(found)]

    def is_proven(self, work: Work) -> bool:
        return not self.again and work.is_proven and not work.must_run

    def outcomes(self, work: Work, session: pytest.Session) -> dict[str, Outcome]:
        """What the snippet (by its name) and those of its mutants (by id) did that are tested.

        All of them are run when the first is asked for: what they have in common runs once.
        """
        name = work.snippet.name
        if name not in self._outcomes:
            ids = {each.id_ for each in session.items if isinstance(each, _ItemTest)}
            chosen = [mutant for mutant in work.mutants if mutant.id in ids]
            if any(len(mutant.mutators) > 1 for mutant in chosen):
                # What a combined mutant must do follows from what its parts do alone.
                chosen = list(work.mutants)
            if self._worker is None:
                self._worker = _new_worker()
            runs = self._worker.run(work.snippet, chosen)
            self._outcomes[name] = {name: runs.baseline, **runs.outcomes}
        return self._outcomes[name]

    def _is_of_deck(self, path: Path) -> bool:
        folders = (self.deck.root / "snippets", self.deck.root / "mutators")
        is_python = path.suffix == ".py" and not path.name.startswith("_")
        return is_python and path.parent.parent in folders


class _Nothing(pytest.File):
    def collect(self) -> Iterator[pytest.Item]:
        return iter(())


class _DeckFile(pytest.File):
    tests: _DeckTests

    def test(self, kind: type[_Test], name: str, **values: Any) -> _Test:
        made = kind.from_parent(self, name=name)
        made.tests = self.tests
        vars(made).update(values)
        return made


class _SnippetFile(_DeckFile):
    """A snippet: one test for itself, named after it, and one for each item."""

    def collect(self) -> Iterator[pytest.Item]:
        planner = self.tests.planner
        name = self.path.stem
        snippet = next((each for each in planner.snippets if each.path == self.path), None)
        work = planner.work(snippet) if snippet else None
        if work is None:
            texts = self.tests.problems(self.path) or ["cannot be planned; see `trainer check`."]
            yield self.test(_Fault, name, texts=texts)
            return
        yield self.test(_SnippetTest, name, work=work)
        for mutant in work.mutants:
            yield self.test(_ItemTest, mutant.id, work=work, id_=mutant.id)


class _MutatorFile(_DeckFile):
    """A mutator: one test for each of its examples."""

    def collect(self) -> Iterator[pytest.Item]:
        planner = self.tests.planner
        idea = next((each for each in planner.ideas if each.path == self.path), None)
        mutator = planner.mutator(idea.id) if idea else None
        if idea is None or mutator is None:
            texts = self.tests.problems(self.path) or ["cannot be used; see `trainer check`."]
            yield self.test(_Fault, self.path.stem.replace("_", "-"), texts=texts)
            return
        for field in ("applies", "leaves"):
            for number in range(len(getattr(mutator, field))):
                yield self.test(
                    _ExampleTest,
                    f"{idea.id}/{field}[{number}]",
                    idea=idea,
                    mutator=mutator,
                    example=f"{field}[{number}]",
                )


class _Test(pytest.Item):
    tests: _DeckTests

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: Any) -> Any:
        from trainer.errors import TrainerError

        if isinstance(excinfo.value, _FailedError | TrainerError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, *args)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, self.name


class _Fault(_Test):
    """Stands for a file of which no tests can be made."""

    texts: list[str]

    def runtest(self) -> None:
        raise _FailedError("\n".join(self.texts))


class _ExampleTest(_Test):
    idea: Idea
    mutator: type[Mutator]
    example: str

    def runtest(self) -> None:
        from trainer.verify.check import example_failures

        for failure in example_failures(self.mutator, self.idea):
            if failure.startswith(f"{self.example} "):
                raise _FailedError(f"{self.path}: example {failure}")


class _SnippetTest(_Test):
    """The snippet as it is must pass its check."""

    work: Work

    def runtest(self) -> None:
        _skip_if_missing(self.work)
        if not self.tests.is_proven(self.work):
            _refuse_broken(self.work, self.tests.outcomes(self.work, self.session))


class _ItemTest(_Test):
    """A mutant must break as it is declared."""

    work: Work
    id_: str

    def runtest(self) -> None:
        from trainer.model import Verdict
        from trainer.verify.console import diff_lines, seen_text

        _skip_if_missing(self.work)
        proof = self._proof()
        if proof.verdict is Verdict.CONFIRMED:
            return
        declared = self.tests.planner.breaks([self.work])
        seen = proof.traceback or seen_text(proof)
        raise _FailedError(
            "\n".join(
                [
                    f"{self.work.snippet.path}:{_first_line(self.work.snippet, proof)}",
                    *diff_lines(proof),
                    f"verdict: {proof.verdict}",
                    f"declared: {', or '.join(str(declared[each]) for each in proof.mutators)}",
                    f"seen: {seen}",
                ]
            )
        )

    def _proof(self) -> Proof:
        recorded = self.work.recorded
        if recorded is not None and self.tests.is_proven(self.work):
            return next(each for each in recorded.mutants if each.id == self.id_)
        from trainer.verify.verification import proof_of, verdict_of

        outcomes = self.tests.outcomes(self.work, self.session)
        _refuse_broken(self.work, outcomes)
        mutant = next(each for each in self.work.mutants if each.id == self.id_)
        declared = self.tests.planner.breaks([self.work])
        outcome = outcomes[self.id_]
        return proof_of(mutant, verdict_of(mutant, outcome, self.work, declared, outcomes), outcome)


def _new_worker() -> Worker:
    from trainer.places import cache_dir
    from trainer.runtime.limits import Limits

    if sys.platform == "linux":
        from trainer.runtime.engine import Engine

        return Engine(cache_dir(), Limits())
    from trainer.runtime.fresh import FreshRunner

    return FreshRunner(cache_dir(), Limits())


def _skip_if_missing(work: Work) -> None:
    if work.missing:
        pytest.skip(f"{', '.join(work.missing)}: not installed")


def _refuse_broken(work: Work, outcomes: dict[str, Outcome]) -> None:
    from trainer.model import Ending

    outcome = outcomes[work.snippet.name]
    if outcome.ending is not Ending.PASSED:
        seen = outcome.traceback or outcome.message or outcome.exception or ""
        raise _FailedError(
            f"{work.snippet.path}\nverdict: baseline-failed\nseen: {outcome.ending}\n{seen}"
        )


def _first_line(snippet: Snippet, proof: Proof) -> int:
    return snippet.code.line - 1 + proof.span[0]

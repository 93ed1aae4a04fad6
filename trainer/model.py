"""The plain types that cross rooms: snippet, idea, mutant, outcome, evidence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

DOMAINS = {
    "databricks-ml": "Databricks ML",
    "ml-workflows": "ML Workflows",
    "spark-ml": "Spark ML",
    "scaling-ml": "Scaling ML Models",
}
"""Domain id to name, in the order of the study guide. A domain's folder is its id with `_`."""


@dataclass(frozen=True)
class Cell:
    """The text of one cell; `line` is the line of the file on which it begins, from 1."""

    text: str
    line: int


@dataclass(frozen=True)
class Snippet:
    """A correct program: `given` sets the scene, `code` is shown, `check` is its oracle."""

    name: str
    path: Path
    title: str
    domain: str
    objectives: tuple[str, ...]
    docs: str
    requires: tuple[str, ...]
    given: Cell
    code: Cell
    check: Cell


@dataclass(frozen=True)
class Idea:
    """What a learner reads about a mutator: one misconception and the principle against it."""

    id: str
    path: Path
    title: str
    misconception: str
    principle: str
    hint: str
    docs: str
    prerequisites: tuple[str, ...] = ()
    """The ids of ideas that should be met before this one."""
    seen: str = ""
    """A page where the mistake is made or warned of; empty where none is known."""


@dataclass(frozen=True)
class Raises:
    """The mutant must raise `exception` in the shown code, with `match` found in its message.

    `exception` is the name of the class or of one of its bases, without its module;
    `match` is a regular expression, searched for in the message before it is normalised.
    """

    exception: str
    match: str = ""

    def __str__(self) -> str:
        return f"raises {self.exception}" + (f" matching {self.match!r}" if self.match else "")


@dataclass(frozen=True)
class FailsCheck:
    """The mutant must run to its end, and an assertion of the check must fail.

    `match` is a regular expression, searched for in the assertion's message.
    """

    match: str = ""

    def __str__(self) -> str:
        return "fails its check" + (
            f" with a message matching {self.match!r}" if self.match else ""
        )


Breaks = Raises | FailsCheck


@dataclass(frozen=True)
class Mutant:
    """A snippet with one changed place, or a combined one with two or three.

    `mutator` holds the mutators' ids, joined by `+` in the order of their places. `span` is the
    first and last line of the shown code (from 1, inclusive) that `before` holds and `after`
    replaces. It covers the changed lines; where the change only takes something away, it covers the
    statement that lost it; of a combined mutant it reaches from the first place to the last.
    """

    snippet: str
    mutator: str
    number: int
    span: tuple[int, int]
    before: str
    after: str

    @property
    def id(self) -> str:
        return f"{self.snippet}/{self.mutator}/{self.number}"

    @property
    def mutators(self) -> tuple[str, ...]:
        """The ids of the mutators that changed it: several for a combined mutant."""
        return tuple(self.mutator.split("+"))


def apply_change(code: str, span: tuple[int, int], after: str) -> str:
    """The shown code with the lines of `span` replaced by `after`."""
    lines = code.split("\n")
    return "\n".join([*lines[: span[0] - 1], after, *lines[span[1] :]])


class Ending(StrEnum):
    """How one execution of a program ended."""

    PASSED = "passed"
    RAISED = "raised"
    """The shown code raised."""
    CHECK_FAILED = "check-failed"
    """The shown code ran to its end and an assertion of the check failed."""
    CHECK_RAISED = "check-raised"
    """The shown code ran to its end and the check raised something other than an assertion."""
    GIVEN_RAISED = "given-raised"
    TIMEOUT = "timeout"
    DIED = "died"
    """The process ended without an answer."""


@dataclass(frozen=True)
class Outcome:
    """What one execution did. Texts are normalised; `line` counts from 1 in the shown code."""

    ending: Ending
    seconds: float
    exception: str | None = None
    bases: tuple[str, ...] = ()
    """Names of the exception's class and of all its bases, without modules."""
    message: str | None = None
    full_message: str | None = None
    """The message before it was normalised and cut, for `Raises.match` only; it is not kept."""
    line: int | None = None
    traceback: str | None = None
    statement: int | None = None
    """The top-level statement of the shown code that was being executed, from 0; not kept."""
    ran_on: str = "local"
    """`local`, or `stand-in` where something took Databricks' place that exists only there."""


class Verdict(StrEnum):
    """What verification says of a mutant."""

    CONFIRMED = "confirmed"
    SURVIVED = "survived"
    WRONG_FAILURE = "wrong-failure"
    FLAKY = "flaky"
    TIMEOUT = "timeout"
    BASELINE_FAILED = "baseline-failed"
    NOT_RUN = "not-run"


@dataclass(frozen=True)
class Proof:
    """The evidence about one mutant: the change, the verdict and what was seen."""

    id: str
    mutator: str
    verdict: Verdict
    span: tuple[int, int]
    before: str
    after: str
    exception: str | None
    message: str | None
    line: int | None
    traceback: str | None
    ran_on: str
    seconds: float

    @property
    def mutators(self) -> tuple[str, ...]:
        """The ids of the mutators that changed it: several for a combined mutant."""
        return tuple(self.mutator.split("+"))


def changed_lines(proof: Proof) -> list[tuple[str, int, str]]:
    """The span as it was and as it became: sign (`-` before, `+` after, or blank), number, text.

    Numbers are those of the original for `-`, of the mutant for the others.
    """
    # Imported at the first reveal: the first question must not wait for it.
    from difflib import SequenceMatcher

    before, after = proof.before.split("\n"), proof.after.split("\n")
    start = proof.span[0]
    rows: list[tuple[str, int, str]] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, old, old_end, new, new_end in matcher.get_opcodes():
        if tag == "equal":
            rows += [(" ", start + n, after[n]) for n in range(new, new_end)]
            continue
        rows += [("-", start + n, before[n]) for n in range(old, old_end)]
        rows += [("+", start + n, after[n]) for n in range(new, new_end)]
    return rows


@dataclass(frozen=True)
class Baseline:
    """What the unchanged snippet did."""

    verdict: Verdict | None
    """None where it passed; else `baseline-failed` or `not-run`."""
    seconds: float
    message: str | None = None
    traceback: str | None = None


@dataclass(frozen=True)
class Evidence:
    """All that verification found out about one snippet."""

    content: str
    environment: str
    versions: dict[str, str]
    baseline: Baseline
    given: dict[str, str]
    mutants: tuple[Proof, ...]

"""Chooses a part of a verification: what has changed since a revision, or one of several shards."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from trainer.decks.deck import Deck
from trainer.decks.evidence import evidence_path
from trainer.decks.keys import MACHINERY, Keys
from trainer.errors import UsageError
from trainer.verify.plan import Work

_BASELINE_SECONDS = 3.0
_MUTANT_SECONDS = 0.3
"""What a program is taken to last of which nothing is recorded."""


class ChoiceError(UsageError):
    """A revision or a shard that cannot be used."""


def changed_since(deck: Deck, revision: str, works: Sequence[Work]) -> list[Work]:
    """The works of whose files one differs between a revision and the working tree.

    Those are the snippet, its evidence, each mutator that changes it now or did when it was
    recorded, and what that imports; all works where the machinery differs. Files that git does not
    track yet count, ignored ones don't. Raises ChoiceError where git cannot say.
    """
    if deck.sealed:
        raise ChoiceError(
            "--changed-since: an installed deck has no revisions. "
            "Give a deck in a git repository by --deck."
        )
    # As git names files: without symbolic links on the way to the deck.
    here = Deck(deck.root.resolve())
    top = Path(_git(here.root, "rev-parse", "--show-toplevel").removesuffix("\n"))
    # A trainer outside this repository is left out: git cannot say what it was at that revision,
    # and evidence that another one made is stale by its key in any case.
    machinery = [path for path in (each.resolve() for each in MACHINERY) if _within(path, top)]
    places = [here.root / "snippets", here.root / "mutators", *machinery]
    changed = _changed(top, _commit(here.root, revision), places)
    if any(_within(path, place) for path in changed for place in machinery):
        return list(works)
    ids = _changed_mutators(here, changed)

    def differs(work: Work) -> bool:
        snippet = here.root / deck.relative(work.snippet.path)
        used = {id_ for mutant in work.mutants for id_ in mutant.mutators}
        recorded = work.recorded.mutants if work.recorded else ()
        used |= {id_ for proof in recorded for id_ in proof.mutators}
        return not changed.isdisjoint({snippet, evidence_path(snippet)}) or not ids.isdisjoint(used)

    return [work for work in works if differs(work)]


def parse_shard(text: str) -> tuple[int, int]:
    """K and N of `K/N`, the K-th of N parts, from 1. Raises ChoiceError."""
    match = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text, re.ASCII)
    if match and 1 <= int(match[1]) <= int(match[2]):
        return int(match[1]), int(match[2])
    raise ChoiceError(f"--shard: {text!r} is no part of a whole. Give K/N, such as 1/4 to 4/4.")


def shard(works: Sequence[Work], index: int, count: int) -> list[Work]:
    """The `index`-th of `count` parts, from 1, that take about as long as each other.

    Each work is in one part. The parts follow from the works and what is recorded of them alone, so
    that machines with the same checkout need not speak with each other. Within a checkout in which
    a part has been run the records, and so the parts, may be others.
    """
    loads = [0.0] * count
    mine: set[str] = set()
    # The longest first, each to the part that has least: at most a third longer than the best.
    for work in sorted(works, key=lambda work: (-_seconds(work), work.snippet.name)):
        least = min(range(count), key=lambda part: (loads[part], part))
        loads[least] += _seconds(work)
        if least == index - 1:
            mine.add(work.snippet.name)
    return [work for work in works if work.snippet.name in mine]


def _seconds(work: Work) -> float:
    recorded = work.recorded
    if recorded is None:
        return _BASELINE_SECONDS + _MUTANT_SECONDS * len(work.mutants)
    known = {proof.id: proof.seconds for proof in recorded.mutants}
    mutants = (known.get(mutant.id, _MUTANT_SECONDS) for mutant in work.mutants)
    return recorded.baseline.seconds + sum(mutants)


def _changed_mutators(deck: Deck, changed: set[Path]) -> set[str]:
    """The ids of the mutators whose files, or what they import of the deck, are among the files."""
    keys = Keys()
    folder = deck.root / "mutators"
    paths = {path for path in changed if _within(path, folder)}
    if paths:
        paths |= {path for path in deck.mutator_paths() if not paths.isdisjoint(keys.helpers(path))}
    return {path.stem.replace("_", "-") for path in paths}


def _changed(top: Path, commit: str, places: Sequence[Path]) -> set[Path]:
    here = ["--", *map(str, places)]
    differing = _git(top, "diff", "--name-only", "--no-renames", "-z", commit, *here)
    untracked = _git(top, "ls-files", "--others", "--exclude-standard", "-z", *here)
    return {top / name for name in (differing + untracked).split("\0") if name}


def _commit(root: Path, revision: str) -> str:
    try:
        return _git(
            root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
        ).strip()
    except ChoiceError as error:
        raise ChoiceError(
            f"--changed-since: {revision!r} is no commit of the repository of {root}. "
            "Give a branch, a tag or a commit that is fetched here."
        ) from error


def _git(folder: Path, *arguments: str) -> str:
    """What git prints. Its command is used: the only interface that git promises to keep."""
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments],
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            check=False,
        )
    except (OSError, ValueError) as error:
        raise ChoiceError(f"--changed-since: git cannot be run: {error}.") from error
    if done.returncode != 0:
        said = done.stderr.strip().removeprefix("fatal: ") or f"git {arguments[0]} failed"
        raise ChoiceError(
            f"--changed-since: {folder}: {said}. The deck must lie in a git repository."
        )
    return done.stdout


def _within(path: Path, place: Path) -> bool:
    return path == place or place in path.parents

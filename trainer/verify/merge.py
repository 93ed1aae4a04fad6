"""The command merge: joins the evidence that the shards of a verification wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from rich.console import Console
from rich.text import Text

from trainer.decks.deck import Deck
from trainer.decks.evidence import evidence_path, read_evidence, write_evidence
from trainer.decks.memo import Memo
from trainer.errors import DeckError, Problem, UsageError
from trainer.model import Baseline, Evidence, Proof
from trainer.places import cache_dir
from trainer.verify.console import print_json, problem_to_json, seen_text, tell_problems
from trainer.verify.plan import Planner, Work

FINE, FINDINGS = 0, 1


class MergeError(UsageError):
    """A folder, or a deck, with which nothing can be joined."""


@dataclass(frozen=True)
class Piece:
    """What one shard's folder holds of one snippet."""

    folder: Path
    path: Path
    evidence: Evidence


@dataclass
class Merge:
    """What became of each snippet of the deck, by name."""

    merged: dict[str, Path] = field(default_factory=dict)
    """The file whose evidence was taken."""
    unchanged: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def run_merge(deck: Deck, folders: Sequence[Path], as_json: bool) -> int:
    """Joins the evidence of the folders and says how it went."""
    errors = Console(stderr=True)
    planner = Planner(deck, Memo(cache_dir() / "memo.json"))
    done = merge(planner, folders)
    planner.memo.save()
    if as_json:
        for name, path in done.merged.items():
            print_json({"snippet": name, "from": str(path)})
        for problem in done.problems:
            print_json(problem_to_json(problem))
    else:
        tell_problems(errors, done.problems)
        counts = f"{len(done.merged)} merged, {len(done.unchanged)} as they were"
        ending = f"{len(done.problems)} findings" if done.problems else "nothing is wrong"
        Console().print(Text(f"{len(planner.snippets)} snippets: {counts}: {ending}."))
    return FINDINGS if done.problems else FINE


def merge(planner: Planner, folders: Sequence[Path]) -> Merge:
    """Writes to a deck what shards found out that began with this deck. Raises MergeError.

    Of each snippet that evidence is taken which speaks of it as it is now. What a folder holds just
    as the deck does is no news; where the news of two folders contradict each other none is taken.
    """
    if planner.deck.sealed:
        raise MergeError("An installed deck cannot be written. Give the shards' deck by --deck.")
    done = Merge()
    pieces = _pieces(planner, folders, done.problems)
    used: dict[str, Path] = {}
    for snippet in planner.snippets:
        work = planner.work(snippet)
        if work is None:
            continue
        news = [piece for piece in pieces.get(snippet.name, ()) if _is_news(piece, work, done)]
        if not news:
            done.unchanged.append(snippet.name)
            if work.recorded is None or not _speaks_of(work.recorded, work):
                done.problems.append(_unproven(work))
            continue
        contradictions = [_contradiction(news[0], other) for other in news[1:]]
        if any(contradictions):
            done.unchanged.append(snippet.name)
            done.problems += filter(None, contradictions)
            continue
        try:
            write_evidence(evidence_path(snippet.path), news[0].evidence)
        except DeckError as error:
            done.problems.append(error.problem)
            continue
        done.merged[snippet.name] = news[0].path
        used.setdefault(news[0].evidence.environment, news[0].folder)
    if len(used) > 1:
        seen = "; ".join(f"{folder}: {environment}" for environment, folder in used.items())
        message = f"the shards ran in different environments: {seen}."
        advice = "Run all with the same constraints.txt."
        done.problems.append(Problem(planner.deck.root, None, message, advice))
    done.problems[:0] = planner.problems
    return done


def _pieces(
    planner: Planner, folders: Sequence[Path], problems: list[Problem]
) -> dict[str, list[Piece]]:
    """The readable evidence of all folders by the snippet's name."""
    names = {path.stem for path in planner.deck.snippet_paths()}
    found: dict[str, list[Piece]] = {}
    for folder in dict.fromkeys(folders):
        base = folder / "snippets" if (folder / "snippets").is_dir() else folder
        paths = sorted(base.glob("*/*.evidence.json"))
        if not paths:
            raise MergeError(
                f"{folder}: holds no evidence. Give a deck, or a folder that holds "
                "DOMAIN/NAME.evidence.json as snippets/ does."
            )
        for path in paths:
            name = path.name.removesuffix(".evidence.json")
            if name not in names:
                message = "speaks of a snippet that this deck does not have."
                problems.append(Problem(path, None, message, "It is left out."))
                continue
            try:
                found.setdefault(name, []).append(Piece(folder, path, read_evidence(path)))
            except DeckError as error:
                problems.append(replace(error.problem, advice="It is left out."))
    return found


def _is_news(piece: Piece, work: Work, done: Merge) -> bool:
    """Whether a piece says something new of the snippet as it is; what is stale is told."""
    if piece.evidence == work.recorded:
        return False
    if _speaks_of(piece.evidence, work):
        return True
    if piece.evidence.content != work.content:
        message = "is stale: it was made of another snippet, mutator or trainer than the deck's."
        advice = "Run the shard on the same commit."
    else:
        message = "speaks of other mutants than the deck's."
        advice = "Run the shard with the same libcst and ruff: the same constraints.txt."
    done.problems.append(Problem(piece.path, None, message, advice))
    return False


def _speaks_of(evidence: Evidence, work: Work) -> bool:
    if evidence.content != work.content:
        return False
    return evidence.baseline.verdict is not None or replace(work, recorded=evidence).is_proven


def _unproven(work: Work) -> Problem:
    message = "no folder holds evidence of it as it is now, nor does the deck."
    return Problem(work.snippet.path, None, message, f"Run `trainer verify {work.snippet.name}`.")


def _contradiction(one: Piece, other: Piece) -> Problem | None:
    """What two pieces about the same content say differently; durations may differ."""
    first, second = _claims(one.evidence), _claims(other.evidence)
    about = next((key for key in (*first, *second) if first.get(key) != second.get(key)), None)
    if about is None:
        return None
    message = (
        f"contradicts {one.path} about {about}: {_text(second.get(about))}; "
        f"there: {_text(first.get(about))}. Neither is taken."
    )
    name = other.path.name.removesuffix(".evidence.json")
    advice = (
        f"It is flaky, or the environments differ: run `trainer verify --again --repeat 3 {name}`."
    )
    return Problem(other.path, None, message, advice)


def _claims(evidence: Evidence) -> dict[str, Baseline | Proof | dict[str, str]]:
    return {
        "the snippet itself": replace(evidence.baseline, seconds=0.0),
        **{proof.id: replace(proof, seconds=0.0) for proof in evidence.mutants},
        "the given names": evidence.given,
    }


def _text(claim: Baseline | Proof | dict[str, str] | None) -> str:
    if isinstance(claim, Proof):
        return f"{claim.verdict}, {seen_text(claim)}"
    if isinstance(claim, Baseline):
        return f"{claim.verdict or 'passed'}" + (f", {claim.message}" if claim.message else "")
    return str(claim) if claim else "nothing"

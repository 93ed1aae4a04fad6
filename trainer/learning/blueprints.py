"""Reads blueprints: how many questions an exam has, of what, for how long, and what passes."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trainer.errors import UsageError
from trainer.learning.bank_index import Topic
from trainer.model import DOMAINS
from trainer.places import data_dir

DEFAULT = "study-guide"
OFFICIAL = "official-2025-03"
FOLDER = "blueprints"
"""Below the trainer's data: the learner's own blueprints, one TOML file each."""

_SHIPPED = Path(__file__).with_name(FOLDER)
_FIELDS = {
    "title",
    "source",
    "questions",
    "minutes",
    "pass_share",
    "pass_note",
    "legacy",
    "section",
}
_SECTION_FIELDS = {"id", "name", "weight", "domains", "objectives"}


@dataclass(frozen=True)
class Section:
    """A part of an exam: snippets of these domains, or with one of these objectives."""

    id: str
    name: str
    weight: float
    """Its share, in any unit."""
    domains: tuple[str, ...] = ()
    objectives: tuple[str, ...] = ()


@dataclass(frozen=True)
class Blueprint:
    """One kind of exam."""

    id: str
    title: str
    source: str
    """Where its figures come from."""
    questions: int
    minutes: int
    pass_share: float
    """From 0 to 1."""
    pass_note: str
    """Who says so."""
    sections: tuple[Section, ...]
    legacy: tuple[str, ...] = ()
    """Objectives that this exam has no more: no snippet with one of them is asked about."""

    def section_of(self, topic: Topic) -> Section | None:
        """The section that a snippet counts for; None where the exam asks nothing of the kind."""
        if set(self.legacy) & set(topic.objectives):
            return None
        for section in self.sections:
            if topic.domain in section.domains or set(section.objectives) & set(topic.objectives):
                return section
        return None

    @property
    def needed(self) -> int:
        """How many right answers pass."""
        return self.needed_of(self.questions)

    def needed_of(self, questions: int) -> int:
        """How many right answers pass an exam of another length."""
        # In whole hundredths of a per cent: as binary fractions, 0.7 * 10 is more than 7.
        return -(-round(self.pass_share * 10_000) * questions // 10_000)

    def counts(self, questions: int | None = None) -> dict[str, int]:
        """Questions by section id, by largest remainders: they add up to the number asked for."""
        wanted = self.questions if questions is None else questions
        total = sum(section.weight for section in self.sections)
        exact = {section.id: wanted * section.weight / total for section in self.sections}
        counts = {id_: int(share) for id_, share in exact.items()}
        by_rest = sorted(exact, key=lambda id_: counts[id_] - exact[id_])
        for id_ in by_rest[: wanted - sum(counts.values())]:
            counts[id_] += 1
        return counts


def blueprint_paths() -> dict[str, Path]:
    """All blueprints by id, the default first; a learner's own wins over one that ships."""
    folders = (_SHIPPED, data_dir() / FOLDER)
    found = {path.stem: path for folder in folders for path in sorted(folder.glob("*.toml"))}
    return {id_: found[id_] for id_ in sorted(found, key=lambda id_: id_ != DEFAULT)}


def read_blueprint(id_: str) -> Blueprint:
    """The blueprint of this id. Raises UsageError with what is wrong, and where."""
    paths = blueprint_paths()
    if id_ not in paths:
        raise UsageError(
            f"there is no blueprint {id_!r}; there are: {', '.join(paths)}. "
            f"Others can be added as TOML files in {data_dir() / FOLDER}."
        )
    path = paths[id_]
    try:
        return _blueprint(id_, tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path}: is not TOML: {error}. Mend that place.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read: {error}.") from error
    except ValueError as error:
        raise UsageError(f"{path}: {error}") from error


def blueprint_titles() -> tuple[list[tuple[str, str]], list[str]]:
    """The ids and titles of all blueprints, and what is wrong with those that cannot be read."""
    titles: list[tuple[str, str]] = []
    problems: list[str] = []
    for id_ in blueprint_paths():
        try:
            titles.append((id_, read_blueprint(id_).title))
        except UsageError as error:
            problems.append(str(error))
    return titles, problems


def _blueprint(id_: str, values: dict[str, Any]) -> Blueprint:
    _check_fields(values, _FIELDS, optional={"legacy", "source", "pass_note"})
    if not isinstance(values["section"], list):
        raise ValueError("section must be tables: [[section]].")
    sections = tuple(_section(each) for each in values["section"])
    ids = [section.id for section in sections]
    if len(set(ids)) < len(ids) or not ids:
        raise ValueError("needs sections, each with an id of its own.")
    pass_share = _number(values, "pass_share")
    if pass_share > 1:
        raise ValueError("pass_share must be at most 1: 0.7 are 70 %.")
    return Blueprint(
        id=id_,
        title=_text(values, "title"),
        source=_text(values, "source") if "source" in values else "",
        questions=_count(values, "questions", 500),
        minutes=_count(values, "minutes", 24 * 60),
        pass_share=pass_share,
        pass_note=_text(values, "pass_note") if "pass_note" in values else "",
        sections=sections,
        legacy=_texts(values, "legacy"),
    )


def _section(values: Any) -> Section:
    if not isinstance(values, dict):
        raise ValueError("section must be tables: [[section]].")
    _check_fields(values, _SECTION_FIELDS, optional={"domains", "objectives"})
    section = Section(
        _text(values, "id"),
        _text(values, "name"),
        _number(values, "weight"),
        _texts(values, "domains"),
        _texts(values, "objectives"),
    )
    if not section.domains and not section.objectives:
        raise ValueError(f"section {section.id!r} needs domains or objectives.")
    if unknown := sorted(set(section.domains) - DOMAINS.keys()):
        raise ValueError(
            f"section {section.id!r}: there is no domain {unknown[0]!r}; "
            f"there are: {', '.join(DOMAINS)}."
        )
    return section


def _check_fields(values: dict[str, Any], known: set[str], optional: set[str]) -> None:
    if missing := sorted(known - optional - values.keys()):
        raise ValueError(f"lacks {missing[0]!r}.")
    if unknown := sorted(values.keys() - known):
        raise ValueError(f"holds {unknown[0]!r}; known are: {', '.join(sorted(known))}.")


def _text(values: dict[str, Any], name: str) -> str:
    value = values[name]
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{name} must be a text that is not empty.")
    return value


def _texts(values: dict[str, Any], name: str) -> tuple[str, ...]:
    value = values.get(name, [])
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError(f"{name} must be a list of texts.")
    return tuple(value)


def _number(values: dict[str, Any], name: str) -> float:
    value = values[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e9:
        raise ValueError(f"{name} must be a number above 0.")
    return float(value)


def _count(values: dict[str, Any], name: str, most: int) -> int:
    value = values[name]
    if type(value) is not int or not 1 <= value <= most:
        raise ValueError(f"{name} must be a whole number from 1 to {most}.")
    return value

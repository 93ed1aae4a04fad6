"""The result of an exam, from what the history keeps of it: no deck is needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from trainer.learning.answers import Kind
from trainer.learning.exam_state import Place, Spec, read_state
from trainer.learning.history_rows import ExamRecord


@dataclass(frozen=True)
class SectionResult:
    """The questions of a section."""

    id: str
    name: str
    right: int
    asked: int
    wanted: int
    """How many the blueprint asks for; another number was asked where the deck had too few."""


@dataclass(frozen=True)
class IdeaResult:
    """The questions of an idea."""

    id: str
    right: int
    asked: int


@dataclass(frozen=True)
class QuestionResult:
    """One question, in the exam's order. `build_question(bank, spec)` makes it again."""

    spec: Spec
    kind: Kind
    response: str | None
    """As an answer keeps it: a line's number, empty for "nothing is wrong", or an option's text.
    None if it was not answered."""
    correct: bool
    seconds: float
    flagged: bool
    void: bool
    """It could not be answered, because the deck had it no more; it is not among those asked."""

    @property
    def key(self) -> str:
        return self.spec.key

    @property
    def idea(self) -> str | None:
        """Its id; None for an original."""
        return self.spec.mutator

    @property
    def section(self) -> str:
        """Its id."""
        return self.spec.section

    @property
    def answered(self) -> bool:
        return self.response is not None


@dataclass(frozen=True)
class ExamResult:
    """An exam that was handed in, or how an open one would end now."""

    uid: str
    title: str
    """The blueprint's; so are the next two."""
    blueprint: str
    pass_note: str
    seed: int
    began: datetime
    ended: datetime | None
    score: int
    """How many are right."""
    questions: int
    """How many count: all but those that are void."""
    needed: int
    """How many right ones pass."""
    seconds: float
    allowed: float
    """Seconds that there were."""
    sections: tuple[SectionResult, ...]
    ideas: tuple[IdeaResult, ...]
    """By how much was missed, the most at the front."""
    answers: tuple[QuestionResult, ...]
    """All questions, in their order, those that are void too."""

    @property
    def passed(self) -> bool:
        return self.questions > 0 and self.score >= self.needed

    @property
    def share(self) -> float:
        """The share of right answers, from 0 to 1."""
        return self.score / self.questions if self.questions else 0.0

    @property
    def unanswered(self) -> int:
        return sum(not each.answered and not each.void for each in self.answers)

    @property
    def missed(self) -> tuple[str, ...]:
        """The ideas of which something was missed, to be drilled."""
        return tuple(idea.id for idea in self.ideas if idea.right < idea.asked)


def result_of(record: ExamRecord) -> ExamResult:
    """The result of an exam, also of one long past. Raises HistoryError where it is damaged."""
    state = read_state(record)
    blueprint = state.blueprint
    answers = tuple(_question(place) for place in state.places)
    counted = [each for each in answers if not each.void]
    counts = blueprint.counts()
    sections = []
    for section in blueprint.sections:
        own = [each.correct for each in counted if each.section == section.id]
        wanted = counts[section.id]
        sections.append(SectionResult(section.id, section.name, sum(own), len(own), wanted))
    return ExamResult(
        uid=record.uid,
        title=blueprint.title,
        blueprint=blueprint.id,
        pass_note=blueprint.pass_note,
        seed=state.seed,
        began=record.began,
        ended=record.ended,
        score=sum(each.correct for each in counted),
        questions=len(counted),
        needed=blueprint.needed_of(len(counted)),
        seconds=state.seconds,
        allowed=state.allowed,
        sections=tuple(sections),
        ideas=_ideas(counted),
        answers=answers,
    )


def _question(place: Place) -> QuestionResult:
    given = place.response
    return QuestionResult(
        place.spec,
        given.kind if given else place.spec.kind,
        given.text if given else None,
        given is not None and given.correct,
        place.seconds,
        place.flagged,
        place.void,
    )


def _ideas(answers: list[QuestionResult]) -> tuple[IdeaResult, ...]:
    found: dict[str, list[bool]] = {}
    for each in answers:
        if each.idea is not None:
            found.setdefault(each.idea, []).append(each.correct)
    ideas = [IdeaResult(id_, sum(right), len(right)) for id_, right in found.items()]
    return tuple(sorted(ideas, key=lambda each: (each.right - each.asked, each.id)))

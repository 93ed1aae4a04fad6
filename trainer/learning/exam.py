"""An exam that is open: its questions, what is answered, its clock, and how it is handed in."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5

from trainer.errors import ExamElsewhereError, UsageError
from trainer.learning.answers import Answer, Kind, new_uid
from trainer.learning.bank import Bank
from trainer.learning.blueprints import Blueprint
from trainer.learning.exam_draw import build_question, draw, is_in, new_seed
from trainer.learning.exam_result import ExamResult, result_of
from trainer.learning.exam_state import (
    Place,
    Response,
    State,
    open_exams,
    read_state,
    state_text,
    stored_exam,
)
from trainer.learning.history import ExamRecord, History
from trainer.learning.questions import Question
from trainer.learning.schedule import grade_of

NOTHING = ""
"""The response that nothing is wrong."""

SAVED_AFTER = 4.0
"""Seconds after which a tick saves the clock: with a tick a second, a crash loses at most 5."""

LONGEST_GAP = 5.0
"""The most that counts between two ticks. The screen ticks each second: where more seems to have
passed, the machine slept, or its clock was set. A monotonic clock would not do: on some systems it
counts sleep too."""

_UIDS = UUID("c7a3f0d2-6f0e-4f7b-9f0a-2a1b7f5d9c41")
"""The namespace of the uids of answers."""


@dataclass(frozen=True)
class QuestionState:
    """How a question stands, for the map."""

    answered: bool
    flagged: bool
    seen: bool
    section: str
    """Its id."""


class Exam:
    """An open exam. Every change is in the history before a call returns.

    Whatever raises HistoryError leaves the exam as it was, so that it can be tried again; only its
    clock goes on. Times are aware of their zone. The clock starts with the first tick, and stands
    still from `pause` to the next tick.
    """

    def __init__(
        self,
        bank: Bank,
        history: History,
        clock: Callable[[], datetime],
        record: ExamRecord,
        state: State,
    ) -> None:
        """The exam of a record whose state was read. See `draw_exam` and `open_exam`."""
        self._bank = bank
        self._history = history
        self._clock = clock
        self._record = record
        self._state = state
        self._questions: dict[int, Question | None] = {}
        self._ticked: datetime | None = None
        self._unsaved = 0.0
        self._result: ExamResult | None = None
        self._take_over()

    @property
    def uid(self) -> str:
        return self._record.uid

    @property
    def blueprint(self) -> Blueprint:
        return self._state.blueprint

    @property
    def seed(self) -> int:
        return self._state.seed

    @property
    def numbers(self) -> int:
        """How many questions there are."""
        return len(self._state.places)

    @property
    def current(self) -> int:
        """The index of the question on screen."""
        return self._state.current

    @property
    def question(self) -> Question | None:
        """The current question; None where the deck has it no more: it does not count then."""
        return self._question(self.current)

    @property
    def response(self) -> int | str | None:
        """What is answered: a line's number or NOTHING, or an option's index; None if nothing yet.

        None also where the deck has changed, so that what was chosen is no longer offered.
        """
        given, question = self._place.response, self.question
        if given is None or question is None:
            return None
        if given.kind is Kind.SPOT:
            return int(given.text) if given.text else NOTHING
        texts = [option.text for option in question.options]
        return texts.index(given.text) if given.text in texts else None

    @property
    def unanswered(self) -> list[int]:
        return [n for n, place in enumerate(self._state.places) if place.response is None]

    @property
    def flagged(self) -> list[int]:
        return [n for n, place in enumerate(self._state.places) if place.flagged]

    def states(self) -> tuple[QuestionState, ...]:
        return tuple(
            QuestionState(place.response is not None, place.flagged, place.seen, place.spec.section)
            for place in self._state.places
        )

    def go_to(self, index: int) -> None:
        if not 0 <= index < self.numbers:
            raise ValueError(f"there is no question {index}")
        if index != self.current:
            there = replace(self._state.places[index], seen=True)
            self._save(replace(_with_place(self._state, index, there), current=index))

    def answer_line(self, line: int | None) -> None:
        """Answers `spot`: that a line is wrong, or that nothing is."""
        question = self._asked(spot=True)
        correct = line is None if question.is_original else line in question.answer_lines
        self._respond(question, NOTHING if line is None else str(line), correct)

    def choose(self, index: int) -> None:
        """Answers `blank` and `outcome`: with one of the question's options."""
        question = self._asked(spot=False)
        option = question.options[index]
        self._respond(question, option.text, option.right)

    def clear(self) -> None:
        """Takes the answer back."""
        if self._place.response is not None:
            self._save_place(replace(self._place, response=None))

    def toggle_flag(self) -> None:
        self._save_place(replace(self._place, flagged=not self._place.flagged))

    def seconds_left(self, now: datetime) -> float:
        return max(0.0, self._state.allowed - self._state.seconds - self._gap(now))

    def tick(self, now: datetime) -> None:
        """Counts the time since the last tick; saves it every few seconds. Call it each second."""
        self._count(now)
        if self._unsaved >= SAVED_AFTER:
            self._save(self._state)

    def pause(self, now: datetime) -> None:
        """Stops the clock until the next tick; call it when the exam leaves the screen."""
        self._count(now)
        self._ticked = None
        if self._unsaved and self._result is None:
            self._save(self._state)

    def hand_in(self, now: datetime) -> ExamResult:
        """Ends the exam; its answers are stored in the same transaction.

        What another trainer has handed in stays as it is, and is the result.
        """
        if self._result is None:
            self._count(now)
            self._ticked = None
            self._result = self._ended_elsewhere() or self._end()
            self._unsaved = 0.0
        return self._result

    @property
    def _place(self) -> Place:
        return self._state.places[self.current]

    def _question(self, index: int) -> Question | None:
        if index not in self._questions:
            self._questions[index] = build_question(self._bank, self._state.places[index].spec)
        return self._questions[index]

    def _asked(self, spot: bool) -> Question:
        question = self.question
        if question is None or (question.kind is Kind.SPOT) != spot:
            raise ValueError("the question does not ask for that")
        return question

    def _respond(self, question: Question, text: str, correct: bool) -> None:
        response = Response(text, correct, question.kind, self._clock())
        self._save_place(replace(self._place, response=response, seen=True))

    def _gap(self, now: datetime) -> float:
        """Seconds since the last tick; none if the clock went back."""
        if self._ticked is None:
            return 0.0
        return min(max(0.0, (now - self._ticked).total_seconds()), LONGEST_GAP)

    def _count(self, now: datetime) -> None:
        """Adds what has passed to the exam's time and to that of the question on screen."""
        if self._result is not None:
            return
        left = self._state.allowed - self._state.seconds
        gap = min(self._gap(now), left)
        self._ticked = now
        self._unsaved += gap
        place = replace(self._place, seconds=self._place.seconds + gap)
        state = _with_place(self._state, self.current, place)
        self._state = replace(state, seconds=state.seconds + gap)

    def _save_place(self, place: Place) -> None:
        self._save(_with_place(self._state, self.current, place))

    def _save(self, state: State) -> None:
        """Stores a state, and makes it ours. Raises ExamElsewhereError where it is not ours."""
        if self._result is not None:
            raise ValueError("the exam is handed in")
        self._check_holder()
        self._history.save_exam(replace(self._record, state=state_text(state)))
        self._state = state
        self._unsaved = 0.0

    def _take_over(self) -> None:
        """From now on another trainer that has this exam on screen can change it no more."""
        here = replace(self._place, seen=True)
        state = replace(_with_place(self._state, self.current, here), holder=new_uid())
        self._history.save_exam(replace(self._record, state=state_text(state)))
        self._state = state

    def _check_holder(self) -> None:
        # Read anew each time, which takes half a millisecond: else the trainer that wrote last
        # would wipe out what was answered in the other.
        stored = stored_exam(self._history, self.uid)
        if stored is None:
            return  # Repaired or moved away meanwhile; what is on screen is all there is.
        if stored.ended is not None:
            raise ExamElsewhereError(
                "This exam was handed in by another trainer. Leave it; its result is kept."
            )
        if read_state(stored).holder != self._state.holder:
            raise ExamElsewhereError(
                "This exam was opened in another trainer. Go on there, or leave and open it again."
            )

    def _ended_elsewhere(self) -> ExamResult | None:
        stored = stored_exam(self._history, self.uid)
        return result_of(stored) if stored is not None and stored.ended is not None else None

    def _end(self) -> ExamResult:
        self._check_holder()
        places = tuple(
            replace(place, void=self._is_void(index))
            for index, place in enumerate(self._state.places)
        )
        state = replace(self._state, places=places)
        record = replace(self._record, ended=self._clock(), state=state_text(state))
        self._history.save_exam(record, self._answers())
        self._state = state
        return result_of(record)

    def _is_void(self, index: int) -> bool:
        """Whether a question could not be answered. Those never seen are not read to find out."""
        place = self._state.places[index]
        if place.response is not None:
            return False
        if place.seen:
            return self._question(index) is None
        return not is_in(self._bank, place.spec)

    def _answers(self) -> list[Answer]:
        """What is answered. What is not counts as wrong, but no review happened."""
        return [
            Answer(
                # The same whoever hands in, so that no answer is there twice.
                uid=uuid5(_UIDS, f"{self.uid} {place.spec.key}").hex,
                at=place.response.at,
                kind=place.response.kind,
                question=place.spec.key,
                snippet=place.spec.snippet,
                mutator=place.spec.mutator,
                domain=place.spec.domain,
                response=place.response.text,
                correct=place.response.correct,
                hints=0,
                seconds=place.seconds,
                grade=grade_of(place.response.correct, 0) if place.spec.mutator else None,
                exam=self.uid,
            )
            for place in self._state.places
            if place.response is not None
        ]


def draw_exam(
    bank: Bank,
    blueprint: Blueprint,
    seed: int | None,
    history: History,
    clock: Callable[[], datetime],
) -> Exam:
    """Begins an exam, and stores it. Where no seed is given, one is drawn.

    Raises UsageError where one is open already, or where the bank has nothing to ask.
    """
    if open_exams(history):
        raise UsageError("an exam is open already; go on with it and hand it in first.")
    if seed is None:
        seed = new_seed(random.Random())
    specs = draw(bank, blueprint, seed)
    if not specs:
        raise UsageError(
            f"the deck has nothing that the blueprint {blueprint.id!r} asks for. "
            "Choose another blueprint or another deck."
        )
    # As much time for each question as in the whole exam.
    allowed = blueprint.minutes * 60 * min(1.0, len(specs) / blueprint.questions)
    state = State(blueprint, seed, allowed, tuple(Place(spec) for spec in specs))
    record = ExamRecord(new_uid(), clock(), None, "")
    return Exam(bank, history, clock, record, state)


def open_exam(bank: Bank, history: History, clock: Callable[[], datetime]) -> Exam | None:
    """The exam that is open, the newest if several are; None where none can be read.

    It is taken over: a trainer that still has it on screen can change it no more. To look only,
    and for what is wrong with one, there is `trainer.learning.exam_state.waiting_exam`.
    """
    for record, state in open_exams(history):
        return Exam(bank, history, clock, record, state)
    return None


def _with_place(state: State, index: int, place: Place) -> State:
    places = (*state.places[:index], place, *state.places[index + 1 :])
    return replace(state, places=places)

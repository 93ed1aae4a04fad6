"""A session of the drill: which question comes next, and what becomes of each answer."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from trainer.learning.answers import OUTCOME_STEP, Answer, Kind, Step, new_uid
from trainer.learning.bank import Bank, Item
from trainer.learning.blueprints import DEFAULT, Blueprint, read_blueprint
from trainer.learning.choice import FIX_REVIEWS, Candidate, Choice
from trainer.learning.history import History
from trainer.learning.kinds import build
from trainer.learning.lessons import Lesson, lesson_for
from trainer.learning.questions import Question
from trainer.learning.schedule import grade_of

ORIGINALS = 1 / 6
"""The share of originals: often enough that "nothing is wrong" is a real answer."""

MOST_HINTS = 2


@dataclass(frozen=True)
class Result:
    """What came of the question on screen, as far as it is answered."""

    correct: bool
    response: str
    chosen: int | None = None
    """The index of the option that was the answer itself."""
    steps: Mapping[str, int] = field(default_factory=dict)
    """By step, the index of what was chosen in it."""

    @property
    def accused(self) -> int | None:
        """The line that was accused; None for "nothing is wrong"."""
        return int(self.response) if self.response.isdigit() else None


class Drill:
    """Asks one question after the other, and stores each answer the moment it is given.

    Whatever raises HistoryError leaves the question as it was, so that it can be tried again.
    """

    def __init__(
        self,
        bank: Bank,
        history: History,
        rng: random.Random,
        clock: Callable[[], datetime],
        *,
        blueprint: Blueprint | None = None,
        kinds: Collection[Kind] = (Kind.SPOT, Kind.BLANK, Kind.OUTCOME),
        missed: Iterable[str] = (),
        lessons: bool = True,
    ) -> None:
        """`clock` returns the time, aware of its zone. New ideas come by the weights of the
        blueprint, questions of the `kinds` only. The ideas that were `missed` come first, until
        each was answered rightly.
        """
        self.bank = bank
        self.question: Question | None = None
        self.lesson: Lesson | None = None
        """What is shown before the question to who meets its idea first, or misses it often."""
        self.hints = 0
        self.result: Result | None = None
        self._history = history
        self._rng = rng
        self._clock = clock
        self._uid = ""
        self._answered: list[str] = []
        self._asked_at = clock()
        self._last: tuple[str, str] | None = None
        self._kinds = kinds
        self._missed = dict.fromkeys(missed)
        self._lessons = lessons
        self._choice = Choice(bank, blueprint or read_blueprint(DEFAULT), rng)

    def next_question(self) -> Question | None:
        """The next question; None where nothing can be asked."""
        last = self._last or self._history.last_question()
        self.lesson = None
        found = self._choose(last)
        self.question = found
        self.hints = 0
        self.result = None
        self._uid = new_uid()
        self._asked_at = self._clock()
        if found is not None:
            self._last = (found.key, found.snippet.name)
        return found

    @property
    def missed(self) -> int:
        """How many ideas that were missed are still to be answered rightly."""
        return len(self._missed)

    @property
    def may_ask_to_fix(self) -> bool:
        """Whether a program may have to be mended now, or after one more answer."""
        return Kind.FIX in self._kinds and any(
            card.reviews >= FIX_REVIEWS - 1 for card in self._history.cards()
        )

    def use_hint(self) -> int:
        """Takes one more hint; returns how many are open. The second is the last."""
        if self.result is None and self.hints < MOST_HINTS:
            self.hints += 1
        return self.hints

    def accuse(self, line: int | None) -> Result:
        """Answers `spot`: that a line is wrong, or that nothing is."""
        question = self._open_question()
        correct = line is None if question.is_original else line in question.answer_lines
        return self._answer("" if line is None else str(line), correct)

    def choose(self, index: int) -> Result:
        """Answers `blank` and `outcome`: with one of the question's options."""
        option = self._open_question().options[index]
        return self._answer(option.text, option.right, index)

    def hand_in(self, code: str, passed: bool) -> Result:
        """Answers `fix`: with a program, and whether it passed its check when it ran."""
        return self._answer(code, passed)

    def choose_step(self, name: str, index: int) -> Result:
        """Stores what is chosen in a step (of `trainer.learning.answers`) after the answer.

        Raises ValueError before the answer.
        """
        question, result = self._open_question(), self.result
        if result is None:
            raise ValueError("a step comes after the answer")
        if name not in result.steps:
            option = (question.options if name == OUTCOME_STEP else question.fixes)[index]
            self._history.record_step(self._uid, name, Step(option.text, option.right))
            result = self.result = replace(result, steps={**result.steps, name: index})
        return result

    def take_back(self) -> bool:
        """Takes back the newest answer of this session; says whether there was one.

        A question that is still on screen can then be answered again.
        """
        if not self._answered:
            return False
        self._history.take_back(self._answered[-1])
        if self._answered.pop() == self._uid:
            self.result = None
            self._uid = new_uid()
        return True

    def _answer(self, response: str, correct: bool, chosen: int | None = None) -> Result:
        """Stores the answer with the card's review; a second one to the question does not count."""
        question = self._open_question()
        if self.result is not None:
            return self.result
        now = self._clock()
        self._history.record(
            Answer(
                uid=self._uid,
                at=now,
                kind=question.kind,
                question=question.key,
                snippet=question.snippet.name,
                mutator=question.mutator,
                domain=question.snippet.domain,
                response=response,
                correct=correct,
                hints=self.hints,
                seconds=max(0.0, (now - self._asked_at).total_seconds()),
                grade=grade_of(correct, self.hints) if question.mutator else None,
            )
        )
        self._answered.append(self._uid)
        self.result = Result(correct, response, chosen)
        if correct and question.mutator is not None:
            self._missed.pop(question.mutator, None)
        return self.result

    def _open_question(self) -> Question:
        if self.question is None:
            raise ValueError("no question was asked")
        return self.question

    def _choose(self, last: tuple[str, str] | None) -> Question | None:
        """The first candidate that is not the last question; that one where there is no other."""
        wants_original = last is not None and self._rng.random() < ORIGINALS
        again: tuple[Candidate, Item] | None = None
        cards = self._history.cards()
        for candidate in self._choice.candidates(cards, self._clock(), self._missed):
            seen = self._history.last_seen(candidate.mutator) if candidate.card else {}
            for facts in self._choice.items(candidate, seen, last[1] if last else None):
                item = self.bank.item(facts.id)
                if item is None:
                    continue
                if last is not None and item.id == last[0]:
                    again = again or (candidate, item)
                    continue
                question = self._original(candidate, last) if wants_original else None
                question = question or self._about(candidate, item)
                if question is not None:
                    self._choice.asked(candidate)
                    return self._with_lesson(question, candidate, item)
        if again is None:
            return None
        question = self._about(*again)
        return self._with_lesson(question, *again) if question else None

    def _about(self, candidate: Candidate, item: Item) -> Question | None:
        """The question of the first kind, in an order that is drawn, that the item allows."""
        for kind in self._choice.kinds(candidate, self._kinds):
            if question := build(self.bank, item, kind, candidate.why, self._rng):
                return question
        return None

    def _with_lesson(self, question: Question, candidate: Candidate, item: Item) -> Question:
        if self._lessons and (candidate.card is None or candidate.is_leech):
            self.lesson = lesson_for(self.bank, item, candidate.is_leech)
        return question

    def _original(self, candidate: Candidate, last: tuple[str, str] | None) -> Question | None:
        """The original not seen for longest, and not the program of the last question.

        It takes the place of an idea and says why that one would have come: a reason of its own
        would tell that nothing is wrong.
        """
        seen = self._history.last_seen(None)
        names = [name for name in self.bank.originals if last is None or name != last[1]]
        names.sort(key=lambda name: (seen.get(name, 0), self._rng.random()))
        for name in names:
            original = self.bank.program(name).original
            if original is None:
                continue
            for kind in self._choice.kinds(candidate, self._kinds):
                if question := build(self.bank, original, kind, candidate.why, self._rng):
                    return question
        return None

"""A session of the drill: which question comes next, and what becomes of each answer."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import zip_longest

from trainer.learning.answers import OUTCOME_STEP, Answer, Step, new_uid
from trainer.learning.bank import Bank, Item, Original
from trainer.learning.history import CardRecord, History
from trainer.learning.questions import Question, question_of_item, question_of_original
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
        self, bank: Bank, history: History, rng: random.Random, clock: Callable[[], datetime]
    ) -> None:
        """`clock` returns the time, aware of its zone."""
        self.bank = bank
        self.question: Question | None = None
        self.hints = 0
        self.result: Result | None = None
        self._history = history
        self._rng = rng
        self._clock = clock
        self._uid = ""
        self._answered: list[str] = []
        self._asked_at = clock()
        self._last: tuple[str, str] | None = None
        self._domains = sorted({item.domain for item in bank.items})
        rng.shuffle(self._domains)
        self._fresh = self._shuffled_ideas()

    def next_question(self) -> Question | None:
        """The next question; None where nothing can be asked."""
        last = self._last or self._history.last_question()
        found = self._choose(last)
        self.question = found
        self.hints = 0
        self.result = None
        self._uid = new_uid()
        self._asked_at = self._clock()
        if found is not None:
            self._last = (found.key, found.snippet.name)
        return found

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
        return self.result

    def _open_question(self) -> Question:
        if self.question is None:
            raise ValueError("no question was asked")
        return self.question

    def _choose(self, last: tuple[str, str] | None) -> Question | None:
        """The first candidate that is not the last question; that one where there is no other."""
        original_wanted = last is not None and self._rng.random() < ORIGINALS
        again: tuple[str, Item] | None = None
        for why, item in self._candidates(last):
            if last is not None and item.id == last[0]:
                again = again or (why, item)
                continue
            if original_wanted and (question := self._original(why, last)):
                return question
            if question := question_of_item(self.bank, item, why, self._rng):
                if why == "new":
                    # Its domain had its turn and goes to the back.
                    self._domains.remove(item.domain)
                    self._domains.append(item.domain)
                return question
        if again is None:
            return None
        return question_of_item(self.bank, again[1], again[0], self._rng)

    def _candidates(self, last: tuple[str, str] | None) -> Iterator[tuple[str, Item]]:
        """Due ideas, the longest overdue first; then new ones; then those that are due soonest."""
        now = self._clock()
        cards = [card for card in self._history.cards() if card.mutator in self.bank.by_mutator]
        due = [card for card in cards if card.due <= now]
        for card in due:
            yield "review", self._item(card.mutator, card, last)
        seen = {card.mutator for card in cards}
        for mutator, domain in self._new_ideas(seen):
            yield "new", self._item(mutator, None, last, domain)
        for card in cards[len(due) :]:
            yield "extra", self._item(card.mutator, card, last)

    def _new_ideas(self, seen: set[str]) -> Iterator[tuple[str, str]]:
        """Ideas without a card, one domain after the other, each with the domain it stands for."""
        queues = [
            [(mutator, domain) for mutator in self._fresh[domain] if mutator not in seen]
            for domain in self._domains
        ]
        for turn in zip_longest(*queues):
            yield from (idea for idea in turn if idea is not None)

    def _shuffled_ideas(self) -> dict[str, list[str]]:
        ideas: dict[str, dict[str, None]] = {domain: {} for domain in self._domains}
        for item in self.bank.items:
            ideas[item.domain][item.mutator] = None
        shuffled = {domain: list(found) for domain, found in ideas.items()}
        for mutators in shuffled.values():
            self._rng.shuffle(mutators)
        return shuffled

    def _item(
        self,
        mutator: str,
        card: CardRecord | None,
        last: tuple[str, str] | None,
        domain: str | None = None,
    ) -> Item:
        """The item of an idea not seen for longest, in another snippet than last time if any."""
        items = self.bank.by_mutator[mutator]
        if domain is not None:
            items = [item for item in items if item.domain == domain]
        if card is not None:
            others = [item for item in items if item.snippet.name != card.last_snippet]
            items = others or items
        seen = self._history.last_seen(mutator) if card is not None else {}
        last_snippet = last[1] if last else None
        return min(
            items,
            key=lambda item: (
                seen.get(item.id, 0),
                item.snippet.name == last_snippet,
                self._rng.random(),
            ),
        )

    def _original(self, why: str, last: tuple[str, str] | None) -> Question | None:
        """The original not seen for longest, and not the program of the last question.

        It takes the place of an idea and says why that one would have come: a reason of its own
        would tell that nothing is wrong.
        """
        seen = self._history.last_seen(None)
        originals: list[Original] = [
            original
            for name, original in self.bank.originals.items()
            if last is None or name != last[1]
        ]
        originals.sort(key=lambda each: (seen.get(each.snippet.name, 0), self._rng.random()))
        for original in originals:
            if question := question_of_original(self.bank, original, why, self._rng):
                return question
        return None

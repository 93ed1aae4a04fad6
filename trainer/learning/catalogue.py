"""Lists the ideas of a bank with the learner's record on each, searched, filtered and sorted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from trainer.learning.bank import Bank
from trainer.learning.history import History
from trainer.learning.statistics import idea_answers


@dataclass(frozen=True)
class IdeaRecord:
    """An idea and how its answers went; `due_in` is None for an idea that was never reviewed."""

    mutator: str
    items: int
    due_in: int | None
    """Days; 0 or less where it is due now."""
    reviews: int
    lapses: int
    answers: int
    right: int

    @property
    def due_text(self) -> str:
        if self.due_in is None:
            return "new"
        return "now" if self.due_in <= 0 else f"{self.due_in} d"

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """Due, reviews, lapses and right answers, as a table shows them."""
        right = f"{self.right / self.answers:.0%}" if self.answers else "-"
        return self.due_text, str(self.reviews), str(self.lapses), right

    @property
    def in_words(self) -> str:
        if not self.answers and self.due_in is None:
            return "not asked yet."
        due = {"new": "not reviewed yet", "now": "due now"}.get(
            self.due_text, f"due in {self.due_in} d"
        )
        return (
            f"{due}, {_counted(self.reviews, 'review')}, {_counted(self.lapses, 'lapse')}, "
            f"{self.right} of {_counted(self.answers, 'answer')} right."
        )


FILTERS: dict[str, Callable[[IdeaRecord], bool]] = {
    "all": lambda record: True,
    "due now": lambda record: record.due_in is not None and record.due_in <= 0,
    "new": lambda record: record.due_in is None,
    "missed before": lambda record: record.lapses > 0,
}
SORTS: dict[str, Callable[[IdeaRecord], float]] = {
    "name": lambda record: 0,
    "due first": lambda record: float("inf") if record.due_in is None else record.due_in,
    "most lapses": lambda record: -record.lapses,
    "fewest right": lambda record: record.right / record.answers if record.answers else 2,
    "most bugs": lambda record: -record.items,
}


def idea_records(bank: Bank, history: History, now: datetime) -> list[IdeaRecord]:
    """All ideas of the bank by name; no mutator's file is read."""
    cards = {card.mutator: card for card in history.cards()}
    answers = idea_answers(history)
    records = []
    for mutator, items in sorted(_counts(bank).items()):
        card = cards.get(mutator)
        days = -((now - card.due).total_seconds() // 86400) if card else None
        records.append(
            IdeaRecord(
                mutator,
                items,
                None if days is None else int(days),
                card.reviews if card else 0,
                card.lapses if card else 0,
                *answers.get(mutator, (0, 0)),
            )
        )
    return records


def chosen(
    records: Iterable[IdeaRecord],
    titles: Mapping[str, str],
    words: str,
    filter_: str,
    sort: int,
) -> list[IdeaRecord]:
    """Those in whose title or name every word is found, and which pass a filter, sorted.

    `titles` may lack some that are not read yet; `sort` is the number of one of SORTS.
    """
    wanted = words.casefold().split()

    def is_found(record: IdeaRecord) -> bool:
        text = f"{record.mutator} {titles.get(record.mutator, '')}".casefold()
        return all(word in text for word in wanted)

    found = [record for record in records if FILTERS[filter_](record) and is_found(record)]
    key = list(SORTS.values())[sort]
    return sorted(
        found, key=lambda each: (key(each), titles.get(each.mutator, each.mutator).casefold())
    )


def title_of(bank: Bank, mutator: str | None, snippet: str) -> str:
    """What lists call a question: its idea's title, or for an original that of its program.

    It reads a file.
    """
    if mutator is None:
        original = bank.program(snippet).original
        return f"Unchanged: {original.snippet.title if original else snippet}"
    # An idea that the deck has no more would be told as a problem of the deck.
    idea = bank.idea(mutator) if mutator in bank.ideas else None
    return idea.title if idea else mutator.replace("-", " ")


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _counts(bank: Bank) -> dict[str, int]:
    return {mutator: facts.items for mutator, facts in bank.ideas.items()}

"""Counts what home shows: what is due, what is new, and how the answers went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from trainer.learning.bank import Bank
from trainer.learning.history import History
from trainer.model import DOMAINS


@dataclass(frozen=True)
class DomainRecord:
    """The answers of one domain."""

    name: str
    answers: int
    right: int

    @property
    def accuracy(self) -> float | None:
        """The share of right answers; None without any answer."""
        return self.right / self.answers if self.answers else None


@dataclass(frozen=True)
class Figures:
    """The numbers of the home screen."""

    due: int
    new: int
    answers_today: int
    answers: int
    domains: tuple[DomainRecord, ...]


def home_figures(bank: Bank, history: History, now: datetime) -> Figures:
    """Counts for `now`, an aware time; today is the day of the learner's own clock."""
    cards = {card.mutator: card.due for card in history.cards() if card.mutator in bank.by_mutator}
    midnight = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    by_domain = history.by_domain()
    return Figures(
        due=sum(due <= now for due in cards.values()),
        new=len(bank.by_mutator) - len(cards),
        answers_today=history.count(midnight),
        answers=history.count(),
        domains=tuple(
            DomainRecord(name, *by_domain.get(domain, (0, 0))) for domain, name in DOMAINS.items()
        ),
    )

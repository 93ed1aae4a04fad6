"""Reads from the recent answers how each idea stands, and how often such ideas are found again."""

from __future__ import annotations

import json
import math
import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from trainer.learning.answers import Kind
from trainer.learning.history import History
from trainer.learning.history_rows import time_text

HALF_LIFE = 30.0
"""Days after which an answer counts half."""

WINDOW, MOST = 150, 4000
"""Days and answers that are looked at; those before count for next to nothing."""

GUESSED = {Kind.SPOT: 0.12, Kind.BLANK: 0.3, Kind.OUTCOME: 0.3, Kind.FIX: 0.0}
"""How often each kind is answered rightly by one who does not know: some lines and options are
plainly absurd."""
GUESSED_WITH_HINTS = (0.0, 0.3, 0.5)
"""The same at least, by the number of hints."""

APART = 0.25
"""Days between two answers from which on the second one tells of memory."""

_DECAY = 0.1542
"""Of FSRS 6 by its default parameters."""
_CURVE = 0.9 ** (-1 / _DECAY) - 1
_DAY = timedelta(days=1)


class Standing(StrEnum):
    """Where an idea's last answers have left it."""

    UNSEEN = "unseen"
    MISSED = "missed"
    FOUND = "found"
    FIRM = "firm"
    """Found again, some hours later at least."""


PRIOR = {Standing.UNSEEN: 0.3, Standing.MISSED: 0.6, Standing.FOUND: 0.7, Standing.FIRM: 0.85}
"""How many ideas are known that stand so, before any answer tells."""
PRIOR_OF_ORIGINALS = 0.6
PRIOR_WEIGHT = 6.0
"""How many answers that counts as; the learner's own of all sections count as many in each."""


@dataclass
class Tally:
    """Answers counted by their weights."""

    known: float = 0.0
    """Right ones, less what guessing gives."""
    weight: float = 0.0
    helped_right: float = 0.0
    helped: float = 0.0
    """Those after a lesson, and the right ones of them."""

    def add(self, correct: bool, guessed: float, weight: float) -> None:
        self.known += weight * (correct - guessed)
        self.weight += weight * (1 - guessed)

    def add_helped(self, correct: bool, weight: float) -> None:
        self.helped_right += weight * correct
        self.helped += weight

    def rate(self, rng: random.Random, prior: float, help_: float) -> float:
        """A rate that the answers allow, if a lesson helps so often; near the prior without any."""
        known = self.known + self.helped_right - help_ * self.helped
        total = self.weight + (1 - help_) * self.helped + PRIOR_WEIGHT
        mean = min(0.98, max(0.02, (known + prior * PRIOR_WEIGHT) / total))
        return min(1.0, max(0.0, rng.gauss(mean, math.sqrt(mean * (1 - mean) / (total + 1)))))


@dataclass
class Record:
    """What the recent answers say; those that no section asks for have the section `""`."""

    standing: dict[str, Standing] = field(default_factory=dict)
    overall: dict[Standing, Tally] = field(default_factory=lambda: defaultdict(Tally))
    by_section: dict[tuple[str, Standing], Tally] = field(
        default_factory=lambda: defaultdict(Tally)
    )
    originals: Tally = field(default_factory=Tally)
    answers: Counter[str] = field(default_factory=Counter)
    weights: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    """Of the answers, by section as they are."""
    lately: int = 0
    """How many answers that sections ask for are younger than a half-life."""


def read_recent(
    history: History, now: datetime
) -> tuple[list[tuple[Any, ...]], dict[str, tuple[str, int]]]:
    """The newest answers, the oldest of them first, and by idea the card and its reviews."""
    with history.reading() as connection:
        rows = connection.execute(
            "SELECT mutator, snippet, kind, correct, hints, exam, julianday(at) FROM answers"
            # A time that is none is for `trainer history check`; home must open all the same.
            " WHERE at > ? AND julianday(at) IS NOT NULL ORDER BY at DESC, id DESC LIMIT ?",
            (time_text(now - timedelta(WINDOW)), MOST),
        ).fetchall()
        cards = connection.execute("SELECT mutator, card, reviews FROM cards").fetchall()
    return rows[::-1], {mutator: (card, reviews) for mutator, card, reviews in cards}


def record_of(
    rows: Sequence[tuple[Any, ...]],
    cards: Mapping[str, tuple[str, int]],
    sections: Mapping[str, str],
    now: datetime,
) -> Record:
    """What the rows say; `sections` are those of the snippets."""
    record = Record()
    today = _julian(now)
    counted = Counter(row[0] for row in rows)
    last: dict[str, float] = {}
    for mutator, snippet, kind, correct, hints, exam, at in rows:
        # A clock that went back leaves answers of days to come; they are as good as today's.
        weight = 0.5 ** (max(0.0, today - at) / HALF_LIFE)
        section = sections.get(snippet, "")
        record.answers[section] += 1
        record.weights[section] += weight
        record.lately += section != "" and weight > 0.5
        if mutator is None:
            record.originals.add(bool(correct), 0.0, weight)
            continue
        standing = record.standing.get(mutator)
        if standing is None and cards.get(mutator, ("", 0))[1] <= counted[mutator]:
            standing = Standing.UNSEEN
        apart = at - last.get(mutator, -math.inf) >= APART
        if standing is not None and apart:
            guessed = max(GUESSED.get(kind, 0.0), GUESSED_WITH_HINTS[min(hints, 2)])
            for tally in (record.overall[standing], record.by_section[section, standing]):
                if standing is Standing.UNSEEN and exam is None:
                    tally.add_helped(bool(correct), weight)
                else:
                    tally.add(bool(correct), guessed, weight)
        if not correct:
            record.standing[mutator] = Standing.MISSED
        elif standing is Standing.FOUND and apart:
            record.standing[mutator] = Standing.FIRM
        elif standing is not Standing.FIRM:
            record.standing[mutator] = Standing.FOUND
        last[mutator] = at
    return record


def _julian(at: datetime) -> float:
    return at.timestamp() / 86400 + 2440587.5


def fading(card: str, now: datetime) -> float:
    """How much of an idea is left by FSRS's curve against the day on which it is due, when most
    answers are given.
    """
    try:
        values = json.loads(card)
        last, due = (datetime.fromisoformat(values[name]) for name in ("last_review", "due"))
        stability = max(0.1, float(values["stability"]))
        kept, kept_when_due = (_kept((at - last) / _DAY / stability) for at in (now, due))
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError):
        return 1.0
    return min(1.0, kept / min(0.9, kept_when_due))


def _kept(past: float) -> float:
    """The chance to remember after so many times the stability."""
    return float((1 + _CURVE * max(0.0, past)) ** -_DECAY)

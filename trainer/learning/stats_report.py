"""`trainer stats`: the statistics and the chance to pass, as text and as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from trainer.decks.deck import Deck
from trainer.learning.blueprints import Blueprint, read_blueprint
from trainer.learning.history import History
from trainer.learning.statistics import Mastery, Statistics, statistics

if TYPE_CHECKING:
    from trainer.learning.readiness import Readiness

_BAR = 20
_DAYS = 14

MASTERY_NAMES = {
    Mastery.NEW: "New",
    Mastery.LEARNING: "Learning (under 7 days)",
    Mastery.YOUNG: "Young (7 to 20 days)",
    Mastery.MATURE: "Mature (21 days or more)",
}
"""How long an idea is expected to be remembered."""


def run_stats(deck: Deck, blueprint_id: str, as_json: bool) -> None:
    """Prints all of it. Raises HistoryError, or UsageError where there is no such blueprint."""
    import click

    from trainer.learning.bank import read_bank
    from trainer.learning.readiness import readiness

    blueprint = read_blueprint(blueprint_id)
    bank, now = read_bank(deck), datetime.now(UTC)
    history = History()
    try:
        stats = statistics(bank, history, now)
        ready = readiness(bank, history, blueprint, now)
    finally:
        history.close()
    if as_json:
        click.echo(stats_json(stats, ready, blueprint))
    else:
        click.echo(f"{stats_text(stats)}\n\n{readiness_text(ready, blueprint)}")


def stats_text(stats: Statistics) -> str:
    """A page of plain text, 80 columns wide at most."""
    figures = stats.figures
    rows = [
        f"Due now {figures.due}    New ideas {figures.new}    "
        f"Answers {figures.answers_today} today, {figures.answers} in all    "
        f"Streak {days_name(figures.streak)}",
        "",
        "Right answers by domain",
    ]
    width = max(len(domain.name) for domain in figures.domains)
    for domain in figures.domains:
        share = "   -" if domain.accuracy is None else f"{domain.accuracy:>4.0%}"
        rows.append(f"  {domain.name:<{width}}  {share}  {domain.right} of {domain.answers}")
    rows += ["", "Ideas by mastery"]
    rows += bars([(MASTERY_NAMES[each], count) for each, count in stats.mastery.items()])
    rows += ["", f"Reviews due in the next {len(stats.forecast)} days"]
    rows.append("  " + " ".join(str(count) for count in stats.forecast))
    if stats.days:
        rows += ["", f"The last {min(_DAYS, len(stats.days))} days with answers"]
        rows += [
            f"  {each.day.isoformat()}  {each.right / each.answers:>4.0%}"
            f"  {each.right} of {each.answers}"
            for each in stats.days[-_DAYS:]
        ]
    return "\n".join(rows)


def readiness_text(ready: Readiness, blueprint: Blueprint) -> str:
    """The chance to pass, 80 columns wide at most."""
    rows = [f"Chance to pass ({blueprint.title})"]
    if ready.chance is None or ready.interval is None:
        more = "1 more answer" if ready.missing == 1 else f"{ready.missing} more answers"
        rows.append(f"  Not enough answers yet: an honest estimate needs about {more}.")
    else:
        low, high = ready.interval.low, ready.interval.high
        rows.append(
            f"  {ready.chance:.0%}, likely between {low:.0%} and {high:.0%}, "
            f"by {ready.answers} recent answers"
        )
        rows.append(
            f"  Expected: {ready.score:.0f} of {ready.questions} right "
            f"({ready.score_interval.low:.0f} to {ready.score_interval.high:.0f}); "
            f"{ready.needed} pass"
        )
    width = max(len(section.name) for section in ready.sections)
    for section in ready.sections:
        low, high = section.interval.low, section.interval.high
        share = f"{section.share:>4.0%} ({low:.0%} to {high:.0%})"
        if section.missing:
            share = f"needs {section.missing} more answers"
        unseen = f"{section.unseen} of {section.ideas} ideas not met yet"
        rows.append(f"  {section.name:<{width}}  {share}, {unseen}")
    return "\n".join(rows)


def stats_json(stats: Statistics, ready: Readiness, blueprint: Blueprint) -> str:
    """One JSON object; `trainer stats --json` prints it."""
    figures = stats.figures
    document = {
        "today": stats.today.isoformat(),
        "due": figures.due,
        "new": figures.new,
        "answers": figures.answers,
        "answers_today": figures.answers_today,
        "streak": figures.streak,
        "domains": [asdict(domain) | {"accuracy": domain.accuracy} for domain in figures.domains],
        "mastery": {each.value: count for each, count in stats.mastery.items()},
        "forecast": list(stats.forecast),
        "days": [asdict(each) | {"day": each.day.isoformat()} for each in stats.days],
        "readiness": {"blueprint": blueprint.id, **asdict(ready)},
    }
    return json.dumps(document, indent=2)


def bars(counts: list[tuple[str, int]]) -> list[str]:
    """A row with a bar for each; the largest fills its width."""
    most = max((count for _, count in counts), default=0)
    width = max(len(name) for name, _ in counts)
    return [
        f"  {name:<{width}}  {'■' * round(_BAR * count / most) if most else '':<{_BAR}}  {count}"
        for name, count in counts
    ]


def days_name(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"

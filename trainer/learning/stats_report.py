"""Says the statistics as text and as JSON, for `trainer stats`."""

from __future__ import annotations

import json
from dataclasses import asdict

from trainer.learning.statistics import Mastery, Statistics

_BAR = 20
_DAYS = 14

MASTERY_NAMES = {
    Mastery.NEW: "New",
    Mastery.LEARNING: "Learning (under 7 days)",
    Mastery.YOUNG: "Young (7 to 20 days)",
    Mastery.MATURE: "Mature (21 days or more)",
}
"""How long an idea is expected to be remembered."""


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


def stats_json(stats: Statistics) -> str:
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

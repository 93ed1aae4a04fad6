"""A calendar of the last weeks: the more answers a day has, the fuller its cell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from textual.content import Content
from textual.widget import Widget

LEVELS = "·░▒▓█"
_STYLES = ("$text 40%", "$primary", "$primary", "$primary", "$primary")
_WEEKDAYS = ("Mon", "", "Wed", "", "Fri", "", "Sun")
_LEFT = 4
_MOST_WEEKS = 53


class HeatMap(Widget):
    """One column a week, one row a weekday. The cells say by their filling what colour says."""

    DEFAULT_CSS = "HeatMap { height: 9; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._counts: Mapping[date, int] = {}
        self._today = date.min

    def show(self, counts: Mapping[date, int], today: date) -> None:
        """`counts` are answers by day."""
        self._counts, self._today = counts, today
        self.refresh()

    def render(self) -> Content:
        if self._today == date.min:
            return Content("")
        weeks = max(1, min(_MOST_WEEKS, (self.size.width - _LEFT) // 2))
        return heat_map(self._counts, self._today, weeks)


def heat_map(counts: Mapping[date, int], today: date, weeks: int) -> Content:
    """The calendar as text: months, seven rows, and what the fillings mean."""
    monday = today - timedelta(today.weekday())
    first = monday - timedelta(7 * (weeks - 1))
    shown = [count for day, count in counts.items() if first <= day <= today]
    most = max(shown, default=0)
    rows = [_months(first, weeks)]
    for weekday, name in enumerate(_WEEKDAYS):
        row = [Content.styled(f"{name:<{_LEFT}}", "$text 70%")]
        for week in range(weeks):
            day = first + timedelta(7 * week + weekday)
            level = level_of(counts.get(day, 0), most)
            cell = LEVELS[level] * 2 if level else f"{LEVELS[0]} "
            row.append(Content.styled(cell, _STYLES[level]) if day <= today else Content("  "))
        rows.append(Content("").join(row))
    rows.append(_legend(most))
    return Content("\n").join(rows)


def level_of(count: int, most: int) -> int:
    """From 0 for none to 4 for more than three quarters of the most."""
    return 0 if count <= 0 else min(4, 1 + (4 * count - 1) // most) if most else 0


def _months(first: date, weeks: int) -> Content:
    """The month's name above the first week that begins in it, where there is room."""
    line = ""
    before = 0
    for week in range(weeks):
        day = first + timedelta(7 * week)
        column = 2 * week
        if day.month != before and len(line) <= column and column + 3 <= 2 * weeks:
            line = f"{line:<{column}}{day:%b} "
        before = day.month
    return Content.styled(" " * _LEFT + line, "$text 70%")


def _legend(most: int) -> Content:
    if not most:
        return Content.styled(" " * _LEFT + "No answers in these weeks.", "$text 70%")
    return Content.assemble(
        (" " * _LEFT + "none ", "$text 70%"),
        (f"{LEVELS[0]} ", _STYLES[0]),
        (" ".join(each * 2 for each in LEVELS[1:]), "$primary"),
        (f" {most} answers a day", "$text 70%"),
    )

"""Home: what is due, how the answers went so far, and what of the bank cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Static

from trainer.errors import HistoryError
from trainer.learning.bank import Bank
from trainer.learning.history import History
from trainer.learning.statistics import DomainRecord, Figures, home_figures
from trainer.tui.texts import BAD, HEADING, QUIET

_BAR, _FULL, _EMPTY = 20, "■", "·"
_MOST_PROBLEMS = 3


class HomeScreen(Screen[None]):
    """The first screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "drill", "Start a drill", id="home.drill"),
        Binding("q", "app.quit", "Quit", id="home.quit"),
    ]
    HELP = (
        "A drill asks about what is due first, then about new ideas. An idea that you miss comes "
        "back soon, in another program where there is one; an idea that you know comes back later "
        "and later."
    )

    def __init__(self, bank: Bank, history: History, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._bank = bank
        self._history = history
        self._clock = clock

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="home"):
            yield Static(id="report", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        self._show()

    def action_drill(self) -> None:
        if self._bank.items:
            self.app.action_drill()  # type: ignore[attr-defined]
        else:
            self.notify("There is nothing to drill yet.", severity="warning")

    def _show(self) -> None:
        parts = [_NAME]
        if not self._bank.items:
            parts.append(_empty_bank(self._bank))
        else:
            try:
                parts += _report(home_figures(self._bank, self._history, self._clock()))
            except HistoryError as error:
                parts.append(Content.assemble(("✗ ", BAD), str(error)))
        if self._bank.problems:
            parts.append(_problems(self._bank))
        self.query_one("#report", Static).update(Content("\n\n").join(parts))


_NAME = Content.assemble(
    ("Find the bug", "bold $text-primary"),
    "\nCode questions for the Databricks ML Associate exam.\n"
    "Every bug here was run, and really breaks.",
    ("\nNot made by Databricks, nor endorsed by it.", QUIET),
)


def _report(figures: Figures) -> list[Content]:
    if not figures.answers:
        start = Content.assemble(
            ("Nothing answered yet. ", "bold"),
            f"{figures.new} ideas wait for you.\nPress Enter for the first question.",
        )
        return [start, _accuracy(figures)]
    counts = Content.assemble(
        ("Due now ", HEADING),
        (str(figures.due), "bold"),
        ("    New ideas ", HEADING),
        (str(figures.new), "bold"),
        ("    Answers ", HEADING),
        (f"{figures.answers_today} today, {figures.answers} in all", "bold"),
    )
    return [counts, _accuracy(figures)]


def _accuracy(figures: Figures) -> Content:
    width = max(len(domain.name) for domain in figures.domains)
    rows = [_domain_row(domain, width) for domain in figures.domains]
    return Content("\n").join([Content.styled("Right answers by domain", HEADING), *rows])


def _domain_row(domain: DomainRecord, width: int) -> Content:
    name = f"{domain.name:<{width}}  "
    if domain.accuracy is None:
        return Content.assemble(name, (_EMPTY * _BAR + "    -  no answers yet", QUIET))
    filled = round(domain.accuracy * _BAR)
    return Content.assemble(
        name,
        (_FULL * filled, "$text-primary"),
        (_EMPTY * (_BAR - filled), QUIET),
        f" {domain.accuracy:>4.0%}",
        (f"  {domain.right} of {domain.answers}", QUIET),
    )


def _empty_bank(bank: Bank) -> Content:
    return Content.assemble(
        ("✗ There are no questions. ", BAD),
        f"The deck in {bank.deck.root} holds no proven bug. "
        "Install the trainer again; or, if the deck is your own, run ",
        ("trainer verify", "bold"),
        " to prove its bugs.",
    )


def _problems(bank: Bank) -> Content:
    count = len(bank.problems)
    files = "1 file is" if count == 1 else f"{count} files are"
    rows = []
    for problem in bank.problems[:_MOST_PROBLEMS]:
        where = str(bank.deck.relative(problem.path))
        where += f":{problem.line}" if problem.line else ""
        rows.append(Content(f"  {where}: {problem.message} {problem.advice}".rstrip()))
    if count > _MOST_PROBLEMS:
        rows.append(Content(f"  and {count - _MOST_PROBLEMS} more: `trainer check` lists them."))
    rest = "; the others work." if bank.items else "."
    heading = Content.styled(f"! {files} left out{rest}", "bold $text-warning")
    return Content("\n").join([heading, *rows])

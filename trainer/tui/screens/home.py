"""Home: what is due, how ready one is, an exam that waits, and what of the bank cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from trainer.errors import HistoryError
from trainer.learning.bank import Bank
from trainer.learning.blueprints import Blueprint
from trainer.learning.history import History
from trainer.learning.statistics import DomainRecord, Figures, home_figures
from trainer.learning.stats_report import days_name
from trainer.tui.runs import HOW_TO_INSTALL
from trainer.tui.texts import BAD, HEADING, QUIET
from trainer.tui.widgets.keys import KeyBar

if TYPE_CHECKING:
    from trainer.learning.exam_state import Waiting
    from trainer.learning.readiness import Readiness

_BAR, _FULL, _EMPTY = 20, "■", "·"
_MOST_PROBLEMS = 3
_ESTIMATE_AFTER = 0.02
"""Seconds."""


class HomeScreen(Screen[None]):
    """The first screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "drill", "Start a drill", id="home.drill"),
        Binding("e", "exam", "Mock exam", id="home.exam"),
        Binding("s", "app.statistics", "Statistics", id="home.statistics"),
        Binding("c", "app.catalogue", "Catalogue", id="home.catalogue"),
        Binding("h", "app.history", "History", id="home.history"),
        Binding("comma", "app.settings", "Settings", id="home.settings"),
        Binding("q", "app.quit", "Quit", id="home.quit"),
    ]
    HELP = (
        "A drill asks about what is due first, then about new ideas. An idea that you miss comes "
        "back the next day, in another program where there is one; an idea that you know comes "
        "back later and later.\n\n"
        "The chance to pass is an estimate from your own answers, the newer ones counting more; "
        "what you have not met yet counts as not known yet.\n\n"
        "Ctrl+P lists everything that can be done."
    )

    def __init__(
        self,
        bank: Bank,
        history: History,
        clock: Callable[[], datetime],
        blueprint: Blueprint,
        *,
        can_run: bool = False,
    ) -> None:
        """`can_run` says whether programs can be run here."""
        super().__init__()
        self._bank = bank
        self._history = history
        self._clock = clock
        self._blueprint = blueprint
        self._can_run = can_run
        self._estimates: list[Content] = []

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="home"):
            yield Static(id="report", markup=False)
        yield KeyBar()

    def on_screen_resume(self) -> None:
        # Again and again: what was shown over home may have changed what is due.
        self._show()
        # By a timer, because a second text within the layout of the first keeps the first's height.
        self.set_timer(_ESTIMATE_AFTER, self._estimate)

    def action_drill(self) -> None:
        if self._bank.ideas:
            self.app.action_drill()  # type: ignore[attr-defined]
        else:
            self.notify("There is nothing to drill yet.", severity="warning")

    def action_exam(self) -> None:
        if self._bank.ideas:
            self.app.action_exam()  # type: ignore[attr-defined]
        else:
            self.notify("There is nothing to ask yet.", severity="warning")

    def _show(self) -> None:
        parts = [_NAME]
        if not self._bank.ideas:
            parts.append(_empty_bank(self._bank))
        else:
            try:
                figures = home_figures(self._bank, self._history, self._clock())
                parts += [_counts(figures), *self._estimates, _accuracy(figures)]
            except HistoryError as error:
                parts.append(Content.assemble(("✗ ", BAD), str(error)))
            if not self._can_run:
                parts.append(_NO_ENGINE)
        if self._bank.problems:
            parts.append(_problems(self._bank))
        self.query_one("#report", Static).update(Content("\n\n").join(parts))

    def _estimate(self) -> None:
        """Adds the exam that is open and the chance to pass: home shows at once without them."""
        from trainer.learning.exam_state import waiting_exam
        from trainer.learning.readiness import readiness

        if not self._bank.ideas:
            return
        try:
            waiting = waiting_exam(self._history)
            ready = readiness(self._bank, self._history, self._blueprint, self._clock())
        except HistoryError as error:
            self._estimates = [Content.assemble(("✗ ", BAD), str(error))]
        else:
            self._estimates = [_exam(waiting)] if waiting is not None else []
            self._estimates.append(_readiness(ready, self._blueprint))
        self._show()


_NAME = Content.assemble(
    ("Find the bug ", "bold $text-primary"),
    "in code questions for the Databricks ML Associate exam.\n"
    "Every bug here was run, and really breaks. ",
    ("Not by Databricks.", QUIET),
)
_NO_ENGINE = Content.assemble(("To mend and run programs here too: ", HEADING), HOW_TO_INSTALL)


def _counts(figures: Figures) -> Content:
    if not figures.answers:
        return Content.assemble(
            ("Nothing answered yet. ", "bold"),
            f"{figures.new} ideas wait for you.\nPress Enter for the first question.",
        )
    return Content.assemble(
        ("Due now ", HEADING),
        (str(figures.due), "bold"),
        ("    New ideas ", HEADING),
        (str(figures.new), "bold"),
        ("    Answers ", HEADING),
        (f"{figures.answers_today} today, {figures.answers} in all", "bold"),
        ("    Streak ", HEADING),
        (days_name(figures.streak), "bold"),
    )


def _exam(exam: Waiting) -> Content:
    if exam.trouble:
        return Content.assemble(("✗ ", BAD), exam.trouble)
    minutes = max(0, int(exam.seconds_left // 60))
    return Content.assemble(
        ("A mock exam is open: ", "bold $text-warning"),
        f"{exam.answered} of {exam.questions} answered, {minutes} minutes left. Go on with ",
        ("e", "bold"),
        ".",
    )


def _readiness(ready: Readiness, blueprint: Blueprint) -> Content:
    heading = Content.assemble(("Chance to pass ", HEADING), (f"({blueprint.title})", QUIET))
    if ready.chance is None or ready.interval is None:
        more = "1 more" if ready.missing == 1 else f"{ready.missing} more"
        return Content.assemble(
            heading,
            ("\nNot enough answers yet. ", "bold"),
            f"About {more} are needed, in every part of the exam.",
        )
    low, high = ready.interval.low, ready.interval.high
    return Content.assemble(
        heading,
        (f"\n{ready.chance:.0%}", "bold"),
        f", likely between {low:.0%} and {high:.0%}, by {ready.answers} recent answers.\n",
        f"Expected: {ready.score:.0f} of {ready.questions} right "
        f"({ready.score_interval.low:.0f} to {ready.score_interval.high:.0f}); "
        f"{ready.needed} pass.",
    )


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
    rest = "; the others work." if bank.ideas else "."
    heading = Content.styled(f"! {files} left out{rest}", "bold $text-warning")
    return Content("\n").join([heading, *rows])

"""Plots in the theme's colours. Imported by the statistics screen only: numpy comes with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from rich.segment import Segment
from textual.app import ComposeResult
from textual.containers import Grid
from textual.strip import Strip
from textual_hires_canvas import Canvas, HiResMode
from textual_plot import AxisFormatter, PlotWidget
from textual_plot.plot_widget import Legend

_PERCENT = (0.0, 25.0, 50.0, 75.0, 100.0)


class Days(AxisFormatter):
    """Names days that are counted from `origin`."""

    def __init__(self, origin: date, step: int) -> None:
        self._origin = origin
        self._step = step

    def get_ticks(self, min_: float, max_: float, max_ticks: int = 8) -> list[float]:
        return [float(n) for n in range(round(min_ + 0.5), round(max_ + 0.5), self._step)]

    def get_labels_for_ticks(self, ticks: Sequence[float]) -> list[str]:
        days = [self._origin + timedelta(round(tick)) for tick in ticks]
        return [f"{day.day} {day:%b}" for day in days]


class StyledCanvas(Canvas):
    """A canvas whose segments all have a style: without colours Textual asks each for its own."""

    def render_line(self, y: int) -> Strip:
        strip = super().render_line(y)
        if all(segment.style is not None for segment in strip):
            return strip
        return Strip([Segment(text, style or self.rich_style) for text, style, _ in strip])


class ThemedPlot(PlotWidget):
    """A plot without keys of its own, whose lines follow the theme."""

    COMPONENT_CLASSES = {"plot--series"}
    DEFAULT_CSS = """
    ThemedPlot > .plot--series { color: $primary; }
    ThemedPlot > .plot--axis { color: $text 50%; }
    ThemedPlot > .plot--tick { color: $text 80%; text-style: none; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, allow_pan_and_zoom=False)
        self.can_focus = False

    def compose(self) -> ComposeResult:
        with Grid():
            for id_ in ("margin-top", "margin-left", "plot", "margin-bottom"):
                yield StyledCanvas(1, 1, id=id_)
        yield Legend(id="legend")

    def on_mount(self) -> None:
        self.margin_top = 0
        self.margin_bottom = 1
        self.margin_left = 6

    @property
    def series(self) -> str:
        """The style of what is drawn."""
        return str(self.get_component_rich_style("plot--series"))

    def notify_style_update(self) -> None:
        for dataset in self._datasets:
            for name in ("line_style", "bar_style"):
                if hasattr(dataset, name):
                    setattr(dataset, name, self.series)
        super().notify_style_update()

    def show_shares(self, points: Sequence[tuple[date, float]], today: date) -> None:
        """A line from day to day of shares between 0 and 1, as percentages."""
        self.clear()
        first = min(points[0][0], today - timedelta(6))
        back = (today - first).days
        self.set_x_formatter(Days(first, max(1, -(-back // 5))))
        self.set_xlimits(-0.5, back + 0.5)
        self.set_ylimits(0, 100)
        self.set_yticks(list(_PERCENT))
        xs = [(day - first).days for day, _ in points]
        ys = [100 * share for _, share in points]
        if len(points) == 1:
            self.scatter(xs, ys, marker="●", marker_style=self.series)
        else:
            self.plot(xs, ys, line_style=self.series, hires_mode=HiResMode.QUADRANT)

    def show_counts(self, counts: Sequence[int], first: date) -> None:
        """A bar a day, from `first` on."""
        self.clear()
        self.set_x_formatter(Days(first, max(1, -(-len(counts) // 5))))
        self.set_xlimits(-0.5, len(counts) - 0.5)
        most = max(*counts, 4)
        self.set_ylimits(0, most)
        self.set_yticks([0.0, float(most // 2), float(most)])
        self.bar(
            list(range(len(counts))),
            list(counts),
            width=0.7,
            bar_style=self.series,
            hires_mode=HiResMode.HALFBLOCK,
        )

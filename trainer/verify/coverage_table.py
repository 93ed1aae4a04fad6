"""Prints what a deck covers: a table in the terminal, or JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from trainer.decks.curriculum import Aims, read_curriculum
from trainer.decks.deck import Deck
from trainer.model import DOMAINS
from trainer.verify.console import print_json
from trainer.verify.coverage import Coverage, Row, Totals, coverage

FINE, FINDINGS = 0, 1
COVERED, EMPTY, UNASKED = "✓", "✗", "·"
"""A row that has all it needs, one that lacks something, and one that needs nothing."""


def run_coverage(deck: Deck, objectives: Mapping[str, str], as_json: bool) -> int:
    """Prints the matrix; `objectives` are those of an exam, id to section."""
    curriculum = read_curriculum()
    found = coverage(deck, curriculum, objectives)
    if as_json:
        for row in found.rows:
            print_json({**asdict(row), "lacks": row.lacks})
        for total in found.totals:
            print_json({"kind": "total", **asdict(total)})
        print_json({"kind": "ideas in one snippet only", "ideas": found.alone})
    else:
        _print(Console(), found, curriculum.aims)
    return FINDINGS if found.empty else FINE


def _print(console: Console, found: Coverage, aims: Aims) -> None:
    apis = [row for row in found.rows if row.kind == "api"]
    for domain, name in DOMAINS.items():
        rows = [row for row in apis if row.group == domain]
        console.print(_matrix(f"{name}: APIs", rows), "")
    objectives = [row for row in found.rows if row.kind == "objective"]
    for section in dict.fromkeys(row.group for row in objectives):
        rows = [row for row in objectives if row.group == section]
        console.print(_matrix(f"{section or 'Other'}: objectives", rows), "")
    console.print(_sums(found, aims), "")
    for line in _words(found):
        console.print(Text(line), soft_wrap=True)


def _matrix(title: str, rows: list[Row]) -> Table:
    table = _table(title, ("snippets", "ideas", "items"))
    for row in rows:
        sign, style = _sign(row)
        cells = [
            _cell(have, wanted, lacks)
            for have, wanted, lacks in zip(row.counts, row.wanted, row.lacks, strict=True)
        ]
        table.add_row(Text(sign, style=style), Text(row.title, style=style), *cells)
    return table


def _sums(found: Coverage, aims: Aims) -> Table:
    table = _table("Domains", ("snippets", "ideas", "items", "of all", "silent"))
    whole = found.totals[-1]
    for total in found.totals:
        name = DOMAINS.get(total.domain, "all")
        least = (
            (aims.snippets_in_each_domain, aims.ideas_in_each_domain, 0)
            if total.domain
            else (aims.snippets, aims.ideas, aims.items)
        )
        have = (total.snippets, total.ideas, total.items)
        wanted = least if found.is_required else (0, 0, 0)
        cells = [_cell(a, b, a < b) for a, b in zip(have, wanted, strict=True)]
        share = f"{total.items / whole.items:.0%}" if whole.items else "-"
        table.add_row(
            Text(""), Text(name), *cells, Text(share), _silent(total, aims, found.is_required)
        )
    return table


def _silent(total: Totals, aims: Aims, is_required: bool) -> Text:
    # The share is asked of the whole deck only.
    if not total.domain and is_required and total.silent_share < aims.silent_share:
        return Text(
            f"{EMPTY} {total.silent_share:.0%} of {aims.silent_share:.0%}", style="bold red"
        )
    return Text(f"{total.silent_share:.0%}")


def _words(found: Coverage) -> Iterator[str]:
    if found.alone:
        yield f"{len(found.alone)} ideas show up in one snippet only: {', '.join(found.alone)}."
    if found.stale:
        word = "snippet" if found.stale == 1 else "snippets"
        yield f"The evidence of {found.stale} {word} is stale; its items are counted."
    if found.is_required:
        empty = len(found.empty)
        rows = len(found.rows)
        yield f"{empty} of {rows} rows lack something." if empty else "No required cell is empty."


def _table(title: str, columns: tuple[str, ...]) -> Table:
    table = Table(
        title=title,
        title_style="bold",
        title_justify="left",
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        padding=0,
        min_width=80,
    )
    table.add_column("", width=1)
    table.add_column("", ratio=1, overflow="fold")
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    return table


def _sign(row: Row) -> tuple[str, str]:
    if row.is_empty:
        return EMPTY, "red"
    return (COVERED, "") if any(row.wanted) else (UNASKED, "dim")


def _cell(have: int, wanted: int, lacks: bool) -> Text:
    return Text(f"{EMPTY} {have} of {wanted}", style="bold red") if lacks else Text(str(have))

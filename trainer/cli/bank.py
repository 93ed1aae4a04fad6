"""The commands that look at a bank as a whole, and what a check measures of it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trainer.cli.decks import need_engine, own_deck

if TYPE_CHECKING:
    from trainer.decks.deck import Deck
    from trainer.errors import Problem


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each row.")
@click.pass_obj
def coverage(root: Path | None, as_json: bool) -> None:
    """Show which APIs and objectives have snippets, ideas and confirmed items.

    Ends with 0 if nothing that is required of the built-in deck is missing, 1 if something is.
    """
    from trainer.verify.coverage_table import run_coverage

    need_engine()
    sys.exit(run_coverage(own_deck(root), _objectives(), as_json))


@click.command()
@click.option(
    "--html",
    "path",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The page to write.",
)
@click.pass_obj
def catalogue(root: Path | None, path: Path) -> None:
    """Write a page with every idea: what people believe, what is true, and what really happened."""
    from trainer.verify.catalogue_page import write_catalogue

    need_engine()
    write_catalogue(own_deck(root), path)


def measured(deck: Deck) -> tuple[list[Problem], list[str]]:
    """What a check measures of a whole bank: its required cells and its tells, with a report."""
    from trainer.decks.curriculum import read_curriculum
    from trainer.learning.bank import read_bank
    from trainer.learning.tells import measure, strong_tells, tells_report
    from trainer.verify.coverage import coverage, empty_cells, is_built_in

    curriculum = read_curriculum()
    figures = measure(read_bank(deck))
    problems = empty_cells(coverage(deck, curriculum, _objectives()), curriculum)
    if curriculum.enforced and is_built_in(deck):
        problems += strong_tells(figures, deck.root / "snippets")
    return problems, tells_report(figures)


def _objectives() -> dict[str, str]:
    """The official exam's objectives that code can test, with the section of each."""
    from trainer.learning.blueprints import OFFICIAL, read_blueprint

    sections = read_blueprint(OFFICIAL).sections
    return {name: section.name for section in sections for name in section.objectives}

"""The commands that authors write with: new, try and decks."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trainer.cli.decks import deck_given, need_engine, own_deck
from trainer.errors import UsageError

if TYPE_CHECKING:
    from trainer.decks.deck import Deck


@click.command("try")
@click.argument("mutator")
@click.argument("file", metavar="FILE")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def try_(root: Path | None, mutator: str, file: str, as_json: bool) -> None:
    """Show what a MUTATOR makes of any Python FILE, or of a snippet; runs neither.

    A mutator is an id, or the path of its file, which need not be finished. Ends with 0 if it
    applies, 1 if it does not, 2 on wrong usage.
    """
    from trainer.verify.try_mutator import run_try

    need_engine()
    sys.exit(run_try(own_deck(root), mutator, file, as_json))


@click.group()
def new() -> None:
    """Write a new snippet or mutator, with blanks to fill in.

    It lands in the deck that --deck gives, or in the one that the working directory is in.
    """


@new.command("snippet")
@click.argument("name", required=False)
@click.option("--domain", help="databricks-ml, ml-workflows, spark-ml or scaling-ml.")
@click.option("--title", help="What the program must do; learners see it above the code.")
@click.option("--objective", "objectives", multiple=True, help="Of the exam guide; its id.")
@click.option("--docs", default="", help="The page about its API.")
@click.pass_obj
def new_snippet(
    root: Path | None,
    name: str | None,
    domain: str | None,
    title: str | None,
    objectives: tuple[str, ...],
    docs: str,
) -> None:
    """Write a snippet NAME: a correct program, of which mutators make mutants."""
    from trainer.model import DOMAINS
    from trainer.verify.scaffold import new_snippet, next_steps

    deck = _deck_to_write(root)
    name = name or _ask("NAME", "Name")
    domain = domain or _ask("--domain", "Domain", list(DOMAINS))
    title = title or _ask("--title", "Title")
    path = new_snippet(deck, name, domain, title, objectives, docs)
    click.echo(next_steps(path, _deck_option(root)))


@new.command("mutator")
@click.argument("id_", metavar="ID", required=False)
@click.option("--area", help="The folder in mutators/, after the API: spark_ml.")
@click.option("--title", default="", help="A few words that name the idea in lists.")
@click.option("--docs", default="", help="The page that settles it.")
@click.option(
    "--breaks",
    type=click.Choice(["raises", "fails-check"]),
    default="raises",
    show_default=True,
    help="Whether the mistake raises something or only gives a wrong result.",
)
@click.pass_obj
def new_mutator(
    root: Path | None, id_: str | None, area: str | None, title: str, docs: str, breaks: str
) -> None:
    """Write a mutator ID: one misconception, as a rule that changes one place of a program."""
    from trainer.verify.scaffold import new_mutator, next_steps

    deck = _deck_to_write(root)
    id_ = id_ or _ask("ID", "Id")
    area = area or _ask("--area", "Area")
    path = new_mutator(deck, id_, area, title, docs, breaks)
    click.echo(next_steps(path, _deck_option(root)))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each deck.")
@click.pass_obj
def decks(root: Path | None, as_json: bool) -> None:
    """List the decks that are installed, and the one that you are in.

    Ends with 0 if all can be used, 1 if one cannot.
    """
    from trainer.decks.registry import run_decks

    sys.exit(run_decks(own_deck(root), as_json))


def _ask(flag: str, what: str, choices: list[str] | None = None) -> str:
    """What was not given; asked for where somebody can answer."""
    if not _is_terminal():
        raise UsageError(f"{flag}: is missing. Give it, or call this in a terminal to be asked.")
    kind = click.Choice(choices) if choices else None
    return str(click.prompt(what, type=kind, err=True))


def _is_terminal() -> bool:
    return sys.stdin.isatty()


def _deck_option(root: Path | None) -> str:
    return "" if root is None else f"--deck {root}"


def _deck_to_write(root: Path | None) -> Deck:
    from trainer.decks.deck import deck_around

    deck = deck_given(root) if root is not None else deck_around(Path.cwd())
    if deck is None:
        raise UsageError(
            "there is no deck here. Make one with `mkdir snippets mutators`, go to one, or give "
            "it by --deck."
        )
    if deck.sealed:
        raise UsageError(
            f"{deck.root}: is an installed deck, which is not for editing. "
            "Give a folder of yours by --deck."
        )
    return deck

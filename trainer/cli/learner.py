"""The commands of learners: drill, exam, stats, history and serve."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from trainer.cli.decks import deck_given


@click.command()
@click.pass_obj
def drill(root: Path | None) -> None:
    """Open the trainer at a question."""
    open_app(root, "drill")


@click.command()
@click.option("--blueprint", metavar="ID", help="Which exam; that of your settings if not given.")
@click.option("--seed", type=click.IntRange(min=0), help="Draws the same exam again.")
@click.pass_obj
def exam(root: Path | None, blueprint: str | None, seed: int | None) -> None:
    """Take a mock exam, or go on with the one that is open."""
    from trainer.tui.app import run

    run(deck_given(root), "exam", blueprint=blueprint or "", seed=seed)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def stats(root: Path | None, as_json: bool) -> None:
    """Show what is due, how your answers went, and your chance to pass."""
    from trainer.learning.stats_report import run_stats
    from trainer.tui.settings import read_settings, settings_path

    settings, _ = read_settings(settings_path())
    run_stats(deck_given(root), settings.blueprint, as_json)


@click.group()
def history() -> None:
    """Copy, join and check the file that holds your answers."""


@history.command("export")
@click.argument("path", required=False, type=click.Path(path_type=Path))
def export_history(path: Path | None) -> None:
    """Write all answers to PATH as JSON Lines; to standard output without one."""
    from trainer.learning.history_commands import run_export

    sys.exit(run_export(path))


@history.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
def import_history(paths: tuple[Path, ...]) -> None:
    """Add the answers of exported PATHS; what is there already is not added twice."""
    from trainer.learning.history_commands import run_import

    sys.exit(run_import(list(paths)))


@history.command("check")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def check_history(as_json: bool) -> None:
    """Look for damage, repair what can be repaired, and say what was found.

    Ends with 0 if all is well, 1 if something is damaged.
    """
    from trainer.learning.history_commands import run_check

    sys.exit(run_check(as_json))


@click.command()
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="The address to serve at; with another one, others can use your trainer.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="The port; 0 is any that is free.  [default: 8000, or the next that is free]",
)
@click.pass_obj
def serve(root: Path | None, host: str, port: int | None) -> None:
    """Show the trainer in a browser, each tab a session of its own. Ctrl-C ends it."""
    from trainer.tui.serve import run_serve

    if root is not None:
        deck_given(root)
    run_serve(host, port, root)


def open_app(root: Path | None, start: str) -> None:
    """Opens the app at `home` or `drill`."""
    from trainer.tui.app import run

    run(deck_given(root), start)

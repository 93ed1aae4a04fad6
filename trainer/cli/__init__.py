"""The commands. Each imports its room when it is called: the drill must not wait for the engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from trainer.cli.author import decks, new, try_
from trainer.cli.bank import catalogue, coverage
from trainer.cli.learner import drill, exam, history, open_app, serve, stats
from trainer.cli.proving import check, doctor, merge, show, verify, watch
from trainer.errors import TrainerError, UsageError

FINDINGS, USAGE, INTERRUPTED = 1, 2, 130


class _Group(click.Group):
    """Turns our errors into one message on stderr."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except TrainerError as error:
            click.echo(f"trainer: {error}", err=True)
            ctx.exit(USAGE if isinstance(error, UsageError) else FINDINGS)
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)


@click.group(cls=_Group, invoke_without_command=True)
@click.version_option(package_name="mla-trainer", prog_name="trainer")
@click.option(
    "--deck",
    "root",
    type=click.Path(path_type=Path),
    metavar="FOLDER|NAME",
    help="A folder that holds snippets/ and mutators/, or an installed deck (`trainer decks`). "
    "If not given: the built-in deck; for authors' commands, the deck that they are called in.",
)
@click.pass_context
def main(ctx: click.Context, root: Path | None) -> None:
    """Find the bug: exam-style Spark ML and MLflow code, every bug proven by running it.

    Without a command, opens the home screen.
    """
    ctx.obj = root
    if ctx.invoked_subcommand is None:
        open_app(root, "home")


for _command in (
    *(drill, exam, stats, history, serve),
    *(verify, watch, doctor, merge, check, show),
    *(try_, new, decks, coverage, catalogue),
):
    main.add_command(_command)

"""The commands. Each imports its room when it is called: the drill must not wait for the engine."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from trainer.author_commands import deck_given, decks, need_engine, new, own_deck, try_
from trainer.bank_commands import catalogue, coverage, measured
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
        _open(root, "home")


@main.command()
@click.pass_obj
def drill(root: Path | None) -> None:
    """Open the trainer at a question."""
    _open(root, "drill")


@main.command()
@click.option("--blueprint", metavar="ID", help="Which exam; that of your settings if not given.")
@click.option("--seed", type=click.IntRange(min=0), help="Draws the same exam again.")
@click.pass_obj
def exam(root: Path | None, blueprint: str | None, seed: int | None) -> None:
    """Take a mock exam, or go on with the one that is open."""
    from trainer.tui.app import run

    run(deck_given(root), "exam", blueprint=blueprint or "", seed=seed)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def stats(root: Path | None, as_json: bool) -> None:
    """Show what is due, how your answers went, and your chance to pass."""
    from trainer.learning.stats_report import run_stats
    from trainer.tui.settings import read_settings, settings_path

    settings, _ = read_settings(settings_path())
    run_stats(deck_given(root), settings.blueprint, as_json)


@main.group()
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


@main.command()
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


@main.command()
@click.argument("names", nargs=-1, metavar="[NAME]…")
@click.option("--again", is_flag=True, help="Run also what is proven already.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    help="Workers at once, each with its own Spark.  [default: by cores and free memory]",
)
@click.option(
    "--repeat",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Run everything so often; mutants whose runs disagree are flaky.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=1),
    default=20.0,
    show_default=True,
    help="Seconds that a mutant may run; five times as long as its snippet ran, if that is more.",
)
@click.option("--sandbox", is_flag=True, help="Without network and most files, by bwrap.")
@click.option(
    "--fresh",
    is_flag=True,
    help="A new process and a new JVM for each program; slow.",
)
@click.option(
    "--audit",
    type=click.IntRange(min=0),
    is_flag=False,
    flag_value=0,
    metavar="[N]",
    help="Afterwards run all mutants, or N of them, in fresh processes too, and compare.",
)
@click.option(
    "--with-mutators",
    multiple=True,
    metavar="NAME",
    help="Let the mutators of another deck change the snippets too; built-in, or see "
    "`trainer decks`.",
)
@click.option("--changed-since", metavar="REV", help="Only what differs from a git revision.")
@click.option("--shard", metavar="K/N", help="Only the K-th of N parts; see `trainer merge`.")
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.html",
    help="Write a page with every diff and error, and where the time went.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each mutant.")
@click.pass_obj
def verify(root: Path | None, /, names: tuple[str, ...], timeout: float, **options: Any) -> None:
    """Run snippets and their mutants on local Spark and MLflow and write evidence.

    A NAME is a snippet, a mutator or an item; all snippets without one. What is proven by fresh
    evidence is not run again. Ends with 0 if no mutant that could be run is other than confirmed,
    1 if one is or a file is at fault, 2 on wrong usage.
    """
    from trainer.verify.command import Options, run_verify

    need_engine()
    if options["fresh"] and options["sandbox"]:
        raise UsageError("--fresh and --sandbox: only the warm worker can be put into a sandbox.")
    if sys.platform != "linux" and not options["fresh"]:
        raise TrainerError(
            "verify forks warm processes in a way that is safe on Linux only. "
            "Use --fresh here: slower, the same verdicts."
        )
    sys.exit(run_verify(own_deck(root), names, Options(seconds=timeout, **options)))


@main.command()
@click.argument("names", nargs=-1, metavar="[NAME]…")
@click.option(
    "--timeout",
    type=click.FloatRange(min=1),
    default=20.0,
    show_default=True,
    help="Seconds that a mutant may run.",
)
@click.pass_obj
def watch(root: Path | None, names: tuple[str, ...], timeout: float) -> None:
    """Show the verdict of what you save, at once: Spark is kept warm, and the snippet ready.

    A NAME is a snippet or a mutator; only what it means is run. Writes no evidence.
    """
    from trainer.verify.watch import run_watch

    need_engine()
    run_watch(own_deck(root), names, timeout)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each line.")
def doctor(as_json: bool) -> None:
    """Tell versions, Java, cache and limits of this machine, and try a real run.

    Ends with 0 if all is well, 1 if something must be mended.
    """
    from trainer.verify.doctor import run_doctor

    sys.exit(run_doctor(as_json))


@main.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each snippet.")
@click.pass_obj
def merge(root: Path | None, folders: tuple[Path, ...], as_json: bool) -> None:
    """Join the evidence that the shards of a verification wrote in their FOLDERs.

    Merge into a clean checkout of what the shards began with. Ends with 0 if all is proven, 1 if
    something is left, 2 on wrong usage.
    """
    from trainer.verify.merge import run_merge

    need_engine()
    sys.exit(run_merge(own_deck(root), folders, as_json))


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each finding.")
@click.pass_obj
def check(root: Path | None, as_json: bool) -> None:
    """Check snippets, mutators and evidence without Spark, in seconds.

    Ends with 0 if there is no finding, 1 if there are some, 2 on wrong usage.
    """
    from trainer.verify.command import run_check

    need_engine()
    deck = own_deck(root)
    sys.exit(run_check(deck, as_json, lambda: measured(deck)))


@main.command()
@click.argument("item")
@click.option("--json", "as_json", is_flag=True, help="Print the evidence as JSON.")
@click.pass_obj
def show(root: Path | None, item: str, as_json: bool) -> None:
    """Show an ITEM: its diff, its verdict and what really happened.

    An item is SNIPPET/MUTATOR/N; the name of a snippet or a mutator shows all of its items.
    """
    from trainer.verify.command import run_show

    sys.exit(run_show(own_deck(root), item, as_json))


for _command in (try_, new, decks, coverage, catalogue):
    main.add_command(_command)


def _open(root: Path | None, start: str) -> None:
    from trainer.tui.app import run

    run(deck_given(root), start)

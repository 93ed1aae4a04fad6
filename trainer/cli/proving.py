"""The commands that prove: verify, watch, merge, check and show, and what doctor says of here."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from trainer.cli.bank import measured
from trainer.cli.decks import need_engine, own_deck
from trainer.errors import TrainerError, UsageError


@click.command()
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


@click.command()
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


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each line.")
def doctor(as_json: bool) -> None:
    """Tell versions, Java, cache and limits of this machine, and try a real run.

    Ends with 0 if all is well, 1 if something must be mended.
    """
    from trainer.verify.doctor import run_doctor

    sys.exit(run_doctor(as_json))


@click.command()
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


@click.command()
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


@click.command()
@click.argument("item")
@click.option("--json", "as_json", is_flag=True, help="Print the evidence as JSON.")
@click.pass_obj
def show(root: Path | None, item: str, as_json: bool) -> None:
    """Show an ITEM: its diff, its verdict and what really happened.

    An item is SNIPPET/MUTATOR/N; the name of a snippet or a mutator shows all of its items.
    """
    from trainer.verify.command import run_show

    sys.exit(run_show(own_deck(root), item, as_json))

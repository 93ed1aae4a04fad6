"""Fixtures that several rooms' tests share: decks written to a temporary folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from trainer.decks.deck import Deck
from trainer.runtime.engine import Engine
from trainer.runtime.limits import Limits

HEADER = {
    "title": '"A small program"',
    "domain": '"spark-ml"',
    "objectives": '["pipeline"]',
    "docs": '"https://spark.apache.org/docs/latest/ml-tuning.html"',
    "requires": "[]",
}

MUTATOR = '''"""Adds one where it does not belong."""

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, Raises
import libcst as cst


class ATestMutator(Mutator):
    id = "{id}"
    title = "One too many"
    misconception = "Counting begins at one."
    principle = "Counting begins at zero."
    hint = "Where does counting begin?"
    docs = "https://docs.python.org/3/"
    breaks = {breaks}
    applies = [
        Applies("{before}", "{after}"),
        Applies("{before}  # again", "{after}  # again"),
    ]
    leaves = [Leaves("print('something else')")]

    def mutate_{node}(self, node):
        {body}
'''


def snippet_text(
    code: str = "total = 1\ndouble = total * 2\nlast = double\na = 1\nb = 2",
    given: str = "numbers = [1, 2]",
    check: str = "assert double == 2, 'the double is wrong'",
    **header: str,
) -> str:
    """The text of a snippet file; header values are TOML."""
    lines = [f"# {key} = {value}" for key, value in {**HEADER, **header}.items() if value]
    head = "\n".join(["# /// snippet", *lines, "# ///"])
    return f"{head}\n\n# %% given\n{given}\n\n# %% snippet\n{code}\n\n# %% check\n{check}\n"


def mutator_text(
    id_: str,
    before: str,
    after: str,
    node: str = "Name",
    breaks: str = 'Raises("NameError")',
    body: str | None = None,
) -> str:
    """The text of a mutator that writes the name `after` for the name `before`."""
    body = body or f'if node.value == "{before}":\n            yield cst.Name("{after}")'
    return MUTATOR.format(id=id_, breaks=breaks, before=before, after=after, node=node, body=body)


@pytest.fixture
def write_deck(tmp_path: Path) -> Callable[..., Deck]:
    """Writes a deck: `snippets` by name and `mutators` by id, both to file text."""

    def write(snippets: dict[str, str], mutators: dict[str, str] | None = None) -> Deck:
        root = tmp_path / "deck"
        for folder in ("snippets/spark_ml", "mutators/area"):
            (root / folder).mkdir(parents=True, exist_ok=True)
        for name, text in snippets.items():
            (root / "snippets/spark_ml" / f"{name}.py").write_text(text)
        for id_, text in (mutators or {}).items():
            (root / "mutators/area" / f"{id_.replace('-', '_')}.py").write_text(text)
        return Deck(root)

    return write


@pytest.fixture(autouse=True)
def trainer_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keeps history and cache of each test in a folder of its own."""
    home = tmp_path / "home"
    monkeypatch.setenv("TRAINER_HOME", str(home))
    return home


@pytest.fixture
def texts() -> tuple[Callable[..., str], Callable[..., str]]:
    """The builders of a snippet's and a mutator's text."""
    return snippet_text, mutator_text


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One warm worker for all tests that need real Spark and MLflow."""
    with Engine(tmp_path_factory.mktemp("cache"), Limits(seconds=15)) as engine:
        yield engine

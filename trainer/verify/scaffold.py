"""The commands `trainer new …`: write a snippet or a mutator with blanks to be filled in."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from string import Template

from trainer.decks.blanks import blanks
from trainer.decks.deck import Deck
from trainer.errors import UsageError
from trainer.model import DOMAINS

BREAKS = {
    "raises": (
        "Applies, Leaves, Mutator, Raises",
        'Raises("Exception", match=r"TODO(breaks): the class, and what its message says")',
    ),
    "fails-check": ("Applies, FailsCheck, Leaves, Mutator", "FailsCheck()"),
}
"""What a mutant may be declared to do, to what its file imports and the code that says so."""

_TEMPLATES = Path(__file__).parent / "templates"
_SNIPPET = re.compile(r"[a-z][a-z0-9_]*")
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_AREA = _SNIPPET


def new_snippet(
    deck: Deck, name: str, domain: str, title: str, objectives: Sequence[str], docs: str
) -> Path:
    """Writes `snippets/<domain>/<name>.py`. Raises UsageError where a name is no good or taken."""
    _must_match(_SNIPPET, name, "a snippet's name", "tune_with_grid")
    if domain not in DOMAINS:
        raise UsageError(f"--domain {domain}: there is no such domain. Take {_or(DOMAINS)}.")
    _refuse_taken(name, deck.snippet_paths())
    text = _template("snippet.py.txt").substitute(
        title=_quoted(_one_line(title, "--title")),
        domain=domain,
        objectives=_list(objectives) if objectives else '["TODO(objectives): of the exam guide"]',
        docs=_quoted(docs or "TODO(docs): the page that settles it, https://…"),
    )
    return _write(deck.root / "snippets" / domain.replace("-", "_") / f"{name}.py", text)


def new_mutator(deck: Deck, id_: str, area: str, title: str, docs: str, breaks: str) -> Path:
    """Writes `mutators/<area>/<id>.py`. Raises UsageError where a name is no good or taken."""
    _must_match(_ID, id_, "a mutator's id", "grid-without-build")
    _must_match(_AREA, area, "an area", "spark_ml")
    name, (imports, code) = id_.replace("-", "_"), BREAKS[breaks]
    _refuse_taken(name, deck.mutator_paths())
    text = _template("mutator.py.txt").substitute(
        id=id_,
        class_name="".join(part.capitalize() for part in id_.split("-")),
        title=_quoted(_one_line(title, "--title") or "TODO(title): a few words for lists"),
        docs=_quoted(docs or "TODO(docs): the page that settles it, https://…"),
        imports=imports,
        breaks=code,
    )
    return _write(deck.root / "mutators" / area / f"{name}.py", text)


def next_steps(path: Path, deck_option: str) -> str:
    """What an author does with a new file."""
    name = path.stem if path.parent.parent.name == "snippets" else path.stem.replace("_", "-")
    count = len(blanks(path))
    command = f"trainer {deck_option}".rstrip()
    return (
        f"{path}: written, with {count} blanks. Fill them in: `{command} check` names those that "
        f"are left.\nThen `{command} watch {name}` shows its verdicts each time you save, and "
        f"`{command} verify {name}` records them."
    )


def _template(name: str) -> Template:
    return Template((_TEMPLATES / name).read_text(encoding="utf-8"))


def _write(path: Path, text: str) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{path}: is there already. Take another name, or delete it.") from None
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be written: {error.strerror}. Give a deck of yours by --deck."
        ) from error
    return path


def _must_match(pattern: re.Pattern[str], text: str, what: str, example: str) -> None:
    if not pattern.fullmatch(text):
        joint = "-" if pattern is _ID else "_"
        raise UsageError(
            f"{text!r} cannot be {what}. "
            f"Take small letters and digits, joined by {joint!r}: {example}."
        )


def _refuse_taken(name: str, paths: Sequence[Path]) -> None:
    for path in paths:
        if path.stem == name:
            raise UsageError(f"{path}: has this name already. Take another, or delete it.")


def _one_line(text: str, what: str) -> str:
    if not text.isprintable():
        raise UsageError(f"{what}: must be one line of text.")
    return text.strip()


def _quoted(text: str) -> str:
    """The text as a literal that is right in Python as in TOML."""
    return json.dumps(text, ensure_ascii=False)


def _list(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]"


def _or(names: Sequence[str] | dict[str, str]) -> str:
    *most, last = names
    return f"{', '.join(most)} or {last}"

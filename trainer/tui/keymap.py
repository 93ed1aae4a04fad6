"""Turns the keys of the settings into a keymap for Textual, and says what of them cannot be."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import KEY_NAME_REPLACEMENTS, KEY_TO_UNICODE_NAME, Keys, _character_to_key

_MODIFIERS = {"alt", "ctrl", "shift", "super", "hyper", "meta"}
_NAMES = {each.value for each in Keys} | set(KEY_NAME_REPLACEMENTS.values())


def keymap_of(
    keys: Mapping[str, str], classes: Iterable[type[DOMNode]], where: str
) -> tuple[dict[str, str], list[str]]:
    """The keymap for `App.set_keymap`, and problems; `where` names the file of the keys.

    Textual takes a key away from all bindings of a class when one of them is given another, so the
    keymap names the neighbours too. A key that another binding of the same class has is refused:
    only bindings that share a key from the start know when each is meant.
    """
    groups = [found for each in classes if (found := _own_bindings(each))]
    known = {id_ for group in groups for id_ in group}
    wanted: dict[str, tuple[str, ...]] = {}
    problems = []
    for id_, text in keys.items():
        chosen = tuple(_normal(key) for key in _split(text))
        wrong = [key for key in chosen if not _is_key(key)]
        if id_ not in known:
            problems.append(f"{where}: keys: {id_}: there is no such binding. Remove the line.")
        elif wrong or not chosen:
            problems.append(
                f"{where}: keys: {id_}: {text!r} is no key. "
                "Write for example 'x', 'f5' or 'ctrl+x'."
            )
        else:
            wanted[id_] = chosen
    for group in groups:
        for id_ in [id_ for id_ in wanted if id_ in group]:
            other = _clash(id_, group, wanted)
            if other is not None:
                problems.append(
                    f"{where}: keys: {id_}: {keys[id_]!r} is the key of {other} already. "
                    "Choose another, or give that one another key too."
                )
                del wanted[id_]
    for group in groups:
        for id_ in _sharers(group, wanted):
            wanted.setdefault(id_, group[id_])
    return {id_: ",".join(bound) for id_, bound in wanted.items()}, problems


def _clash(
    id_: str, group: Mapping[str, tuple[str, ...]], wanted: Mapping[str, tuple[str, ...]]
) -> str | None:
    """The binding of the same class that has one of the wanted keys, and did not share it."""
    for other, bound in group.items():
        shared_from_start = set(group[id_]) & set(bound)
        taken = set(wanted[id_]) & set(wanted.get(other, bound))
        if other != id_ and taken - shared_from_start:
            return other
    return None


def _sharers(group: Mapping[str, tuple[str, ...]], wanted: Iterable[str]) -> set[str]:
    """The bindings of a class that share a key with a wanted one, or with one of these, …"""
    found = set(wanted) & group.keys()
    while True:
        keys = {key for id_ in found for key in group[id_]}
        more = {id_ for id_, bound in group.items() if keys & set(bound)}
        if more == found:
            return found
        found = more


def _own_bindings(cls: type[DOMNode]) -> dict[str, tuple[str, ...]]:
    """Binding id to its keys, of what a class itself declares."""
    return {
        each.id: tuple(_normal(key) for key in _split(each.key))
        for each in cls.__dict__.get("BINDINGS", ())
        if isinstance(each, Binding) and each.id
    }


def _split(text: str) -> list[str]:
    return [key.strip() for key in text.split(",") if key.strip()] or ([","] if text == "," else [])


def _normal(key: str) -> str:
    return _character_to_key(key) if len(key) == 1 else key


def _is_key(key: str) -> bool:
    *modifiers, base = key.split("+")
    if not set(modifiers) <= _MODIFIERS:
        return False
    if len(base) == 1 or base in _NAMES:
        return True
    try:
        unicodedata.lookup(KEY_TO_UNICODE_NAME.get(base, base).replace("_", " "))
    except KeyError:
        return False
    return True

"""Says whether two versions of a node differ in one place."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from trainer.mutation.program import LAYOUT

_NO_MATTER = (*LAYOUT, cst.Comma)
_HOLDERS = (cst.Call, cst.BaseStatement, cst.BaseSmallStatement)


def is_one_place(old: cst.CSTNode, new: cst.CSTNode) -> bool:
    """Whether all differences lie directly in one call, or in one statement outside its calls.

    So a method's name and two of its arguments may change together, and two arguments may change
    places, but not the arguments of two calls.
    """
    holders = {id(holder) for holder in _holders(old, new, old)}
    return len(holders) <= 1 or sorted(_words(old)) == sorted(_words(new))


def _holders(old: cst.CSTNode, new: cst.CSTNode, holder: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """For each difference, the innermost call or statement of the old version that it lies in."""
    if old is new:
        return
    if type(old) is not type(new):
        yield holder
        return
    if isinstance(old, _HOLDERS):
        holder = old
    parts, new_parts = _parts(old), _parts(new)
    if _text(old) != _text(new) or len(parts) != len(new_parts):
        yield holder
        return
    for part, new_part in zip(parts, new_parts, strict=True):
        yield from _holders(part, new_part, holder)


def _words(node: cst.CSTNode) -> Iterator[str]:
    """The names, numbers, texts and operators of a node, with the kinds of those around them."""
    yield f"{type(node).__name__} {_text(node)}"
    for part in _parts(node):
        yield from _words(part)


def _parts(node: cst.CSTNode) -> list[cst.CSTNode]:
    return [child for child in node.children if not isinstance(child, _NO_MATTER)]


def _text(node: cst.CSTNode) -> list[str]:
    values = (getattr(node, field) for field in node.__dataclass_fields__)
    return [value for value in values if isinstance(value, str)]

"""Decides by lot what is not asked about an item, so that looks don't tell the right answer."""

from __future__ import annotations

import hashlib

_INDENTED = 0.75
"""Of how many items whose bug stands in an indented line that line is asked for.

There are more of them than there are such lines: arguments are where most mistakes are made, while
many a line at the margin, such as a loop's or a bracket's, offers none. `tells` measures it.
"""


def lot(id_: str) -> float:
    """An item's lot, from 0 to 1, for ever the same."""
    digest = hashlib.sha256(id_.encode(errors="surrogatepass")).digest()
    return int.from_bytes(digest[:4]) / 2**32


def asks_line(id_: str, bug: str) -> bool:
    """Whether it is asked in which line an item's bug stands; `bug` is what stands there."""
    return not bug.startswith(" ") or lot(f"line of {id_}") < _INDENTED

"""Decides by lot what is not asked about an item, so that looks don't tell the right answer."""

from __future__ import annotations

import hashlib

_ASKED = {
    (False, 0): 1.0,
    (False, 1): 0.75,
    (False, 2): 0.8,
    (True, 0): 0.6,
    (True, 1): 0.5,
    (True, 2): 0.5,
}
"""Of how many items the line is asked for: by whether the bug is indented, and in which third of
the program it begins.

There are more bugs in indented lines than there are such lines, as arguments are where most
mistakes are made, and the imports at the top offer few. `tells` measures what is left of it.
"""


def lot(id_: str) -> float:
    """An item's lot, from 0 to 1, for ever the same."""
    digest = hashlib.sha256(id_.encode(errors="surrogatepass")).digest()
    return int.from_bytes(digest[:4]) / 2**32


def asks_line(id_: str, bug: str, line: int, lines: int) -> bool:
    """Whether it is asked in which line an item's bug stands.

    `bug` is what stands there, from `line` (from 1) of as many as the program has.
    """
    place = bug.startswith(" "), min(3 * (line - 1) // lines, 2)
    return lot(f"line of {id_}") < _ASKED[place]

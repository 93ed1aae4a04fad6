"""Shows a mutant as a diff."""

from __future__ import annotations

from trainer.model import Proof


def diff_lines(proof: Proof) -> list[str]:
    """The changed lines with their numbers in the shown code, `-` before and `+` after.

    Lines of the span that did not change have a blank in front.
    """
    import difflib

    before, after = proof.before.split("\n"), proof.after.split("\n")
    old = new = proof.span[0]
    lines = []
    for line in difflib.ndiff(before, after):
        mark, text = line[0], line[2:]
        if mark == "?":
            continue
        number = new if mark == "+" else old
        lines.append(f"{number:>3} {mark} {text}")
        old += mark in " -"
        new += mark in " +"
    return lines

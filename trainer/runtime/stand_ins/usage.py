"""Knows whether the program in this process, or what it was forked from, used a stand-in."""

from __future__ import annotations

LOCAL, STAND_IN = "local", "stand-in"

_used: set[str] = set()


def note(name: str) -> None:
    """Called by a stand-in when a program imports it or asks it to work."""
    _used.add(name)


def ran_on() -> str:
    """What a run so far is evidence of: real libraries only, or a stand-in too."""
    return STAND_IN if _used else LOCAL

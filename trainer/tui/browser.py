"""Whether pages can be opened beside the trainer."""

from __future__ import annotations


def has_browser() -> bool:
    """Whether there is a browser with a window of its own: one in the terminal would cover us."""
    import webbrowser

    try:
        return type(webbrowser.get()) is not webbrowser.GenericBrowser
    except webbrowser.Error:
        return False

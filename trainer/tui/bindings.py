"""Finds the class that a key's name belongs to, so that only screens with changed keys load."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from textual.dom import DOMNode

from trainer.tui.keymap import keymap_of

OWNERS = {
    "app": "trainer.tui.app:TrainerApp",
    "catalogue": "trainer.tui.screens.catalogue:CatalogueScreen",
    "drill": "trainer.tui.screens.drill:DrillScreen",
    "editor": "trainer.tui.widgets.editor:Editor",
    "exam": "trainer.tui.screens.exam:ExamScreen",
    "exams": "trainer.tui.screens.exams:ExamsScreen",
    "hand-in": "trainer.tui.screens.exam_map:HandInScreen",
    "help": "trainer.tui.screens.help:HelpScreen",
    "history": "trainer.tui.screens.history:HistoryScreen",
    "home": "trainer.tui.screens.home:HomeScreen",
    "item": "trainer.tui.screens.item:ItemScreen",
    "lines": "trainer.tui.widgets.lines:Lines",
    "map": "trainer.tui.screens.exam_map:ExamMap",
    "result": "trainer.tui.screens.exam_result:ResultScreen",
    "review": "trainer.tui.screens.exam_review:ReviewScreen",
    "run": "trainer.tui.screens.run:RunScreen",
    "settings": "trainer.tui.screens.settings:SettingsScreen",
    "start": "trainer.tui.screens.exam_start:ExamStart",
    "statistics": "trainer.tui.screens.statistics:StatisticsScreen",
}
"""By the first part of a binding's id, the class that has it."""


def keymap_of_settings(keys: Mapping[str, str], where: str) -> tuple[dict[str, str], list[str]]:
    """The keymap of the settings' keys, and problems; `where` names the file of the keys."""
    return keymap_of(keys, list(_owners(keys)), where)


def owner(prefix: str) -> type[DOMNode]:
    """The class whose bindings' ids begin with a prefix of OWNERS."""
    module, _, name = OWNERS[prefix].partition(":")
    found: type[DOMNode] = getattr(import_module(module), name)
    return found


def _owners(keys: Mapping[str, str]) -> Iterator[type[DOMNode]]:
    for prefix in dict.fromkeys(id_.partition(".")[0] for id_ in keys):
        if prefix in OWNERS:
            yield owner(prefix)

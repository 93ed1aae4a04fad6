"""Whether texts can be read in every theme, computed as WCAG 2 does."""

from __future__ import annotations

import pytest
from textual.color import Color

from trainer.tui.themes import HIGH_CONTRAST, THEMES

TEXTS = [f"text-{name}" for name in "primary success error warning accent".split()]
GROUNDS = ["background", "surface", "panel"]
QUIET = 0.7
"""The opacity of what is said in passing."""


def luminance(color: Color) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in color.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("ground", GROUNDS)
def test_texts_stand_out_from_what_is_behind_them(name: str, ground: str) -> None:
    theme, _ = THEMES[name]
    needed = 7.0 if theme is HIGH_CONTRAST else 4.5
    variables = theme.to_color_system().generate()
    behind = Color.parse(variables[ground])
    texts = {each: behind + Color.parse(variables[each]) for each in ["foreground", *TEXTS]}
    full = behind.get_contrast_text(1.0)
    texts["quiet"] = behind.blend(full, QUIET, alpha=1.0)
    found = {each: round(contrast(color, behind), 1) for each, color in texts.items()}
    assert {each: ratio for each, ratio in found.items() if ratio < needed} == {}


@pytest.mark.parametrize("name", THEMES)
def test_a_themes_id_is_its_name_for_textual(name: str) -> None:
    assert THEMES[name][0].name == name

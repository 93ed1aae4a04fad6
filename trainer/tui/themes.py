"""The three themes: dark, light and high contrast."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="dark",
    primary="#4EA1E8",
    secondary="#8FB8DE",
    warning="#E8A33D",
    error="#F0637A",
    success="#57C08A",
    accent="#C9A0FF",
    foreground="#E4E6EB",
    background="#14161B",
    surface="#1B1E25",
    panel="#262A33",
    dark=True,
)
LIGHT = Theme(
    name="light",
    primary="#0B5CAD",
    secondary="#33658F",
    warning="#8A5200",
    error="#B3203C",
    success="#1B6B3F",
    accent="#6B2FB3",
    foreground="#1A1C20",
    background="#F4F5F7",
    surface="#FFFFFF",
    panel="#E3E6EB",
    dark=False,
)
HIGH_CONTRAST = Theme(
    name="high-contrast",
    primary="#66CCFF",
    secondary="#FFFFFF",
    warning="#FFD633",
    error="#FF9AA8",
    success="#66FF99",
    accent="#E6C2FF",
    foreground="#FFFFFF",
    background="#000000",
    surface="#000000",
    panel="#1A1A1A",
    dark=True,
    text_alpha=1.0,
)
THEMES = {
    "dark": (DARK, "Dark"),
    "light": (LIGHT, "Light"),
    "high-contrast": (HIGH_CONTRAST, "High contrast"),
}
"""Id to the theme and the name that settings show."""

DEFAULT = "dark"

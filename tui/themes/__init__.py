# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The four looks: evening (default), contrast, large, and plain signs in black and white.

Owns the palettes and which look is which; spacing and form are in the style sheets
beside this module. Must not be told apart by colour alone anywhere. Stands on Textual.
"""

from pathlib import Path, PurePath
from typing import Final

from textual.theme import Theme

from tui.language import mark

FOLDER: Final = Path(__file__).parent
SHEETS: Final[list[str | PurePath]] = [
    FOLDER / name
    for name in ("frame.tcss", "journey.tcss", "question.tcss", "dialogs.tcss", "looks.tcss")
]

EVENING: Final = Theme(
    name="evening",
    primary="#5aa9c9",
    secondary="#7fb7a3",
    accent="#f2c879",
    foreground="#e8edf2",
    background="#101820",
    surface="#17222c",
    panel="#22303c",
    success="#63c384",
    warning="#e8c547",
    error="#ee7468",
    dark=True,
    variables={"button-color-foreground": "#0b1218"},
)
CONTRAST: Final = Theme(
    name="contrast",
    primary="#ffff00",
    secondary="#ffffff",
    accent="#ffff00",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1c1c1c",
    success="#00ff5f",
    warning="#ffff00",
    error="#ff8787",
    dark=True,
    text_alpha=1.0,
    variables={"button-color-foreground": "#000000"},
)
LARGE: Final = Theme(
    name="large",
    primary="#8fd3f0",
    secondary="#a9dcc8",
    accent="#ffd98a",
    foreground="#ffffff",
    background="#0c1218",
    surface="#141d26",
    panel="#22303c",
    success="#7fe0a0",
    warning="#ffe066",
    error="#ff8f85",
    dark=True,
    text_alpha=1.0,
    variables={"button-color-foreground": "#0b1218"},
)
PLAIN: Final = Theme(
    name="plain",
    primary="#ffffff",
    secondary="#ffffff",
    accent="#ffffff",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    success="#ffffff",
    warning="#ffffff",
    error="#ffffff",
    dark=True,
    luminosity_spread=0.0,
    text_alpha=1.0,
    variables={"button-color-foreground": "#000000"},
)
LOOKS: Final = (EVENING, CONTRAST, LARGE, PLAIN)
LOOK_NAMES: Final = {
    "evening": mark("Display: standard"),
    "contrast": mark("Display: high contrast"),
    "large": mark("Display: large and bold"),
    "plain": mark("Display: plain characters, no colours"),
}
BARE_TERMINALS: Final = frozenset({"linux", "vt100", "vt102", "vt220", "dumb", "ansi"})


def usual_look(term: str) -> str:
    """The look that a terminal of this name (`TERM`) gets when nobody asks for another.

    A bare console has neither the colours nor the signs of the others.
    """
    return PLAIN.name if term in BARE_TERMINALS else EVENING.name

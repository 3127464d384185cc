# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Other words on a button that stands already.

Owns that one change: Textual paints a new label into the old width, which cuts longer
words. Must not be used for more than words. Stands on Textual.
"""

from textual.widgets import Button


def relabel(button: Button, words: str) -> None:
    """Put other words on a button and give it the room for them."""
    if str(button.label) != words:
        button.label = words
        button.refresh(layout=True)

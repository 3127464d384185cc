# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A field to type in whose cursor does not blink: a calm screen, and the same picture twice.

Owns nothing else. Stands on Textual's input.
"""

from typing import Any

from textual.widgets import Input


class Field(Input):
    """Textual's input, at rest."""

    def __init__(self, value: str = "", **options: Any) -> None:
        super().__init__(value, **options)
        self.set_reactive(Input.cursor_blink, False)

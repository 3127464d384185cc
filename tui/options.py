# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Options that more than one command with screens takes.

Owns their bounds and their line of help. Must not open a station. Stands on Typer.
"""

from typing import Annotated

import typer

MinutesScale = Annotated[
    float,
    typer.Option(
        min=0.001, max=100, help="Shortens all times for a look; the sitting is a rehearsal."
    ),
]

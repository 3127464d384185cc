# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""How a command comes by a PIN: from the environment, or typed without echo.

Owns the two names and the prompts. Must not take a secret from the command line, which
every user of a machine can read. Stands on Typer and on whether there is a terminal.
"""

import os
import sys
from typing import Final

import typer

from appliance.service.errors import NoPinError

NEW_PIN: Final = "ESCALE_PIN"
PRESENT_PIN: Final = "ESCALE_PRESENT_PIN"


def new_pin() -> str:
    """The PIN that a station shall have, typed twice on a terminal.

    Raises:
        NoPinError: Neither the environment nor a terminal gives one.
    """
    return _given(NEW_PIN, "The invigilator's new PIN", twice=True)


def present_pin() -> str:
    """The PIN that a station has, to change it; raises as `new_pin` does."""
    return _given(PRESENT_PIN, "The invigilator's present PIN", twice=False)


def _given(name: str, prompt: str, *, twice: bool) -> str:
    given = os.environ.get(name)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise NoPinError(
            f"no PIN was given: there is no terminal, and {name} is not set",
            advice=f"Run this on a terminal, or set {name} for this one command.",
        )
    return str(typer.prompt(prompt, hide_input=True, confirmation_prompt=twice))

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The screens' branch of the error tree.

Owns one class. Must not know screens.

    EscaleError
    └── ScreenFailedError            1    the screens broke, which should not happen
"""

from sync.protocol.errors import EscaleError


class ScreenFailedError(EscaleError):
    """The screens broke; what was confirmed is stored."""

    exit_code = 1
    advice = "Start the station again: the same question returns. Tell your support contact."


class NoTerminalError(EscaleError):
    """Screens were wanted where there is no terminal to show them."""

    exit_code = 111
    advice = "Start it in a terminal, without a pipe. `escale station status` needs none."

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The error tree of the adaptive engine.

Owns what can go wrong between a pack's parameters and a finished sitting. Must not
know files or screens. Stands on the root error of ``sync.protocol``.

    EscaleError                          1
    └── CatError                        35
        ├── RequestError                35   a request or file that is not of its shape
        ├── ParametersError             36   item parameters that no model allows
        ├── BlueprintError              37   quotas that these items cannot fill
        ├── HistoryError                38   an answer that does not belong here
        └── SittingComplete             39   every quota is filled: there is no next item
"""

from sync.protocol.errors import EscaleError


class CatError(EscaleError):
    """The adaptive engine refuses its input."""

    exit_code = 35
    advice = "Check the item bank with `escale bank lint`."


class RequestError(CatError):
    """A request, or a file of responses, that is not of its documented shape."""

    exit_code = 35
    advice = "Compare the input with the example that `--help` shows."


class ParametersError(CatError):
    """Item parameters outside what their model allows."""

    exit_code = 36
    advice = "Correct the item's parameters and build the pack again."


class BlueprintError(CatError):
    """A blueprint that is malformed, or that these items cannot fill."""

    exit_code = 37
    advice = "Add items to the domain that is named, or lower the blueprint's quota."


class HistoryError(CatError):
    """A response that no history of this sitting can contain."""

    exit_code = 38
    advice = "Keep the journal as it is and hand it to your support contact."


class SittingComplete(CatError):  # noqa: N818 - the end of a sitting is an outcome, not a fault
    """Every quota is filled."""

    exit_code = 39
    advice = "Close the written part; there is no further question."

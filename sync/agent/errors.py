# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What the agent meets on the way to central, and what to do about it.

Owns the agent's branch of the error tree. Must not know httpx. Stands on
`sync.protocol.errors`.

    AgentError                      70
    ├── LinkError                   71   no answer; worth another try
    │   ├── BusyError               71   an answer that says: later
    │   │   └── FailedError         71   central failed over this very request
    │   └── SetAsideError           71   the link was wanted for something else
    ├── RefusedError                72   central says no; trying again changes nothing
    ├── AnswerError                 73   an answer that makes no sense
    ├── ContentDamagedError         74   a content file that is not what the list says
    ├── ReceiptError                75   a receipt for something else
    └── StickError                  76   the carrier cannot be read or written
"""

from sync.protocol.errors import EscaleError


class AgentError(EscaleError):
    """Something on the way between station and central."""

    exit_code = 70
    advice = "Nothing is lost. Try again, or use a USB stick."


class LinkError(AgentError):
    """Central did not answer."""

    exit_code = 71
    advice = "Check the cable or Wi-Fi. Everything stays safe here and goes on by itself."


class BusyError(LinkError):
    """Central answered that it cannot now."""


class FailedError(BusyError):
    """Central failed over this request; another one may well succeed."""

    advice = "Everything stays safe here. Tell the people who run central; it is tried again."


class SetAsideError(LinkError):
    """Whoever exchanges was asked to leave the link for now; it goes on another time."""


class RefusedError(AgentError):
    """Central refuses; `name` is the class of its error and `status` the HTTP status."""

    exit_code = 72

    def __init__(self, message: str, *, name: str, status: int, advice: str | None = None) -> None:
        super().__init__(message, advice=advice)
        self.name = name
        self.status = status


class AnswerError(AgentError):
    """An answer that makes no sense: perhaps this is not a central."""

    exit_code = 73
    advice = "Check the address of central; something else may answer there."


class ContentDamagedError(AgentError):
    """A content file that is not what the signed list says."""

    exit_code = 74
    advice = "Fetch the content again; if it fails again, tell the people who run central."


class ReceiptError(AgentError):
    """A receipt that does not cover this bundle."""

    exit_code = 75
    advice = "Do not erase anything; tell your support contact."


class StickError(AgentError):
    """The carrier cannot be read or written."""

    exit_code = 76
    advice = "Check that the stick is plugged in, not full and not write-protected."

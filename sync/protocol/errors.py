# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The root of every error that a person may see, and the protocol's own branch of it.

Owns the two things each error must say besides its message: the exit code of a
command that ends with it, and what the person at the device should do. Must not
know any caller. Stands on nothing.

    EscaleError                       1
    └── ProtocolError                10
        ├── MalformedError           11   bytes that are not what they claim to be
        ├── SignatureInvalidError    12   a signature that does not verify
        ├── UnknownKeyError          13   signed by a key that nobody here trusts
        ├── WrongKindError           14   a genuine message of another kind
        ├── UnsealError              15   sealed to another key, cut short or altered
        └── ChainBrokenError         16   a journal whose records do not follow each other
"""

from typing import ClassVar


class EscaleError(Exception):
    """An error with a documented exit code and advice for the person at the device.

    Args:
        message: What happened, in one sentence, without secrets.
        advice: Overrides the class's advice where the place knows better.
    """

    exit_code: ClassVar[int] = 1
    advice: str = "Note what you were doing and tell your support contact."

    def __init__(self, message: str, *, advice: str | None = None) -> None:
        super().__init__(message)
        if advice is not None:
            self.advice = advice


class ProtocolError(EscaleError):
    """Bytes or keys that the protocol refuses."""

    exit_code = 10
    advice = "Fetch the file again from where it came; do not edit it."


class MalformedError(ProtocolError):
    """Bytes that are too large, not canonical, of an unknown version or of a wrong shape."""

    exit_code = 11


class SignatureInvalidError(ProtocolError):
    """A signature that does not verify: the message was altered or forged."""

    exit_code = 12
    advice = "Do not use this file. Fetch it again; if it fails again, report it."


class UnknownKeyError(ProtocolError):
    """A message signed by a key outside the trust list at hand."""

    exit_code = 13
    advice = "Refresh the trust list; if the key is still unknown, do not trust the message."


class WrongKindError(ProtocolError):
    """A genuine message of another kind than the one that was expected."""

    exit_code = 14
    advice = "Give the file that was asked for; this one is something else."


class UnsealError(ProtocolError):
    """A sealed part that is for another recipient, incomplete or altered."""

    exit_code = 15
    advice = "Fetch the sealed part again, and check that it is meant for this recipient."


class ChainBrokenError(ProtocolError):
    """A journal whose records do not follow from each other."""

    exit_code = 16
    advice = "Keep the device as it is and hand it to your support contact."

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What a name or a birth date must be to stand on a certificate.

Owns the one rule for personal data: the roster, the form at the station and the reviewers
at central all ask here. Must not know who asks nor what follows. Stands on the standard
library.

A name has 1 to 80 characters, every one printable: no control characters, no escape
sequences, no marks that turn the direction of writing. A birth date is an ISO 8601 day. An
address has a name, one @ and a domain.
"""

from collections.abc import Mapping
from datetime import date

from sync.protocol.errors import MalformedError

LONGEST_NAME = 80
"""Most characters of a given or a family name; the certificate takes no more."""
LONGEST_ADDRESS = 254
"""Most characters of an e-mail address (RFC 5321 §4.5.3.1.3, less the brackets)."""
OLDEST_YEARS = 130
"""Nobody is as old as that; who seems to be has mistyped the year."""

NAMES = ("given_name", "family_name")
BIRTH_DATE = "birth_date"
_ADDRESS = "email"


def require_name(text: str) -> None:
    """Let pass what may stand as a name on a certificate.

    Raises:
        MalformedError: Blank, too long, or with characters that cannot be printed.
    """
    if not text.strip():
        raise MalformedError("a name is empty")
    _require_line(text, "a name", LONGEST_NAME)


def require_birth_date(text: str) -> None:
    """Let pass a day that was, written as ISO 8601 writes it; raises MalformedError."""
    try:
        written = date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise MalformedError("a birth date must look like 1990-12-31") from error
    if written != text:
        raise MalformedError("a birth date must look like 1990-12-31")


def require_lifetime(text: str, today: date) -> None:
    """Let pass the ISO 8601 birth date of somebody who can be alive; raises MalformedError."""
    if not today.year - OLDEST_YEARS < date.fromisoformat(text).year or text > today.isoformat():
        raise MalformedError("nobody of this birth date can be here")


def require_address(text: str) -> None:
    """Let pass what a message can be sent to; raises MalformedError."""
    local, at, host = text.rpartition("@")
    if not (local and at and "." in host) or " " in text:
        raise MalformedError("an address must look like name@example.org")
    _require_line(text, "an address", LONGEST_ADDRESS)


def require_person(entries: Mapping[str, str]) -> None:
    """Let pass named personal data, whichever of them are there; raises MalformedError."""
    for name, text in entries.items():
        if name in NAMES:
            require_name(text)
        elif name == BIRTH_DATE:
            require_birth_date(text)
        elif name == _ADDRESS:
            require_address(text)
        else:
            raise MalformedError(f"{name!r} is no personal datum")


def _require_line(text: str, what: str, longest: int) -> None:
    if len(text) > longest:
        raise MalformedError(f"{what} has {len(text)} characters; {longest} are the most")
    if not text.isprintable():
        raise MalformedError(f"{what} holds characters that cannot be printed")

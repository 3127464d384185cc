# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The text in the QR code: an address, whose fragment is the certificate in digits.

Owns both directions between certificate bytes and text. Must not verify anything.

    https://<host>/#<decimal digits of 0x01 ‖ COSE>

Digits fill a QR code's numeric mode almost as densely as bytes fill its byte mode,
and every reader can show, copy and dictate them. A browser never sends the fragment
to the host. The leading 0x01 is the version of this form; it also keeps the leading
bytes of the certificate from vanishing in the number.
"""

import re

from sync.certificates.errors import UnreadableError

_VERSION = b"\x01"
_MAX_TEXT = 3000  # an address, and the decimal digits of the largest certificate
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?(?::[0-9]{1,5})?")
_TEXT = re.compile(r"(?:https?://[^\s#]{1,300}#)?([1-9][0-9]*)")


def address_of(host: str) -> str:
    """The part of the text before the digits.

    Raises:
        UnreadableError: That is no host name.
    """
    if not _HOST.fullmatch(host):
        raise UnreadableError(
            f"{host!r} is no host name", advice="Give a name such as example.org."
        )
    return f"https://{host}/#"


def digits_of(message: bytes) -> str:
    """The digits that stand for a certificate."""
    return str(int.from_bytes(_VERSION + message))


def to_text(message: bytes, host: str) -> str:
    """The text of a certificate's QR code.

    Raises:
        UnreadableError: That is no host name.
    """
    return address_of(host) + digits_of(message)


def from_text(text: str) -> bytes:
    """The certificate's bytes in a QR code's text, or in its digits alone.

    The host is not looked at: trust comes from the signature, never from the address.

    Raises:
        UnreadableError: The text is of another form.
    """
    match = _TEXT.fullmatch(text.strip()) if len(text) <= _MAX_TEXT else None
    if match is None:
        raise UnreadableError("the text is not that of a certificate's QR code")
    number = int(match.group(1))
    data = number.to_bytes((number.bit_length() + 7) // 8)
    if data[:1] != _VERSION:
        raise UnreadableError("the code is of a version that this program does not know")
    return data[1:]

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What a person presents to be verified: a text, a picture, or a certificate file.

Owns telling them apart and getting at the certificate's bytes. Must not verify.
Stands on `qr_text`; `qr_image` is only loaded when a picture is presented.
"""

from pathlib import Path

from sync.certificates.errors import NoCodeFoundError, UnreadableError
from sync.certificates.qr_text import from_text

_CEILING = 32 << 20
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_COSE_TAG = b"\xd2"
_MAX_PATH = 4096


def read_presented(presented: str) -> bytes:
    """The certificate in a text, or in the file of that name.

    Raises:
        UnreadableError: Neither a certificate's text nor a file with one.
        ImageUnreadableError: A damaged picture.
        NoCodeFoundError: A picture without a certificate's code.
    """
    if "#" not in presented and not presented.strip().isdecimal() and len(presented) < _MAX_PATH:
        return read_bytes(_read_file(Path(presented)))
    return from_text(presented)


def read_bytes(data: bytes) -> bytes:
    """The certificate in a file's content.

    Raises:
        UnreadableError: Neither certificate, picture nor text of a certificate.
        ImageUnreadableError: A damaged picture.
        NoCodeFoundError: A picture without a certificate's code.
    """
    if data.startswith(_PICTURES):
        return _read_picture(data)
    if data.startswith(_COSE_TAG):
        return data
    if data.startswith(b"%PDF"):
        raise UnreadableError(
            "a PDF was given", advice="Give a picture of its QR code, or the text in the code."
        )
    try:
        return from_text(data.decode("ascii"))
    except UnicodeDecodeError as error:
        raise UnreadableError("the file holds no certificate") from error


def _read_picture(data: bytes) -> bytes:
    from sync.certificates.qr_image import read_qr_texts

    refusal: UnreadableError | None = None
    for text in read_qr_texts(data):
        try:
            return from_text(text)
        except UnreadableError as error:
            refusal = error
    raise NoCodeFoundError(
        "the picture holds a QR code, but not that of a certificate"
    ) from refusal


def _read_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_CEILING + 1)
    except OSError as error:
        raise UnreadableError(
            f"there is no readable file {str(path)!r}",
            advice="Give a picture, a certificate file, or the text of the QR code in quotes.",
        ) from error
    if len(data) > _CEILING:
        raise UnreadableError("the file is too large for a certificate")
    return data

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Claims, issuing, and the QR code in both directions."""

import io
from dataclasses import replace
from datetime import date

import pytest
from PIL import Image

from sync.certificates.claims import CertificateClaims
from sync.certificates.errors import ImageUnreadableError, NoCodeFoundError, UnreadableError
from sync.certificates.issue import issue
from sync.certificates.qr_image import Medium, qr_modules, qr_png, read_qr_texts
from sync.certificates.qr_text import digits_of, from_text, to_text
from sync.protocol.canonical import CborValue, encode
from sync.protocol.errors import MalformedError
from tests.unit.certificates.issuer import CLAIMS, HOST, ISSUER, certificate

MESSAGE = certificate().message
TEXT = to_text(MESSAGE, HOST)


def test_sizes() -> None:
    assert len(encode(CLAIMS.to_claims())) <= 83
    assert len(MESSAGE) <= 170


def test_issuing_is_deterministic() -> None:
    assert certificate() == certificate()
    assert len(certificate().entry) == 32


def test_claims_travel() -> None:
    assert CertificateClaims.from_claims(CLAIMS.to_claims()) == CLAIMS
    assert list(CLAIMS.by_domain()) == [
        "vocabulary",
        "grammar",
        "expressions",
        "reading",
        "listening",
    ]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (1, -1),
        (2, 5),
        (3, "x" * 81),
        (5, "1964-02-03"),
        (5, 10**9),
        (7, bytes(8)),
        (7, b"\x01" * 7),
        (7, b"\x07" * 8),
        (11, 0),
    ],
)
def test_other_claims_are_refused(key: int, value: CborValue) -> None:
    with pytest.raises(MalformedError):
        CertificateClaims.from_claims({**CLAIMS.to_claims(), key: value})


@pytest.mark.parametrize("index", [-1, 1 << 63])
def test_nothing_out_of_range_is_issued(index: int) -> None:
    with pytest.raises(MalformedError):
        issue(replace(CLAIMS, index=index), ISSUER)


def test_days_before_the_epoch() -> None:
    old = replace(CLAIMS, birth_date=date(1931, 12, 31))
    assert CertificateClaims.from_claims(old.to_claims()) == old


def test_text_and_back() -> None:
    assert TEXT.startswith("https://verify.example.org/#")
    assert TEXT.removeprefix("https://verify.example.org/#").isdecimal()
    assert from_text(TEXT) == MESSAGE
    assert from_text(f"  {TEXT}\n") == MESSAGE
    assert from_text(digits_of(MESSAGE)) == MESSAGE
    assert from_text(to_text(b"\x00\x00x", HOST)) == b"\x00\x00x"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "https://verify.example.org/#",
        "https://verify.example.org/#0123",
        "https://verify.example.org/#12a4",
        "https://verify.example.org/#12 34",
        "https://verify.example.org/" + digits_of(MESSAGE),
        "ftp://verify.example.org/#" + digits_of(MESSAGE),
        "https://verify.example.org/#" + str(int.from_bytes(b"\x02" + MESSAGE)),
        "٣" * 400,
        "9" * 3001,
    ],
)
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        from_text(text)


@pytest.mark.parametrize("host", ["", "Exa mple", "example.org/path", "example.org#", "-x-"])
def test_no_host(host: str) -> None:
    with pytest.raises(UnreadableError):
        to_text(MESSAGE, host)


@pytest.mark.parametrize(("medium", "version"), [(Medium.PAPER, 12), (Medium.SCREEN, 10)])
def test_versions(medium: Medium, version: int) -> None:
    assert len(qr_modules(MESSAGE, "escale.example", medium)) == 17 + 4 * version
    assert len(qr_modules(MESSAGE, HOST, medium)) == 17 + 4 * version


def test_a_longer_certificate_gets_a_larger_code() -> None:
    longer = issue(replace(CLAIMS, given_name="Maximiliane-Charlotte Wilhelmina"), ISSUER).message
    assert len(qr_modules(longer, HOST, Medium.PAPER)) > 65
    assert read_qr_texts(qr_png(longer, HOST)) == (to_text(longer, HOST),)


@pytest.mark.parametrize("medium", Medium)
@pytest.mark.parametrize("scale", [2, 12])
def test_a_drawn_code_is_read(medium: Medium, scale: int) -> None:
    assert read_qr_texts(qr_png(MESSAGE, HOST, medium=medium, scale=scale)) == (TEXT,)


def test_a_photo_of_a_code_is_read() -> None:
    """Turned, in a corner of a larger grey picture, blurred by JPEG."""
    code = Image.open(io.BytesIO(qr_png(MESSAGE, HOST, scale=6))).convert("L")
    photo = Image.new("L", (900, 1100), 210)
    photo.paste(code.rotate(7, expand=True, fillcolor=210), (240, 380))
    out = io.BytesIO()
    photo.save(out, "JPEG", quality=60)
    assert read_qr_texts(out.getvalue()) == (TEXT,)


def picture(size: tuple[int, int], form: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("L", size, 255).save(out, form)
    return out.getvalue()


def test_a_picture_without_code() -> None:
    with pytest.raises(NoCodeFoundError):
        read_qr_texts(picture((200, 200)))


@pytest.mark.parametrize(
    "data",
    [b"", b"not a picture", picture((5, 5))[:30], picture((5, 5), "GIF"), picture((9000, 9000))],
    ids=["empty", "text", "cut", "gif", "huge"],
)
def test_no_picture(data: bytes) -> None:
    with pytest.raises(ImageUnreadableError):
        read_qr_texts(data)

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The two documents: what stands on them, what is attached, and that the seal holds."""

import io
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from appliance.exam.levels import DOMAINS, Level
from sync.central.documents.errors import SealError, TypesettingError
from sync.central.documents.pages import House, attestation_page, certificate_page
from sync.central.documents.press import DocumentPress
from sync.central.documents.qr_drawing import qr_svg
from sync.central.documents.seal import Seal
from sync.central.documents.typesetting import typeset
from sync.central.documents.words import WORDS, Locale, date_in_words, descriptor, language_name
from sync.central.result import Person, Result
from sync.certificates.proof import LogProof
from sync.certificates.qr_image import read_qr_texts
from sync.certificates.qr_text import to_text
from tests.unit.certificates.issuer import CLAIMS, HOST, certificate, log_of

RESULT = Result(
    serial=CLAIMS.serial,
    person=Person(CLAIMS.given_name, CLAIMS.family_name, CLAIMS.birth_date),
    language="en",
    written=tuple(zip(DOMAINS, CLAIMS.written, strict=True)),
    oral=CLAIMS.oral,
    overall=CLAIMS.overall,
    target=CLAIMS.target,
    written_on=CLAIMS.written_on,
    oral_on=CLAIMS.oral_on,
    issued_on=CLAIMS.issued_on,
)
HOUSE = House("Institut Exemple", HOST)
MESSAGE = certificate().message
PROOF = log_of(bytes(32), bytes(32), certificate().entry).prove(2)


def pem_pair(key: Any) -> tuple[bytes, bytes]:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Escale documents")])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2060, 1, 1, tzinfo=UTC))
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private, built.public_bytes(Encoding.PEM)


P256 = pem_pair(ec.generate_private_key(ec.SECP256R1()))
RSA = pem_pair(rsa.generate_private_key(65537, 2048))


@pytest.fixture(scope="module")
def press() -> DocumentPress:
    return DocumentPress(HOUSE, Seal.from_pem(*P256, reason="Issued by the institute"))


@pytest.fixture(scope="module")
def sealed_certificate(press: DocumentPress) -> bytes:
    return press.certificate(RESULT, MESSAGE, PROOF)


def validated(pdf: bytes, certificate_pem: bytes) -> Any:
    der = x509.load_pem_x509_certificate(certificate_pem).public_bytes(Encoding.DER)
    trusted = asn1_x509.Certificate.load(der)
    context = ValidationContext(trust_roots=[trusted], allow_fetching=False)
    embedded = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    assert len(embedded) == 1
    return validate_pdf_signature(embedded[0], context)


def attached(pdf: bytes) -> dict[str, bytes]:
    reader = PdfFileReader(io.BytesIO(pdf))
    found: dict[str, bytes] = {}
    for reference in reader.root["/AF"]:
        specification: Any = reference.get_object()
        found[str(specification["/UF"])] = specification["/EF"]["/F"].data
    return found


@pytest.mark.parametrize("pair", [P256, RSA], ids=["P-256", "RSA"])
def test_the_seal_holds_and_covers_the_whole_file(pair: tuple[bytes, bytes]) -> None:
    pdf = Seal.from_pem(*pair, reason="x").press(attestation_page(RESULT, HOUSE))
    status = validated(pdf, pair[1])
    assert status.bottom_line
    assert status.coverage.name == "ENTIRE_FILE"


def test_a_change_breaks_the_seal(press: DocumentPress) -> None:
    pdf = press.attestation(RESULT)
    middle = len(pdf) // 3
    altered = pdf[:middle] + bytes((pdf[middle] ^ 1,)) + pdf[middle + 1 :]
    assert not validated(altered, P256[1]).intact


def test_signed_form_and_proof_are_attached(sealed_certificate: bytes) -> None:
    files = attached(sealed_certificate)
    assert files["certificate.cose"] == MESSAGE
    assert LogProof.from_text(files["certificate.tlog-proof"].decode()) == PROOF


@pytest.mark.parametrize("locale", Locale)
def test_pages_are_pdf_a_3_and_reproducible(locale: Locale) -> None:
    house = replace(HOUSE, locale=locale)
    for page in (
        attestation_page(RESULT, house),
        certificate_page(RESULT, house, MESSAGE, PROOF.to_text()),
    ):
        assert page.startswith(b"%PDF-1.7")
        assert b"<pdfaid:part>3</pdfaid:part>" in page
        assert len(PdfFileReader(io.BytesIO(page)).root["/Pages"]["/Kids"]) == 1
    assert attestation_page(RESULT, house) == attestation_page(RESULT, house)


def text_of(pdf: bytes, folder: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    (folder / "page.pdf").write_bytes(pdf)
    done = subprocess.run(
        ["pdftotext", "-layout", str(folder / "page.pdf"), "-"], capture_output=True, check=True
    )
    return done.stdout.decode()


def test_what_the_attestation_says(tmp_path: Path) -> None:
    text = text_of(attestation_page(RESULT, HOUSE), tmp_path)
    for part in (
        "Attestation de résultats",
        "Amélie Dupont-Marchand",
        "3 février 1964",
        "anglais",
        "Vocabulaire",
        "1er mars 2026",
        "Expression orale",
        CLAIMS.serial,
        "un certificat est délivré",
    ):
        assert part in text
    missed = text_of(attestation_page(replace(RESULT, target=Level.C1), HOUSE), tmp_path)
    assert "C1 fixé par le centre de formation n’est pas atteint" in missed


def test_markup_in_a_name_stays_text(tmp_path: Path) -> None:
    person = Person("Zoë *#panic()*", "O'Neil $x$ <b>", date(1990, 1, 1))
    house = replace(HOUSE, locale=Locale.EN)
    text = text_of(attestation_page(replace(RESULT, person=person), house), tmp_path)
    assert "Zoë *#panic()* O'Neil $x$ <b>" in text.replace("’", "'")


@pytest.mark.parametrize(
    ("given", "family"),
    [
        ("Maximiliane-Charlotte Wilhelmina", "von Hohenstein-Wallenberg zu Neustadt"),
        ("Wilhelmina " * 7, "Wallenberg " * 7),
        ("Θεοδώρα", "Παπαδοπούλου"),
        ("Наталья", "Щербакова"),
        ("Nguyễn Thị", "Đặng"),
    ],
)
def test_any_name_stays_on_one_page(given: str, family: str) -> None:
    person = Person(given, family, date(1990, 1, 1))
    result = replace(RESULT, person=person)
    for page in (
        attestation_page(result, HOUSE),
        certificate_page(result, HOUSE, MESSAGE, PROOF.to_text()),
    ):
        assert len(PdfFileReader(io.BytesIO(page)).root["/Pages"]["/Kids"]) == 1


def test_letters_that_no_font_here_has_are_named_with_a_way_out() -> None:
    """Private-use letters: whatever fonts the machine has, the error says what to install."""
    person = Person("\ue123", "\U00100000", date(1990, 1, 1))
    with pytest.raises(TypesettingError) as caught:
        attestation_page(replace(RESULT, person=person), HOUSE)
    assert "Install a font" in caught.value.advice


@pytest.mark.parametrize("resolution", [100, 300])
def test_the_printed_code_is_read(
    sealed_certificate: bytes, tmp_path: Path, resolution: int
) -> None:
    """From the sealed PDF, as a printer or screen would show it."""
    if shutil.which("pdftoppm") is None:
        pytest.skip("pdftoppm (poppler-utils) is not installed")
    (tmp_path / "page.pdf").write_bytes(sealed_certificate)
    subprocess.run(
        ["pdftoppm", "-r", str(resolution), "-png", "-singlefile", "page.pdf", "page"],
        cwd=tmp_path,
        check=True,
    )
    assert read_qr_texts((tmp_path / "page.png").read_bytes()) == (to_text(MESSAGE, HOST),)


def test_the_drawing_has_no_hairlines() -> None:
    drawing = qr_svg(MESSAGE, HOST)
    assert 'viewBox="0 0 73 73"' in drawing
    assert "h7v1h-7z" in drawing


def test_words() -> None:
    assert set(WORDS[Locale.FR]) == set(WORDS[Locale.EN])
    assert date_in_words(date(2026, 8, 1), Locale.FR) == "1er août 2026"
    assert date_in_words(date(2026, 8, 2), Locale.EN) == "2 August 2026"
    assert language_name("en-GB", Locale.FR) == "anglais"
    assert language_name("br", Locale.FR) == "br"
    assert len({descriptor(level, locale) for level in Level for locale in Locale}) == 12


@pytest.mark.parametrize("pair", [(b"x", P256[1]), (P256[0], b"x"), (b"", b"")])
def test_no_seal(pair: tuple[bytes, bytes]) -> None:
    with pytest.raises(SealError):
        Seal.from_pem(*pair, reason="x")


def test_a_template_refuses_other_data() -> None:
    with pytest.raises(TypesettingError):
        typeset("attestation", {"words": {}}, datetime(2026, 1, 1, tzinfo=UTC))

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The verifier page in a real browser, from a folder, with no network: same answers as ours."""

import html
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sync.central.documents.words import Locale, date_in_words
from sync.certificates.errors import (
    AlteredError,
    CertificateError,
    OutOfRangeError,
    RevokedError,
    UnknownIssuerError,
    UnreadableError,
)
from sync.certificates.issue import issue
from sync.certificates.publishing import MATERIAL_NAME, page_files, publish_page
from sync.certificates.qr_text import digits_of, to_text
from sync.certificates.status_list import sign_status_list
from sync.certificates.verification import verify_offline
from sync.protocol.canonical import encode
from sync.protocol.keys import Signer
from sync.protocol.kinds import Kind
from sync.protocol.trust import sign_trust_list
from tests.unit.certificates.issuer import (
    CENTRAL,
    CLAIMS,
    HOST,
    ISSUER,
    NOW_S,
    ROOT,
    STATUS,
    TRUST,
    certificate,
)

Dump = Callable[..., str]
TEXT = to_text(certificate().message, HOST)
REASONS: dict[str, type[CertificateError]] = {
    "unreadable": UnreadableError,
    "version": UnreadableError,
    "unknownIssuer": UnknownIssuerError,
    "altered": AlteredError,
    "outOfRange": OutOfRangeError,
    "revoked": RevokedError,
    "suspended": RevokedError,
}
RUNNER = """
"use strict";
(async () => {
  const trust = await openMaterial(ESCALE_MATERIAL);
  const found = [];
  for (const text of CASES) {
    try { found.push((await verifyCertificate(text, trust, NOW)).claims.serial); }
    catch (error) { found.push(error instanceof Refused ? error.reason : `BUG ${error}`); }
  }
  document.getElementById("found").textContent = JSON.stringify(found);
})();
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    return publish_page(
        tmp_path / "page",
        root=ROOT.public,
        trust=sign_trust_list(TRUST, ROOT),
        status=sign_status_list(STATUS, CENTRAL),
    )


@pytest.fixture
def dump(tmp_path: Path) -> Dump:
    """The document that a headless browser shows for an address."""
    browser = shutil.which("chromium")
    if browser is None:
        pytest.skip("chromium is not installed: the verifier page is not tried in a browser")

    def run(address: str, *options: str) -> str:
        done = subprocess.run(
            [
                browser,
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--host-resolver-rules=MAP * ~NOTFOUND",
                f"--user-data-dir={tmp_path / 'profile'}",
                "--virtual-time-budget=10000",
                *options,
                "--dump-dom",
                address,
            ],
            capture_output=True,
            check=True,
            timeout=60,
        )
        return html.unescape(done.stdout.decode())

    return run


def signed(claims: dict[int, object], signer: Signer = ISSUER) -> str:
    message = signer.sign1(encode(claims), Kind.CERTIFICATE)  # pyright: ignore[reportArgumentType] -- odd claims on purpose
    return digits_of(message)


def cases() -> list[str]:
    start = TEXT.index("#") + 1
    one_digit = [
        TEXT[:at] + str((int(TEXT[at]) + 1) % 10) + TEXT[at + 1 :]
        for at in range(start, len(TEXT), 5)
    ]
    indices = [issue(replace(CLAIMS, index=index), ISSUER).message for index in (3, 4, 100)]
    claims: dict[int, object] = dict(CLAIMS.to_claims())
    message = certificate().message
    return [
        TEXT,
        digits_of(message),
        "hello",
        "",
        TEXT + "x",
        *one_digit,
        *map(digits_of, indices),
        digits_of(message.replace(b"Dupont", b"Dupond")),
        digits_of(message[1:]),
        digits_of(message + b"\x00"),
        digits_of(ISSUER.sign1(encode(CLAIMS.to_claims()), Kind.RECEIPT)),
        digits_of(ISSUER.sign1(encode([1]), Kind.CERTIFICATE)),
        signed(claims, Signer.generate()),
        signed(claims, CENTRAL),
        signed({**claims, 11: 0}),
        signed({**claims, 7: b"\x00" * 8}),
        signed({**claims, 7: b"\x01" * 7}),
        signed({**claims, 1: -1}),
        signed({**claims, 2: 5}),
    ]


def test_the_browser_answers_as_we_do(page: Path, dump: Dump) -> None:
    texts = cases()
    scripts = (MATERIAL_NAME, "cbor.js", "cose.js", "certificate.js", "cases.js")
    tags = "".join(f'<script src="{name}"></script>' for name in scripts)
    (page.parent / "cases.js").write_text(
        f"const CASES = {json.dumps(texts)}; const NOW = {NOW_S};{RUNNER}"
    )
    (page.parent / "cases.html").write_text(f'<pre id="found"></pre>{tags}')
    shown = re.search(r'<pre id="found">(.*?)</pre>', dump(f"file://{page.parent}/cases.html"))
    assert shown
    found = json.loads(shown.group(1))
    assert len(found) == len(texts)
    for text, answer in zip(texts, found, strict=True):
        if answer == CLAIMS.serial:
            assert verify_offline(text, TRUST, STATUS, NOW_S).claims == CLAIMS
        else:
            with pytest.raises(REASONS[answer]):
                verify_offline(text, TRUST, STATUS, NOW_S)
    assert found[:2] == [CLAIMS.serial] * 2
    assert found.count(CLAIMS.serial) == 2


def test_the_fragment_is_checked_and_shown(page: Path, dump: Dump) -> None:
    shown = dump(f"file://{page}#{TEXT.partition('#')[2]}")
    assert 'class="genuine"' in shown
    assert "Amélie Dupont-Marchand" in shown
    assert "Example Institute" in shown


def test_days_are_written_as_the_language_does(page: Path, dump: Dump) -> None:
    claims = replace(CLAIMS, birth_date=date(1994, 3, 1))
    dated = f"file://{page}#{digits_of(issue(claims, ISSUER).message)}"
    for locale in Locale:
        shown = dump(dated, f"--accept-lang={locale}")
        assert f'<html lang="{locale}">' in shown
        for day in (claims.birth_date, claims.written_on, claims.oral_on, claims.issued_on):
            assert date_in_words(day, locale) in shown
        assert not re.search(r">[^<]*\d{4}-\d\d-\d\d", shown)


def test_a_name_cannot_become_markup(page: Path, dump: Dump) -> None:
    claims = replace(CLAIMS, given_name="<img src=x>", family_name="&lt;b>")
    shown = dump(f"file://{page}#{digits_of(issue(claims, ISSUER).message)}")
    assert 'class="genuine"' in shown
    # As text, unescaped by the fixture; an element would be serialised as <img src="x">.
    assert '<p class="name"><img src=x> &lt;b></p>' in shown


def test_lists_of_another_root_are_refused(page: Path, dump: Dump) -> None:
    forged = sign_trust_list(TRUST, CENTRAL)
    publish_page(page.parent, root=ROOT.public, trust=forged, status=None)
    shown = dump(f"file://{page}#{TEXT.partition('#')[2]}")
    assert 'class="refused"' in shown
    assert "Amélie" not in shown


def test_the_page_names_no_other_host() -> None:
    """Nothing is loaded from elsewhere; the policy in the page forbids it as well."""
    files = page_files()
    assert "default-src 'none'" in files["index.html"].decode()
    for name, data in files.items():
        addresses = set(re.findall(r"https?://[\w.]+", data.decode()))
        assert addresses <= {"http://www.w3.org"}, name  # the SVG namespace, never fetched
    kept = set(re.findall(r'"([\w.]+\.\w+)"', files["worker.js"].decode()))
    assert kept - {MATERIAL_NAME} == set(files) - {"worker.js"}

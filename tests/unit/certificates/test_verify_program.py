# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""`escale verify`: every form in which a certificate is presented, and every refusal."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from sync.certificates.errors import (
    AlteredError,
    CertificateError,
    ImageUnreadableError,
    LogProofError,
    NoCodeFoundError,
    RevokedError,
    TrustMissingError,
    UnreadableError,
)
from sync.certificates.material import FOLDER_VARIABLE, ROOT_NAME, STATUS_NAME, load_material
from sync.certificates.program import app
from sync.certificates.qr_image import Medium, qr_png
from sync.certificates.qr_text import digits_of, to_text
from sync.certificates.status_list import StatusList, sign_status_list
from sync.protocol.keys import Signer
from sync.protocol.printable import printable
from tests.unit.certificates.issuer import (
    CENTRAL,
    CLAIMS,
    HOST,
    ISSUER,
    NOW_S,
    ROOT,
    certificate,
    log_of,
    write_material,
)

MESSAGE = certificate().message
TEXT = to_text(MESSAGE, HOST)
PROOF = log_of(bytes(32), bytes(32), certificate().entry).prove(2).to_text()


@pytest.fixture
def trust(tmp_path: Path) -> Path:
    return write_material(tmp_path / "trust")


def run(presented: str | Path, trust: Path, *more: str | Path) -> dict[str, Any]:
    arguments = [str(presented), "--trust", str(trust), "--json", *map(str, more)]
    result = CliRunner().invoke(app, arguments)
    if result.exception is not None:
        assert isinstance(result.exception, CertificateError)
        assert json.loads(result.stdout)["valid"] is False
        raise result.exception
    return json.loads(result.stdout)


def saved(folder: Path, name: str, data: bytes) -> Path:
    (folder / name).write_bytes(data)
    return folder / name


def test_every_form(trust: Path, tmp_path: Path) -> None:
    forms: list[str | Path] = [
        TEXT,
        digits_of(MESSAGE),
        saved(tmp_path, "certificate.cose", MESSAGE),
        saved(tmp_path, "qr.txt", TEXT.encode() + b"\n"),
        saved(tmp_path, "paper.png", qr_png(MESSAGE, HOST)),
        saved(tmp_path, "screen.png", qr_png(MESSAGE, HOST, medium=Medium.SCREEN)),
    ]
    for form in forms:
        found = run(form, trust)
        assert found["valid"] is True
        assert found["certificate"]["family_name"] == CLAIMS.family_name
        assert found["certificate"]["written"]["reading"] == "C1"
        assert found["certificate"]["overall"] == "B1"
        assert found["issuer"]["key"] == ISSUER.kid.hex()
        assert "log_proof_missing" in found["warnings"]


def test_words_for_people(trust: Path, tmp_path: Path) -> None:
    proof = saved(tmp_path, "proof", PROOF.encode())
    result = CliRunner().invoke(app, [TEXT, "--trust", str(trust), "--proof", str(proof)])
    assert result.exit_code == 0
    assert "GENUINE  Amélie Dupont-Marchand" in result.stdout
    assert "B1 in en" in result.stdout


def test_a_name_commands_no_terminal(trust: Path) -> None:
    hostile = replace(CLAIMS, given_name="In\x1b]0;owned\x07es\n\x9b2J", family_name="M\u202ex")
    message = certificate(hostile).message
    for more in ([], ["--json"]):
        arguments = [to_text(message, HOST), "--trust", str(trust), *more]
        told = CliRunner().invoke(app, arguments).stdout
        assert "In\\u001b]0;owned\\u0007es\\n\\u009b2J" in told
        assert printable(told, keep="\n") == told
    assert json.loads(told)["certificate"]["given_name"] == hostile.given_name


def test_log_proof(trust: Path, tmp_path: Path) -> None:
    proof = saved(tmp_path, "proof", PROOF.encode())
    assert run(TEXT, trust, "--proof", proof)["log_size"] == 3
    other = saved(tmp_path, "other", PROOF.replace("index 2", "index 1").encode())
    for wrong in (other, tmp_path / "absent", saved(tmp_path, "noise", b"\xff")):
        with pytest.raises(LogProofError):
            run(TEXT, trust, "--proof", wrong)


def test_one_digit_changed(trust: Path) -> None:
    digit = "1" if TEXT[-1] != "1" else "2"
    with pytest.raises(AlteredError):
        run(TEXT[:-1] + digit, trust)


def test_revoked_meanwhile(trust: Path) -> None:
    status = StatusList.of(NOW_S, 10, revoked=[2])
    (trust.parent / STATUS_NAME).write_bytes(sign_status_list(status, CENTRAL))
    with pytest.raises(RevokedError):
        run(TEXT, trust)


def test_what_is_no_certificate(trust: Path, tmp_path: Path) -> None:
    blank = qr_png(b"\x01", HOST)
    for name, data, error in (
        ("photo.png", b"\x89PNG\r\n\x1a\nbroken", ImageUnreadableError),
        ("page.pdf", b"%PDF-1.7", UnreadableError),
        ("noise", b"\xff\xfe", UnreadableError),
        ("letter.txt", b"Dear Sir", UnreadableError),
        ("short.png", blank, UnreadableError),
    ):
        with pytest.raises(error):
            run(saved(tmp_path, name, data), trust)
    for presented in ("absent.png", "hello", "https://verify.example.org/#12x"):
        with pytest.raises(UnreadableError):
            run(presented, trust)


def test_a_code_of_something_else(trust: Path, tmp_path: Path) -> None:
    import qrcode

    path = tmp_path / "menu.png"
    with path.open("wb") as file:
        qrcode.make("https://restaurant.example/menu").save(file)
    with pytest.raises(NoCodeFoundError):
        run(path, trust)


def test_the_usual_folder(trust: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(trust.parent))
    assert CliRunner().invoke(app, [TEXT]).exit_code == 0
    monkeypatch.delenv(FOLDER_VARIABLE)
    monkeypatch.setenv("HOME", str(trust.parent))
    assert isinstance(CliRunner().invoke(app, [TEXT]).exception, TrustMissingError)


def test_a_raw_root_key_and_no_status_list(trust: Path) -> None:
    root = trust.parent / ROOT_NAME
    root.write_bytes(ROOT.public.public_bytes_raw())
    (trust.parent / STATUS_NAME).unlink()
    assert "status_list_missing" in run(TEXT, trust)["warnings"]


def test_material_that_cannot_be_trusted(trust: Path, tmp_path: Path) -> None:
    other = saved(tmp_path, "other.pub", Signer.generate().public.public_bytes_raw())
    noise = saved(tmp_path, "noise", b"noise")
    large = saved(tmp_path, "large", bytes((4 << 20) + 1))
    status = trust.parent / STATUS_NAME
    for arguments in (
        {"root": other},
        {"root": noise},
        {"root": tmp_path / "absent"},
        {"status": noise},
        {"status": tmp_path / "absent"},
        {"status": large},
        {"status": trust},
    ):
        with pytest.raises(TrustMissingError):
            load_material(trust=trust, **arguments)
    for wrong in (noise, tmp_path / "absent", status):
        with pytest.raises(TrustMissingError):
            load_material(root=trust.parent / ROOT_NAME, trust=wrong)


def test_help_shows_an_example() -> None:
    result = CliRunner().invoke(app, ["--help"], terminal_width=100)
    assert "escale verify" in result.stdout


FORBIDDEN = {
    "fastapi",
    "starlette",
    "uvicorn",
    "httpx",
    "sqlalchemy",
    "onnxruntime",
    "cv2",
    "textual",
    "typst",
    "pyhanko",
    "numpy",
    "sync.central",
    "appliance.service",
    "edge_proctor",
}


@pytest.mark.parametrize("form", ["text", "picture"])
def test_a_fresh_process_loads_nothing_heavy(trust: Path, tmp_path: Path, form: str) -> None:
    """Verifying needs no web framework, camera, ONNX nor numpy, not even deferred."""
    picture = saved(tmp_path, "qr.png", qr_png(MESSAGE, HOST))
    presented = TEXT if form == "text" else str(picture)
    script = (
        "import json, sys\n"
        "sys.modules['numpy'] = None\n"
        "from sync.certificates.program import app\n"
        f"app([{presented!r}, '--trust', {str(trust)!r}, '--json'], standalone_mode=False)\n"
        "print(json.dumps(sorted(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    first, second = done.stdout.splitlines()
    assert json.loads(first)["valid"] is True
    loaded = {name for name in json.loads(second) if name != "numpy"}
    assert not loaded & FORBIDDEN
    if form == "text":
        assert not loaded & {"PIL", "zxingcpp", "qrcode"}

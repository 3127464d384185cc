# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""`escale verify`: check a certificate with the network off.

Owns the command's words and its JSON. Must not decide anything: `verification` has
the checklist. Stands on the rest of the package; loads no web framework.
"""

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from sync.certificates.errors import CertificateError, LogProofError
from sync.certificates.material import TrustMaterial, load_material
from sync.certificates.presented import read_presented
from sync.certificates.proof import LogProof
from sync.certificates.verification import Verification, Warn, verify_message
from sync.protocol.printable import printable

app = typer.Typer(add_completion=False)

_WORDS = {
    Warn.TRUST_OLD: "The trust list is more than 30 days old: fetch a fresh one.",
    Warn.STATUS_MISSING: "No status list at hand: it may have been taken back meanwhile.",
    Warn.STATUS_OLD: "The status list is more than 30 days old: fetch a fresh one.",
    Warn.STATUS_BEHIND: "The status list is older than this certificate: fetch a fresh one.",
    Warn.CLOCK_BEHIND: "This machine's clock is behind the lists: check its date.",
    Warn.PROOF_MISSING: "Without the log proof, its place in the public log was not checked.",
}


@app.command(epilog="Example: escale verify photo.jpg --trust issuer/trust-list.cose")
def verify(
    presented: Annotated[
        str,
        typer.Argument(
            metavar="FILE|TEXT|IMAGE",
            help="A picture of the QR code, the text in it, or a certificate file.",
        ),
    ],
    trust: Annotated[
        Path | None, typer.Option(help="The issuer's trust list (default: the usual folder).")
    ] = None,
    status: Annotated[
        Path | None,
        typer.Option(help="Status list (default: status-list.cose beside the trust list)."),
    ] = None,
    root: Annotated[
        Path | None, typer.Option(help="Root key (default: root.pub beside the trust list).")
    ] = None,
    proof: Annotated[
        Path | None, typer.Option(help="Log proof, from the PDF's attachment or a download.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Verify a certificate offline: exit code 0 when genuine, otherwise the reason."""
    try:
        material = load_material(root=root, trust=trust, status=status)
        verification = verify_message(
            read_presented(presented),
            material.trust,
            material.status,
            time.time(),
            proof=None if proof is None else _read_proof(proof),
        )
    except CertificateError as error:
        if as_json:
            _print_object(refusal_object(error))
        raise
    if as_json:
        _print_object(verification_object(verification, material))
    else:
        typer.echo("\n".join(map(printable, _lines(verification))))


def refusal_object(error: CertificateError) -> dict[str, Any]:
    """The JSON form of a refusal."""
    return {
        "valid": False,
        "code": error.exit_code,
        "error": type(error).__name__,
        "reason": str(error),
        "advice": error.advice,
    }


def verification_object(verification: Verification, material: TrustMaterial) -> dict[str, Any]:
    """The JSON form of a genuine certificate."""
    claims = verification.claims
    return {
        "valid": True,
        "certificate": {
            "index": claims.index,
            "serial": claims.serial,
            "given_name": claims.given_name,
            "family_name": claims.family_name,
            "birth_date": claims.birth_date.isoformat(),
            "language": claims.language,
            "written": {d.value: level.label for d, level in claims.by_domain().items()},
            "oral": claims.oral.label,
            "overall": claims.overall.label,
            "target": claims.target.label,
            "written_on": claims.written_on.isoformat(),
            "oral_on": claims.oral_on.isoformat(),
            "issued_on": claims.issued_on.isoformat(),
        },
        "issuer": {"name": verification.issuer, "key": verification.kid.hex()},
        "root": material.root.public_bytes_raw().hex(),
        "trust_list": {"issued": _moment(material.trust.issued_s)},
        "status_list": (
            None if material.status is None else {"issued": _moment(material.status.issued_s)}
        ),
        "log_size": verification.log_size,
        "warnings": [warning.value for warning in verification.warnings],
    }


def _lines(verification: Verification) -> list[str]:
    claims = verification.claims
    written = "  ".join(f"{d.value} {level.label}" for d, level in claims.by_domain().items())
    return [
        f"GENUINE  {claims.given_name} {claims.family_name}, born {claims.birth_date}",
        f"  level     {claims.overall.label} in {claims.language}",
        f"  written   {written}  ({claims.written_on})",
        f"  oral      {claims.oral.label}  ({claims.oral_on})",
        f"  serial    {claims.serial}, issued {claims.issued_on} by {verification.issuer}",
        *(f"  note      {_WORDS[warning]}" for warning in verification.warnings),
    ]


def _print_object(value: dict[str, Any]) -> None:
    typer.echo(printable(json.dumps(value, ensure_ascii=False)))


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def _read_proof(path: Path) -> LogProof:
    try:
        with path.open("rb") as file:
            return LogProof.from_text(file.read(1 << 16).decode())
    except (OSError, UnicodeDecodeError) as error:
        raise LogProofError(f"the log proof cannot be read at {path}") from error

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A little issuer for the tests: keys, one certificate, its lists and its log."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from appliance.exam.levels import Level
from sync.certificates.claims import CertificateClaims
from sync.certificates.issue import Issued, issue
from sync.certificates.log import TransparencyLog
from sync.certificates.material import ROOT_NAME, STATUS_NAME, TRUST_NAME, root_to_text
from sync.certificates.status_list import StatusList, sign_status_list
from sync.protocol.keys import Signer
from sync.protocol.trust import KeyRole, TrustedKey, TrustList, sign_trust_list

NOW_S = 1_780_000_000
HOST = "verify.example.org"
LOG_NAME = "log.example.org"

ROOT, ISSUER, CENTRAL, LOG = (Signer.from_private_bytes(bytes((n,)) * 32) for n in range(1, 5))

CLAIMS = CertificateClaims(
    index=2,
    serial="ESC-2026-000002",
    given_name="Amélie",
    family_name="Dupont-Marchand",
    birth_date=date(1964, 2, 3),
    language="en",
    written=(Level.B1, Level.B2, Level.B1, Level.C1, Level.A2),
    oral=Level.B2,
    overall=Level.B1,
    target=Level.B1,
    written_on=date(2026, 3, 1),
    oral_on=date(2026, 3, 5),
    issued_on=date(2026, 3, 9),
)

TRUST = TrustList(
    NOW_S - 3600,
    1,
    (
        TrustedKey(KeyRole.ISSUER, ISSUER.public, "Example Institute", 0, 99),
        TrustedKey(KeyRole.CENTRAL, CENTRAL.public, "Central"),
        TrustedKey(KeyRole.LOG, LOG.public, LOG_NAME),
    ),
)
STATUS = StatusList.of(NOW_S - 60, 10, revoked=[3, 5], suspended=[4])


def certificate(claims: CertificateClaims = CLAIMS) -> Issued:
    return issue(claims, ISSUER)


@dataclass
class MemoryTiles:
    """Tiles in memory; counts what is written, and can lose power before a write."""

    files: dict[str, bytes] = field(default_factory=dict[str, bytes])
    writes_left: int | None = None

    def read(self, name: str) -> bytes | None:
        return self.files.get(name)

    def write(self, name: str, data: bytes) -> None:
        if self.writes_left is not None:
            if self.writes_left == 0:
                raise OSError("power cut")
            self.writes_left -= 1
        self.files[name] = data

    def drop_partials(self, name: str) -> None:
        for partial in [file for file in self.files if file.startswith(f"{name}.p/")]:
            del self.files[partial]


def log_of(*entries: bytes) -> TransparencyLog:
    log = TransparencyLog(MemoryTiles(), LOG_NAME, LOG)
    for index, entry in enumerate(entries):
        log.append(index, entry)
    return log


def write_material(folder: Path, *, trust: TrustList = TRUST, status: StatusList = STATUS) -> Path:
    """Root key, trust list and status list as a verifier keeps them; returns the trust list."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ROOT_NAME).write_text(root_to_text(ROOT.public))
    (folder / TRUST_NAME).write_bytes(sign_trust_list(trust, ROOT))
    (folder / STATUS_NAME).write_bytes(sign_status_list(status, CENTRAL))
    return folder / TRUST_NAME

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The checklist of offline verification: one bad certificate per refusal."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from sync.certificates import errors
from sync.certificates.errors import (
    AlteredError,
    CertificateError,
    LogProofError,
    OutOfRangeError,
    RevokedError,
    UnknownIssuerError,
    UnreadableError,
)
from sync.certificates.issue import issue
from sync.certificates.proof import LogProof
from sync.certificates.qr_text import to_text
from sync.certificates.status_list import StatusList
from sync.certificates.verification import STALE_AFTER_S, Warn, verify_message, verify_offline
from sync.protocol.canonical import encode
from sync.protocol.keys import Signer
from sync.protocol.kinds import Kind
from sync.protocol.trust import KeyRole, TrustList
from tests.unit.certificates.issuer import (
    CENTRAL,
    CLAIMS,
    HOST,
    ISSUER,
    NOW_S,
    STATUS,
    TRUST,
    certificate,
    log_of,
)

MESSAGE = certificate().message
TEXT = to_text(MESSAGE, HOST)
LOG = log_of(bytes(32), bytes(32), certificate().entry)
PROOF = LOG.prove(2)


def test_a_genuine_certificate() -> None:
    verification = verify_offline(TEXT, TRUST, STATUS, NOW_S, proof=PROOF)
    assert verification.claims == CLAIMS
    assert verification.issuer == "Example Institute"
    assert verification.kid == ISSUER.kid
    assert (verification.trust_age_s, verification.status_age_s) == (3600, 60)
    assert verification.log_size == 3
    assert verification.warnings == ()


def test_the_host_does_not_matter() -> None:
    text = to_text(MESSAGE, "elsewhere.example")
    assert verify_offline(text, TRUST, STATUS, NOW_S).claims == CLAIMS


def test_no_single_bit_flip_of_a_whole_certificate_verifies() -> None:
    for position in range(8 * len(MESSAGE)):
        flipped = bytearray(MESSAGE)
        flipped[position // 8] ^= 1 << position % 8
        with pytest.raises(CertificateError):
            verify_message(bytes(flipped), TRUST, STATUS, NOW_S)


def test_no_single_digit_change_of_the_text_verifies() -> None:
    start = TEXT.index("#") + 1
    for position in range(start, len(TEXT)):
        digit = str((int(TEXT[position]) + 1) % 10)
        with pytest.raises(CertificateError):
            verify_offline(TEXT[:position] + digit + TEXT[position + 1 :], TRUST, STATUS, NOW_S)


def signed(kind: Kind = Kind.CERTIFICATE, signer: Signer = ISSUER, **_: object) -> bytes:
    return signer.sign1(encode(CLAIMS.to_claims()), kind)


def of_index(index: int) -> bytes:
    return issue(replace(CLAIMS, index=index), ISSUER).message


REFUSED: dict[str, tuple[type[CertificateError], Callable[[], bytes]]] = {
    "nothing": (UnreadableError, lambda: b""),
    "noise": (UnreadableError, lambda: b"\xd2noise"),
    "too large": (UnreadableError, lambda: MESSAGE + bytes(1024)),
    "unknown signer": (UnknownIssuerError, lambda: signed(signer=Signer.generate())),
    "a key that may not issue": (UnknownIssuerError, lambda: signed(signer=CENTRAL)),
    "altered name": (AlteredError, lambda: MESSAGE.replace(b"Dupont", b"Dupond")),
    "altered signature": (AlteredError, lambda: MESSAGE[:-1] + bytes((MESSAGE[-1] ^ 1,))),
    "another kind": (AlteredError, lambda: signed(kind=Kind.RECEIPT)),
    "other claims": (
        UnreadableError,
        lambda: ISSUER.sign1(encode({**CLAIMS.to_claims(), 11: "new"}), Kind.CERTIFICATE),
    ),
    "claims that are no map": (
        UnreadableError,
        lambda: ISSUER.sign1(encode("x"), Kind.CERTIFICATE),
    ),
    "beyond the key's range": (OutOfRangeError, lambda: of_index(100)),
    "revoked": (RevokedError, lambda: of_index(3)),
    "suspended": (RevokedError, lambda: of_index(4)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refusals(name: str) -> None:
    error, message = REFUSED[name]
    with pytest.raises(error):
        verify_message(message(), TRUST, STATUS, NOW_S)


def test_the_range_has_a_beginning() -> None:
    keys = tuple(
        replace(key, from_index=3) if key.role is KeyRole.ISSUER else key for key in TRUST.keys
    )
    with pytest.raises(OutOfRangeError):
        verify_message(MESSAGE, replace(TRUST, keys=keys), STATUS, NOW_S)


def without_log(trust: TrustList) -> TrustList:
    keys = tuple(key for key in trust.keys if key.role is not KeyRole.LOG)
    return replace(trust, keys=keys)


@pytest.mark.parametrize(
    ("proof", "trust"),
    [
        (LOG.prove(1), TRUST),
        (replace(LOG.prove(1), index=2), TRUST),
        (replace(PROOF, hashes=()), TRUST),
        (replace(PROOF, checkpoint=PROOF.checkpoint.replace("\n3\n", "\n4\n")), TRUST),
        (PROOF, without_log(TRUST)),
    ],
    ids=["another entry", "another proof", "no hashes", "altered checkpoint", "unknown log"],
)
def test_a_proof_that_fails_refuses(proof: LogProof, trust: TrustList) -> None:
    with pytest.raises(LogProofError):
        verify_message(MESSAGE, trust, STATUS, NOW_S, proof=proof)


@pytest.mark.parametrize(
    ("status", "now_s", "warnings"),
    [
        (STATUS, NOW_S, set[Warn]()),
        (None, NOW_S, {Warn.STATUS_MISSING}),
        (StatusList.of(NOW_S, 2), NOW_S, {Warn.STATUS_BEHIND}),
        (STATUS, NOW_S + STALE_AFTER_S + 1, {Warn.TRUST_OLD, Warn.STATUS_OLD}),
        (None, NOW_S + STALE_AFTER_S + 1, {Warn.TRUST_OLD, Warn.STATUS_MISSING}),
        (STATUS, NOW_S - 90, {Warn.CLOCK_BEHIND}),
        (None, 0, {Warn.CLOCK_BEHIND, Warn.STATUS_MISSING}),
    ],
)
def test_age_is_a_warning_not_a_refusal(
    status: StatusList | None, now_s: float, warnings: set[Warn]
) -> None:
    assert set(verify_message(MESSAGE, TRUST, status, now_s, proof=PROOF).warnings) == warnings
    found = verify_message(MESSAGE, TRUST, status, now_s).warnings
    assert set(found) == warnings | {Warn.PROOF_MISSING}


def test_every_refusal_has_its_own_code() -> None:
    tree = [
        member
        for member in vars(errors).values()
        if isinstance(member, type) and issubclass(member, CertificateError)
    ]
    assert sorted(error.exit_code for error in tree) == list(range(20, 30))
    assert all(error.advice.endswith(".") for error in tree)

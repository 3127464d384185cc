# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Central's keys: made once, kept in files, handed out at the start.

Owns which keys there are, their files, and the trust list that names them. Must not
use a key. Stands on `sync.protocol.keys`, `sealing` and `trust`.

The root key signs only trust lists; its folder is to be carried away after `init`, and
the service never reads it. Every other key lies in `keys/`, readable by its owner only;
root key and trust list lie in `public/`, named as `escale verify` looks for them.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from sync.central.errors import SetupError
from sync.central.settings import Layout
from sync.certificates.material import ROOT_NAME, TRUST_NAME
from sync.protocol.cose import PublicKey
from sync.protocol.durable import write_durably
from sync.protocol.errors import MalformedError
from sync.protocol.keys import Signer, key_ring, public_bytes, public_from_bytes
from sync.protocol.sealing import UnsealingKey
from sync.protocol.trust import (
    KeyRole,
    TrustedKey,
    TrustList,
    open_trust_list,
    sign_trust_list,
)

ROOT_KEY = "root.key"
_PUBLIC_MODE = 0o644
_EVIDENCE = "evidence.key"
_DOCUMENTS_KEY = "documents.key.pem"
_DOCUMENTS_CERTIFICATE = "documents.cert.pem"
_DOCUMENTS_YEARS = 20
_ONLINE = (KeyRole.CENTRAL, KeyRole.ISSUER, KeyRole.DEVICE_ROOT, KeyRole.CONTENT, KeyRole.LOG)


@dataclass(frozen=True, slots=True)
class DocumentSeal:
    """What seals PDF documents: a P-256 key and its X.509 certificate, PEM."""

    key_pem: bytes
    certificate_pem: bytes


@dataclass(frozen=True, slots=True)
class Vault:
    """Every key that the running service needs.

    Attributes:
        central: Signs receipts, content lists, rosters and status lists.
        issuer: Signs certificates.
        device_root: Signs device certificates.
        content: Signs content packs.
        log: Signs checkpoints of the transparency log.
        evidence: Opens results and evidence.
        documents: Seals PDF documents.
        root: Public half of the offline root.
        trust_message: The trust list as the root signed it.
        trust: The same, opened.
    """

    central: Signer
    issuer: Signer
    device_root: Signer
    content: Signer
    log: Signer
    evidence: UnsealingKey
    documents: DocumentSeal
    root: PublicKey
    trust_message: bytes
    trust: TrustList


def make_keys(layout: Layout, name: str, log_name: str, now_s: int) -> None:
    """Make every key and the first trust list.

    Args:
        layout: Where; the folders must exist.
        name: Who this central is, in words.
        log_name: The signed-note name of the transparency log.
        now_s: Seconds since 1970 UTC.
    """
    root = Signer.generate()
    signers = {role: Signer.generate() for role in _ONLINE}
    keys = tuple(
        TrustedKey(role, signer.public, log_name if role is KeyRole.LOG else name)
        for role, signer in signers.items()
    )
    write_durably(layout.offline / ROOT_KEY, root.private_bytes())
    write_durably(layout.public / ROOT_NAME, public_bytes(root.public), mode=_PUBLIC_MODE)
    for role, signer in signers.items():
        write_durably(layout.keys / f"{role.value}.key", signer.private_bytes())
    write_durably(layout.keys / _EVIDENCE, UnsealingKey.generate().to_bytes())
    _make_document_seal(layout.keys, name, now_s)
    trust = TrustList(issued_s=now_s, version=1, keys=keys)
    message = sign_trust_list(trust, root)
    write_durably(layout.public / TRUST_NAME, message, mode=_PUBLIC_MODE)


def open_vault(layout: Layout) -> Vault:
    """Read every key of a running service.

    Raises:
        SetupError: A file is missing or is not what it should be.
    """
    folder = layout.keys
    try:
        root = public_from_bytes((layout.public / ROOT_NAME).read_bytes())
        trust_message = (layout.public / TRUST_NAME).read_bytes()
        signers = {role: _signer(folder, role) for role in _ONLINE}
        return Vault(
            central=signers[KeyRole.CENTRAL],
            issuer=signers[KeyRole.ISSUER],
            device_root=signers[KeyRole.DEVICE_ROOT],
            content=signers[KeyRole.CONTENT],
            log=signers[KeyRole.LOG],
            evidence=UnsealingKey.from_bytes((folder / _EVIDENCE).read_bytes()),
            documents=DocumentSeal(
                (folder / _DOCUMENTS_KEY).read_bytes(),
                (folder / _DOCUMENTS_CERTIFICATE).read_bytes(),
            ),
            root=root,
            trust_message=trust_message,
            trust=open_trust_list(trust_message, key_ring(root)),
        )
    except (OSError, MalformedError) as error:
        raise SetupError(f"the keys in {folder} cannot be read: {error}") from error


def _signer(folder: Path, role: KeyRole) -> Signer:
    return Signer.from_private_bytes((folder / f"{role.value}.key").read_bytes())


def _make_document_seal(folder: Path, name: str, now_s: int) -> None:
    key = generate_private_key(SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, name),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{name} documents"),
        ]
    )
    start = datetime.fromtimestamp(now_s, UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start - timedelta(minutes=5))
        .not_valid_after(start + timedelta(days=365 * _DOCUMENTS_YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_document_usage(), critical=True)
        .sign(key, SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_durably(folder / _DOCUMENTS_KEY, pem)
    write_durably(folder / _DOCUMENTS_CERTIFICATE, certificate.public_bytes(Encoding.PEM))


def _document_usage() -> x509.KeyUsage:
    return x509.KeyUsage(
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

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""How a device gets in: the answer to its enrolment, and its login over a nonce.

Owns the shapes of both. Must not decide whom to admit. Stands on `shape`, `statement`.

The enrolment token that an operator carries to the device pins the root key: it ends
with ``-`` and the base32 of the first 15 bytes of SHA-256 over the root's public key.
The device checks the pin, opens the trust list with that root, and opens its
certificate with the trust list: it trusts no network name on the way.
"""

from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from sync.protocol.canonical import CborValue, decode, encode
from sync.protocol.cose import PublicKey
from sync.protocol.errors import UnknownKeyError
from sync.protocol.keys import Signer, key_ring, public_bytes, public_from_bytes
from sync.protocol.kinds import Kind
from sync.protocol.shape import fields, sized
from sync.protocol.statement import open_statement, sign_statement

NONCE_SIZE = 32
_PIN_SIZE = 15
_CEILING = 1 << 20


def root_pin(root: PublicKey) -> str:
    """What an enrolment token says of the root: 24 letters and digits."""
    return b32encode(sha256(public_bytes(root)).digest()[:_PIN_SIZE]).decode("ascii")


def check_pin(token: str, root: PublicKey) -> None:
    """Let pass the root that the token names.

    Raises:
        UnknownKeyError: It names another one.
    """
    if token.rpartition("-")[2].strip() != root_pin(root):
        raise UnknownKeyError(
            "the answer comes from another central than the one that made this token",
            advice="Check the address of central and the token; do not enrol here.",
        )


@dataclass(frozen=True, slots=True)
class EnrolmentAnswer:
    """What a device gets when it is enrolled.

    Attributes:
        device: The device certificate, a message of kind DEVICE.
        trust_list: The trust list, a message of kind TRUST_LIST.
        root: The root key that signed the trust list; to be checked against the token.
    """

    device: bytes
    trust_list: bytes
    root: PublicKey

    def to_bytes(self) -> bytes:
        """The body of the answer, canonical CBOR."""
        return encode(
            {
                "device": self.device,
                "trust_list": self.trust_list,
                "root": public_bytes(self.root),
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> "EnrolmentAnswer":
        """Read the body of an answer; raises MalformedError."""
        entry = fields(
            decode(data, ceiling=_CEILING),
            required={"device": bytes, "trust_list": bytes, "root": bytes},
        )
        return cls(entry["device"], entry["trust_list"], public_from_bytes(entry["root"]))


@dataclass(frozen=True, slots=True)
class Login:
    """A device proves that it holds its key.

    Attributes:
        device_id: What central calls it.
        nonce: The 32 bytes that central gave it for this login.
    """

    device_id: str
    nonce: bytes


def sign_login(login: Login, signer: Signer) -> bytes:
    """The login, signed by the device."""
    claims: dict[str, CborValue] = {"device_id": login.device_id, "nonce": login.nonce}
    return sign_statement(Kind.LOGIN, claims, signer)


def open_login(message: bytes, device: PublicKey) -> Login:
    """Open a login with the key that central knows of the device.

    Raises:
        ProtocolError: Not a login, or not signed by this key.
    """
    statement = open_statement(Kind.LOGIN, message, key_ring(device))
    return login_from_claims(statement.claims)


def login_from_claims(claims: Mapping[str, CborValue]) -> Login:
    """Read the claims of a login; raises MalformedError."""
    entry = fields(dict(claims), required={"device_id": str, "nonce": bytes})
    return Login(entry["device_id"], sized(entry["nonce"], NONCE_SIZE, "the nonce"))

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Signed notes and checkpoints: the log's signed word on its size and root.

Owns the text forms of C2SP signed-note and tlog-checkpoint, Ed25519 only. Must not
know the tree. Stands on `keys`.

    <origin>␊<size>␊<base64 root>␊␊— <name> <base64 of key hash (4) ‖ signature>␊
"""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.certificates.errors import LogProofError
from sync.certificates.merkle import HASH_SIZE
from sync.protocol.cose import Algorithm, check_signature
from sync.protocol.errors import SignatureInvalidError
from sync.protocol.keys import Signer

_ED25519 = b"\x01"
_CEILING = 64 << 10
_KEY_HASH_SIZE = 4
_SIGNATURE_LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class NoteVerifier:
    """A key that signs notes under a name.

    Attributes:
        name: The key's name, such as example.org/log; no spaces, no plus.
        public: Its Ed25519 key.
    """

    name: str
    public: Ed25519PublicKey

    @property
    def key_hash(self) -> bytes:
        """The first 4 bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ key)."""
        raw = self.public.public_bytes_raw()
        return sha256(self.name.encode() + b"\n" + _ED25519 + raw).digest()[:_KEY_HASH_SIZE]

    def to_text(self) -> str:
        """The verifier key as text: name+hash+key."""
        key = encode_base64(_ED25519 + self.public.public_bytes_raw())
        return f"{self.name}+{self.key_hash.hex()}+{key}"

    @classmethod
    def from_text(cls, text: str) -> "NoteVerifier":
        """Read a verifier key.

        Raises:
            LogProofError: Another form, another algorithm, or a hash that does not fit.
        """
        name, _, rest = text.partition("+")
        key_hash, _, encoded = rest.partition("+")
        key = decode_base64(encoded)
        if not name or len(key) != 1 + HASH_SIZE or key[:1] != _ED25519:
            raise LogProofError("the text is no Ed25519 verifier key")
        verifier = cls(name, Ed25519PublicKey.from_public_bytes(key[1:]))
        if verifier.key_hash.hex() != key_hash:
            raise LogProofError("the verifier key does not fit its own hash")
        return verifier


def sign_note(text: str, name: str, signer: Signer) -> str:
    """A note over text, which must end with a newline, signed under this name.

    Raises:
        LogProofError: The text does not end with a newline.
    """
    if not text.endswith("\n"):
        raise LogProofError("a note's text ends with a newline")
    verifier = NoteVerifier(name, signer.public)
    signature = verifier.key_hash + signer.private.sign(text.encode())
    return f"{text}\n— {name} {encode_base64(signature)}\n"


def open_note(note: str, verifiers: Sequence[NoteVerifier]) -> tuple[str, tuple[str, ...]]:
    """The text of a note and the names of the known keys that signed it.

    Signatures of unknown keys are ignored; at least one known key must have signed,
    and a signature of a known key that does not hold refuses the note.

    Raises:
        LogProofError: Another form, or not so signed.
    """
    text, signatures = _split_note(note)
    signed: list[str] = []
    for name, blob in signatures:
        for verifier in verifiers:
            if verifier.name == name and verifier.key_hash == blob[:_KEY_HASH_SIZE]:
                _check(verifier, text, blob[_KEY_HASH_SIZE:])
                signed.append(name)
    if not signed:
        raise LogProofError("no known key has signed the log's checkpoint")
    return text, tuple(signed)


def _check(verifier: NoteVerifier, text: str, signature: bytes) -> None:
    try:
        check_signature(verifier.public, Algorithm.EDDSA, text.encode(), signature)
    except SignatureInvalidError as error:
        raise LogProofError(f"the signature of {verifier.name} does not hold") from error


def _split_note(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    head, separator, tail = note.rpartition("\n\n")
    if len(note) > _CEILING or not separator or not tail.endswith("\n"):
        raise LogProofError("the text is no signed note")
    signatures: list[tuple[str, bytes]] = []
    for line in tail[:-1].split("\n"):
        match = _SIGNATURE_LINE.fullmatch(line)
        if match is None:
            raise LogProofError("a signature line of the note is of another form")
        signatures.append((match.group(1), decode_base64(match.group(2))))
    return head + "\n", signatures


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself at one size.

    Attributes:
        origin: The log's name.
        size: Number of entries.
        root: Root hash of the tree.
    """

    origin: str
    size: int
    root: bytes

    def to_text(self) -> str:
        """The note's text, without extension lines."""
        return f"{self.origin}\n{self.size}\n{encode_base64(self.root)}\n"

    @classmethod
    def from_text(cls, text: str) -> "Checkpoint":
        """Read a note's text; extension lines are allowed and ignored.

        Raises:
            LogProofError: Another form.
        """
        lines = text.split("\n")
        if len(lines) < 4 or not lines[0] or not _SIZE.fullmatch(lines[1]):
            raise LogProofError("the text is no checkpoint")
        root = decode_base64(lines[2])
        if len(root) != HASH_SIZE:
            raise LogProofError("the checkpoint's root does not have 32 bytes")
        return cls(lines[0], int(lines[1]), root)


def open_checkpoint(note: str, verifier: NoteVerifier) -> Checkpoint:
    """The checkpoint in a note that the log itself has signed.

    Raises:
        LogProofError: Not signed by this log, or of another log.
    """
    text, _ = open_note(note, [verifier])
    checkpoint = Checkpoint.from_text(text)
    if checkpoint.origin != verifier.name:
        raise LogProofError("the checkpoint is of another log")
    return checkpoint


def encode_base64(data: bytes) -> str:
    """Standard base64 with padding, as the log's formats use it."""
    return base64.b64encode(data).decode()


def decode_base64(text: str) -> bytes:
    """The bytes of a base64 field in its only spelling.

    Raises:
        LogProofError: Not base64, or bits set that encode nothing.
    """
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise LogProofError("a base64 field of the log is damaged") from error
    if encode_base64(data) != text:
        raise LogProofError("a base64 field of the log has a second spelling")
    return data

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The proof that travels with a certificate: its place in the log, and a checkpoint.

Owns the text form of C2SP tlog-proof and its check, which needs no access to the log.
Must not make proofs (the log does). Stands on `merkle` and `notes`.
"""

import re
from dataclasses import dataclass

from sync.certificates.errors import LogProofError
from sync.certificates.merkle import HASH_SIZE, leaf_hash, verify_inclusion
from sync.certificates.notes import (
    Checkpoint,
    NoteVerifier,
    decode_base64,
    encode_base64,
    open_checkpoint,
)

_HEADER = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class LogProof:
    """That an entry stands in the log, in the form of C2SP tlog-proof.

    Attributes:
        index: Place of the entry.
        hashes: Inclusion proof.
        checkpoint: The signed note to which the proof leads.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str

    def verify(self, entry: bytes, verifier: NoteVerifier) -> Checkpoint:
        """Check the proof for an entry; returns the checkpoint it leads to.

        Raises:
            LogProofError: The checkpoint is not signed by the log, or the proof fails.
        """
        checkpoint = open_checkpoint(self.checkpoint, verifier)
        verify_inclusion(
            self.index, checkpoint.size, leaf_hash(entry), self.hashes, checkpoint.root
        )
        return checkpoint

    def to_text(self) -> str:
        """The proof as a file that travels with the certificate."""
        lines = [_HEADER, f"index {self.index}", *map(encode_base64, self.hashes)]
        return "\n".join(lines) + "\n\n" + self.checkpoint

    @classmethod
    def from_text(cls, text: str) -> "LogProof":
        """Read a proof file; an `extra` line is allowed and ignored.

        Raises:
            LogProofError: Another form.
        """
        head, separator, checkpoint = text.partition("\n\n")
        lines = head.split("\n")
        if not separator or lines.pop(0) != _HEADER:
            raise LogProofError("the text is no log proof")
        if lines and lines[0].startswith("extra "):
            lines.pop(0)
        word, _, number = (lines.pop(0) if lines else "").partition(" ")
        if word != "index" or not _INDEX.fullmatch(number):
            raise LogProofError("the log proof does not say its index")
        return cls(int(number), tuple(map(_hash, lines)), checkpoint)


def _hash(line: str) -> bytes:
    digest = decode_base64(line)
    if len(digest) != HASH_SIZE:
        raise LogProofError("a hash of the log proof does not have 32 bytes")
    return digest

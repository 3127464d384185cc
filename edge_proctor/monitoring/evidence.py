# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Sealing evidence to central's key at the moment it is made.

Owns the one call between pictures in memory and ciphertext. Must not keep or write a
plaintext. Stands on `sync.protocol.sealing`.
"""

import hashlib

from edge_proctor.events import EvidenceKind, SealedEvidence
from sync.protocol.sealing import SealingKey, seal

EVIDENCE_CONTEXT = b"escale/evidence"


class Sealer:
    """Seals to one recipient.

    Args:
        evidence_key: Central's sealing key (`SealingKey.to_bytes()`).

    Raises:
        MalformedError: the bytes are no sealing key.
    """

    def __init__(self, evidence_key: bytes) -> None:
        self._key = SealingKey.from_bytes(evidence_key)

    def __call__(self, plaintext: bytes, kind: EvidenceKind) -> SealedEvidence:
        """Seal one clip or picture."""
        sealed = seal(plaintext, self._key, context=EVIDENCE_CONTEXT)
        return SealedEvidence(hashlib.sha256(sealed).digest(), sealed, kind)

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Bundling: what leaves the station when a part of the exam is over.

Owns the sealing of a journal, the manifest over it and its media, and the outbox row; they
are writes of the transaction in which the last record commits. Must not send. Stands on
the sealed journal and the protocol's manifest.
"""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Final

from appliance.exam.journal import encode_results
from appliance.service.sealed_journal import SealedJournal
from appliance.service.workplace import Workplace
from sync.protocol.kinds import Kind
from sync.protocol.manifest import Manifest, Part, PartRole
from sync.protocol.sealing import seal
from sync.protocol.statement import sign_statement

RESULTS_CONTEXT = b"escale/results"
ORAL_CONTEXT: Final = b"escale/oral"
RECORDING: Final = "recording"
"""Kind of the evidence that is a recorded answer."""


def bundling(
    place: Workplace,
    journal: SealedJournal,
    pack_digest: bytes,
    capabilities: Mapping[str, str],
    follows: str | None = None,
) -> Callable[[], None]:
    """The writes that put a concluded journal in the outbox; made in its last transaction.

    1. The journal is sealed to central, 2. the manifest signed, 3. the row written.

    Args:
        place: Whose device signs.
        journal: Of the part; its last record is written when the result is called.
        pack_digest: The pack that the part was held with.
        capabilities: What the station could do, missing parts by name.
        follows: The written sitting that an oral part belongs to.

    Raises:
        NoContentError: Central's key is not at this station yet.
    """
    recipient = place.library.sealing_key

    def add() -> None:
        row = place.store.sittings.get(journal.identity)
        assert row is not None  # it was appended to in this very transaction
        sealed = seal(encode_results(journal.records()), recipient, context=RESULTS_CONTEXT)  # 1
        results = Part(PartRole.RESULTS, sha256(sealed).digest(), len(sealed))
        manifest = Manifest(
            sitting_id=journal.identity,
            device_id=place.identity.device_id,
            pack_digest=pack_digest,
            journal_head=row.head,
            journal_length=row.length,
            parts=(results, *_media(place, journal.identity)),
            capabilities=dict(capabilities),
            created_s=max(0, int(place.clock.stamp().wall_s)),
            follows=follows,
        )
        message = sign_statement(Kind.MANIFEST, manifest.to_claims(), place.identity.signer)  # 2
        place.store.outbox.add(  # 3
            journal.identity,
            message,
            sha256(message).digest(),
            manifest.parts,
            {results.digest: sealed},
        )

    return add


def _media(place: Workplace, identity: str) -> tuple[Part, ...]:
    return tuple(
        Part(PartRole.ORAL if each.kind == RECORDING else PartRole.EVIDENCE, each.digest, each.size)
        for each in place.store.evidence.of_sitting(identity)
    )

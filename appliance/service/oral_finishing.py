# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Finishing an oral part: from the grid or the last answer to a bundle in the outbox.

Owns the last record, the sealing of the oral journal and the manifest that names the
written sitting; they commit together. May be repeated after a fault: an oral part is
concluded once. Must not send. Stands on the oral seat and the protocol's manifest.
"""

from hashlib import sha256
from typing import Final

from appliance.exam.journal import encode_results
from appliance.exam.oral_events import OralConcluded
from appliance.service.finishing import RESULTS_CONTEXT
from appliance.service.oral_seat import OralSeat
from appliance.service.workplace import Workplace
from sync.protocol.kinds import Kind
from sync.protocol.manifest import Manifest, Part, PartRole
from sync.protocol.sealing import SealingKey, seal
from sync.protocol.statement import sign_statement

ORAL_CONTEXT: Final = b"escale/oral"
RECORDING: Final = "recording"
"""Kind of the evidence that is a recorded answer."""


def conclude_oral(place: Workplace, seat: OralSeat) -> None:
    """Conclude an oral part that is graded or wholly recorded, in one transaction:

    1. the last record, 2. the journal sealed to central, 3. the manifest signed, 4. bundle
    and outbox row.

    Raises:
        StoreError: It could not be stored; grid and answers are safe, and it is tried
            again when the station starts.
    """
    if seat.state.concluded:
        return
    recipient = place.library.sealing_key

    def add_bundle() -> None:
        _add_bundle(place, seat, recipient)

    seat.commit(OralConcluded(), also=add_bundle)  # 1


def _add_bundle(place: Workplace, seat: OralSeat, recipient: SealingKey) -> None:
    row = place.store.sittings.get(seat.oral_id)
    assert row is not None  # it was appended to in this very transaction
    sealed = seal(encode_results(seat.records()), recipient, context=RESULTS_CONTEXT)  # 2
    results = Part(PartRole.RESULTS, sha256(sealed).digest(), len(sealed))
    media = [
        Part(PartRole.ORAL if each.kind == RECORDING else PartRole.EVIDENCE, each.digest, each.size)
        for each in place.store.evidence.of_sitting(seat.oral_id)
    ]
    opened = seat.state.opened
    manifest = Manifest(
        sitting_id=seat.oral_id,
        device_id=place.identity.device_id,
        pack_digest=opened.pack_digest,
        journal_head=row.head,
        journal_length=row.length,
        parts=(results, *media),
        capabilities=_capabilities(place),
        created_s=max(0, int(place.clock.stamp().wall_s)),
        follows=opened.written_id,
    )
    message = sign_statement(Kind.MANIFEST, manifest.to_claims(), place.identity.signer)  # 3
    place.store.outbox.add(  # 4
        seat.oral_id, message, sha256(message).digest(), manifest.parts, {results.digest: sealed}
    )


def _capabilities(place: Workplace) -> dict[str, str]:
    return {
        **place.watch.capabilities(),
        "audio_input": place.input.description,
        "keys": f"available ({place.keys.tier.name.value})",
    }

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Finishing: from the last answer to a bundle that waits in the outbox.

Owns the report's record, the sealing of the results and the manifest; record, bundle and
outbox row commit together. May be repeated after a fault: a sitting is concluded once.
Must not send. Stands on the seat, the watch and the protocol's manifest.
"""

from hashlib import sha256

from appliance.exam.journal import encode_results
from appliance.exam.sitting_engine import pack_report
from appliance.exam.sitting_events import Concluded
from appliance.service.seat import Seat
from appliance.service.workplace import Workplace
from sync.protocol.kinds import Kind
from sync.protocol.manifest import Manifest, Part, PartRole
from sync.protocol.sealing import SealingKey, seal
from sync.protocol.statement import sign_statement

RESULTS_CONTEXT = b"escale/results"


def conclude(place: Workplace, seat: Seat) -> None:
    """Conclude a sitting whose questions are all answered.

    1. The watch stops; its last events are journaled.
    2. The report is computed; what remains is one transaction:
    3. the last record, 4. the results sealed to central, 5. the manifest signed,
    6. bundle and outbox row.

    Raises:
        StoreError: It could not be stored; the answers are safe, and it is tried again
            when the station starts.
    """
    if seat.state.concluded is not None:
        return
    place.output.stop()
    capabilities = capabilities_of(place, seat)
    place.watch.stop()  # 1
    place.watch.journal(seat)
    report = pack_report(place.questions(seat).report())  # 2
    recipient = place.library.sealing_key
    place.watch.journal(seat)

    def add_bundle() -> None:
        _add_bundle(place, seat, recipient, capabilities)

    seat.commit(Concluded(report), also=add_bundle)  # 3


def capabilities_of(place: Workplace, seat: Seat) -> dict[str, str]:
    """What the station could do during this sitting, missing parts by name."""
    watched = place.watch.capabilities()
    if not seat.state.monitoring:
        watched = {"monitoring": "declined: identity checked by a person"}
    rehearsal = {"rehearsal": f"yes: times scaled by {place.settings.minutes_scale:g}"}
    return {
        **watched,
        "audio_output": place.output.description,
        "audio_input": place.input.description,
        "keys": place.key_guard,
        **(rehearsal if place.rehearsal else {}),
    }


def _add_bundle(
    place: Workplace, seat: Seat, recipient: SealingKey, capabilities: dict[str, str]
) -> None:
    row = place.store.sittings.get(seat.sitting_id)
    assert row is not None  # it was appended to in this very transaction
    sealed = seal(encode_results(seat.records()), recipient, context=RESULTS_CONTEXT)  # 4
    results = Part(PartRole.RESULTS, sha256(sealed).digest(), len(sealed))
    evidence = [
        Part(PartRole.EVIDENCE, each.digest, each.size)
        for each in place.store.evidence.of_sitting(seat.sitting_id)
    ]
    manifest = Manifest(
        sitting_id=seat.sitting_id,
        device_id=place.identity.device_id,
        pack_digest=seat.state.opened.pack_digest,
        journal_head=row.head,
        journal_length=row.length,
        parts=(results, *evidence),
        capabilities=capabilities,
        created_s=max(0, int(place.clock.stamp().wall_s)),
    )
    message = sign_statement(Kind.MANIFEST, manifest.to_claims(), place.identity.signer)  # 5
    place.store.outbox.add(  # 6
        seat.sitting_id,
        message,
        sha256(message).digest(),
        manifest.parts,
        {results.digest: sealed},
    )

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Finishing: from the last answer to a bundle that waits in the outbox.

Owns the report's record and the station's account of itself; record, bundle and outbox row
commit together. May be repeated after a fault: a sitting is concluded once. A rehearsal is
concluded too, and stays: central takes none. Must not send. Stands on the seat, the watch
and the bundling.
"""

from appliance.exam.sitting_engine import pack_report
from appliance.exam.sitting_events import Concluded
from appliance.service.bundling import bundling
from appliance.service.seat import Seat
from appliance.service.workplace import Workplace


def conclude(place: Workplace, seat: Seat) -> None:
    """Conclude a sitting whose questions are all answered.

    1. The watch stops; its last events are journaled.
    2. The report is computed.
    3. The last record commits, and with it the bundle; the pack is needed no more, and what
        the face was recognised by is forgotten.

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
    opened = seat.state.opened
    add_bundle = bundling(place, seat.journal, opened.pack_digest, capabilities)

    def close() -> None:
        place.store.release_pack(opened.sitting_id)
        seat.keep_reference(None)
        if not opened.rehearsal:
            add_bundle()

    seat.commit(Concluded(report), also=close)  # 3


def capabilities_of(place: Workplace, seat: Seat) -> dict[str, str]:
    """What the station could do during this sitting, missing parts by name."""
    watched = place.watch.capabilities()
    if not seat.state.monitoring:
        watched = {"monitoring": "declined: identity checked by a person"}
    return {
        **watched,
        "audio_output": place.output.description,
        "audio_input": place.input.description,
        "keys": place.key_guard,
    }

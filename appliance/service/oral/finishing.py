# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Finishing an oral part: from the grid or the last answer to a bundle in the outbox.

Owns the last record, which commits with the bundle that names the written sitting. May be
repeated after a fault: an oral part is concluded once. A rehearsal stays. Must not send.
Stands on the oral seat and the bundling.
"""

from appliance.exam.oral_events import OralConcluded
from appliance.service.bundling import bundling
from appliance.service.oral.seat import OralSeat
from appliance.service.workplace import Workplace


def conclude_oral(place: Workplace, seat: OralSeat) -> None:
    """Conclude an oral part that is graded or wholly recorded, in one transaction.

    Raises:
        StoreError: It could not be stored; grid and answers are safe, and it is tried
            again when the station starts.
    """
    if seat.state.concluded:
        return
    opened = seat.state.opened
    add_bundle = bundling(
        place, seat.journal, opened.pack_digest, _capabilities(place), follows=opened.written_id
    )

    def close() -> None:
        place.store.release_pack(opened.oral_id)
        if not opened.rehearsal:
            add_bundle()

    seat.commit(OralConcluded(), also=close)


def _capabilities(place: Workplace) -> dict[str, str]:
    return {
        **place.watch.capabilities(),
        "audio_input": place.input.description,
        "keys": f"available ({place.keys.tier.name.value})",
    }

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Who has the station: one written or oral part at a time.

Owns freeing the seat of a finished part. Must not open one. Stands on both finishings.
"""

from appliance.exam.oral_words import OralStage
from appliance.exam.sitting_words import Stage
from appliance.service.errors import NotNowError
from appliance.service.finishing import conclude
from appliance.service.oral.finishing import conclude_oral
from appliance.service.workplace import Workplace


def require_free_seat(place: Workplace) -> None:
    """Let pass when nobody sits here; a part that is finished makes room.

    Raises:
        NotNowError: Somebody is in the middle of a written or an oral part, or one that was
            interrupted waits and this process, opened for practice, has not taken it up.
    """
    written, oral = place.seat, place.oral
    busy = written is not None and written.state.stage is not Stage.FINISHED
    if busy or (oral is not None and oral.state.stage is not OralStage.FINISHED):
        raise NotNowError("somebody sits at this station already")
    clear_seat(place)
    if place.store.sittings.active() is not None:
        raise NotNowError(
            "a sitting that was interrupted waits on this station",
            advice="Take it up with `escale station run`.",
        )


def clear_seat(place: Workplace) -> None:
    """Free the seat of a finished part, concluding it first if a fault prevented that."""
    if place.seat is not None:
        conclude(place, place.seat)
        _rest(place, place.seat.sitting_id)
    if place.oral is not None:
        conclude_oral(place, place.oral)
        _rest(place, place.oral.oral_id)
    place.seat = place.run = place.oral = None


def _rest(place: Workplace, sitting_id: str) -> None:
    with place.store.transaction():
        place.store.sittings.set_active(sitting_id, active=False)

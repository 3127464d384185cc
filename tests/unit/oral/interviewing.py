# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A station with an examiner in its calendar, and the way through an interview."""

from hashlib import sha256

from appliance.exam.levels import Level
from appliance.service.oral.views import Competence, OralMode, RecordingView
from appliance.service.station import Station
from sync.protocol.content import ContentFile, ContentList, ContentRole, sign_content
from sync.protocol.oral_calendar import (
    Examiner,
    OralCalendar,
    OralSlot,
    WrittenPart,
    sign_and_seal_calendar,
)
from tests.simulators.clock import START_S, SimulatedClock
from tests.unit.service.sitting_through import to_end, to_question
from tests.unit.service.world import PIN, World, cheap_hash, inside

EXAMINER_CODE = "EVA-2345"
GRID = dict.fromkeys(Competence, Level.B2)
NOW = int(START_S)


def calendar(*written: WrittenPart) -> OralCalendar:
    """A calendar with one slot and one examiner."""
    return OralCalendar(
        "Test centre",
        NOW,
        (OralSlot("slot-1", NOW + 86_400, 20, "Room 2"),),
        (),
        (Examiner("eva", "Eva Example", cheap_hash(EXAMINER_CODE)),),
        written,
    )


def bring_calendar(world: World, station: Station, *written: WrittenPart) -> None:
    """Bring a calendar to a station, as a fetch does."""
    device = inside(station).identity.unsealing.public
    sealed = sign_and_seal_calendar(calendar(*written), world.central, device)
    digest = sha256(sealed).digest()
    listed = (ContentFile(ContentRole.SLOTS, "Test centre", "1", digest, len(sealed)),)
    content = ContentList("d-1", NOW + 1, world.unsealing.public, listed)
    station.library.install_content(sign_content(content, world.central), {digest: sealed})


def bring_pack(world: World, station: Station, pack: bytes) -> None:
    """Bring a newer pack to a station, as a fetch does."""
    digest = sha256(pack).digest()
    listed = (ContentFile(ContentRole.PACK, "pack", "2", digest, len(pack)),)
    content = ContentList("d-1", NOW + 2, world.unsealing.public, listed)
    station.library.install_content(sign_content(content, world.central), {digest: pack})


def sit_written(station: Station, clock: SimulatedClock, code: str = "CODE-1") -> None:
    """Take the whole written part and leave."""
    to_end(station, clock, to_question(station, clock, code))
    station.leave()


def to_interview(station: Station, mode: OralMode, code: str = "CODE-1") -> None:
    """Open an interview and pass the identity; the examiner signs in when there is one."""
    station.open_oral(code, mode, monitoring=False)
    station.confirm_oral_identity_by_human(PIN, "passport")
    station.oral_identity_done()
    if mode is OralMode.ON_SITE:
        station.admit_examiner(EXAMINER_CODE)
    station.begin_interview()


def answer_all(station: Station) -> int:
    """Record and confirm every answer that is left; how many."""
    count = 0
    while isinstance(station.oral_view(), RecordingView):
        station.record_answer()
        station.confirm_answer()
        count += 1
    return count

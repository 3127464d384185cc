# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Content that is kept and content that is refused; a refusal changes nothing."""

from hashlib import sha256

import pytest

from appliance.exam.pack import encode_pack
from appliance.exam.rescoring import rescore
from appliance.service.errors import NoContentError, WindowClosedError
from appliance.service.sealed_journal import read_journal
from appliance.service.station import Station
from appliance.service.views import FinishedView
from appliance.store.contents import ShelfRole
from sync.protocol.clock import TimeTrust
from sync.protocol.content import ContentFile, ContentList, ContentRole, sign_content
from sync.protocol.errors import EscaleError, ProtocolError, UnknownKeyError
from sync.protocol.keys import Signer
from tests.simulators.clock import START_S, SimulatedClock
from tests.unit.service.sitting_through import next_question, some_response, to_ready
from tests.unit.service.world import DAY_S, PIN, World, entry, inside, newer_pack, small_pack

NOW = int(START_S)


def with_pack(world: World, data: bytes, **changes: object) -> tuple[bytes, dict[bytes, bytes]]:
    digest = sha256(data).digest()
    listed = (ContentFile(ContentRole.PACK, "pack", "2", digest, len(data)),)
    values = {"device_id": "d-1", "issued_s": NOW + 5, **changes}
    content = ContentList(**values, sealing_key=world.unsealing.public, files=listed)  # pyright: ignore
    return sign_content(content, world.central), {digest: data}


def test_content_that_is_kept(world: World, station: Station) -> None:
    message, files = world.content([entry(8)], issued_s=NOW + 5)
    station.library.install_content(message, files)
    assert all(station.library.has(digest) for digest in files)
    assert station.library.candidates == 1
    assert station.library.lower_bound_s == START_S + 5
    assert station.station_view().sync.last_contact_s == START_S


def test_the_pack_is_opened_before_somebody_waits_for_it(
    world: World, clock: SimulatedClock
) -> None:
    station = world.station(clock)
    station.get_ready()
    connection = inside(station).store.connection
    with inside(station).store.transaction():
        connection.write("DELETE FROM content WHERE role = ?", (ShelfRole.PACK.value,))
    station.sign_in("CODE-1")
    station.close()
    again = world.station(clock)
    with pytest.raises(NoContentError):
        again.get_ready()
    again.close()


def test_a_tampered_pack(world: World, station: Station) -> None:
    data = bytearray(small_pack())
    data[len(data) // 2] ^= 1
    before = station.station_view()
    message, files = with_pack(world, bytes(data))
    with pytest.raises(EscaleError) as refused:
        station.library.install_content(message, files)
    assert refused.value.advice
    assert station.station_view() == before


def test_a_pack_signed_by_a_stranger(world: World, station: Station) -> None:
    opened = world.opened_pack
    message, files = with_pack(world, encode_pack(opened.pack, opened.media, Signer.generate()))
    with pytest.raises(UnknownKeyError):
        station.library.install_content(message, files)


def test_a_file_that_is_not_its_digest(world: World, station: Station) -> None:
    message, files = with_pack(world, small_pack())
    with pytest.raises(NoContentError, match="not what its name"):
        station.library.install_content(message, dict.fromkeys(files, b"something else"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"device_id": "d-2"}, "another station"), ({"issued_s": NOW - 1}, "older")],
)
def test_lists_that_are_refused(
    world: World, station: Station, changes: dict[str, object], words: str
) -> None:
    message, files = with_pack(world, small_pack(), **changes)
    with pytest.raises(NoContentError, match=words):
        station.library.install_content(message, files)


def test_a_sitting_that_was_set_aside_keeps_the_pack_it_began_with(
    world: World, station: Station, clock: SimulatedClock
) -> None:
    to_ready(station, clock)
    station.set_aside(PIN)
    newer = newer_pack()
    message, files = with_pack(world, newer)
    station.library.install_content(message, files)
    station.close()
    station = world.station(clock)
    station.get_ready()
    station.sign_in("CODE-1")
    station.begin()
    view, played = next_question(station, clock), 0
    while True:
        if view.audio is not None:
            station.play_audio()
            played += 1
        after = station.answer(some_response(view))
        if isinstance(after, FinishedView):
            break
        view = next_question(station, clock)
    assert played
    [row] = inside(station).store.sittings.all()
    records = read_journal(inside(station).store, inside(station).keys, row)
    assert len(rescore(world.opened_pack, records).items) == 10
    assert inside(station).store.contents.pack(world.opened_pack.digest) is None
    station.leave()
    to_ready(station, clock, "CODE-2")
    seat = inside(station).seat
    assert seat is not None
    assert seat.state.opened.pack_digest == sha256(newer).digest()
    station.close()


def test_nothing_begins_with_a_pack_that_is_not_the_sittings(
    world: World, station: Station, clock: SimulatedClock
) -> None:
    to_ready(station, clock)
    station.set_aside(PIN)
    message, files = with_pack(world, newer_pack())
    station.library.install_content(message, files)
    store = inside(station).store
    with store.transaction():
        store.connection.write("DELETE FROM earlier_pack")
    station.sign_in("CODE-1")
    with pytest.raises(NoContentError):
        station.begin()
    station.set_aside(PIN)


def test_a_list_signed_by_a_stranger(world: World, station: Station) -> None:
    content = ContentList("d-1", NOW + 5, world.unsealing.public, ())
    with pytest.raises(UnknownKeyError):
        station.library.install_content(sign_content(content, Signer.generate()), {})


def test_trust_lists_only_grow(world: World, station: Station) -> None:
    station.library.install_trust_list(world.trust_list(version=3))
    station.library.install_trust_list(world.trust_list(version=2))
    assert station.library.trust_version == 3


def test_a_trust_list_of_another_root(world: World, station: Station) -> None:
    stranger = World(
        world.directory, Signer.generate(), world.central, world.unsealing, world.pack_file
    )
    with pytest.raises(ProtocolError):
        station.library.install_trust_list(stranger.trust_list(version=9))
    assert station.library.trust_version == 1


YEARS_S = 80 * 365 * DAY_S


def test_a_wrong_synchronised_time_ends_with_the_process(world: World) -> None:
    clock = SimulatedClock()
    clock.set_wall(START_S + YEARS_S, TimeTrust.SYNCED)
    station = world.station(clock)
    with pytest.raises(WindowClosedError):
        station.sign_in("CODE-1")
    station.close()
    clock.set_wall(START_S, TimeTrust.SYNCED)
    station = world.station(clock)
    station.sign_in("CODE-1")
    station.close()


def test_newer_signed_content_heals_a_wrong_synchronised_time(world: World) -> None:
    clock = SimulatedClock()
    clock.set_wall(START_S + YEARS_S, TimeTrust.SYNCED)
    station = world.station(clock)
    with pytest.raises(WindowClosedError):
        station.sign_in("CODE-1")
    clock.set_wall(START_S + 60, TimeTrust.SYNCED)
    with pytest.raises(WindowClosedError):
        station.sign_in("CODE-1")
    message, files = world.content([entry(1)], issued_s=NOW + 50)
    station.library.install_content(message, files)
    assert station.library.lower_bound_s == NOW + 50
    station.sign_in("CODE-1")
    station.close()


def test_a_signed_time_outlives_the_process_and_a_clock_that_is_set_back(world: World) -> None:
    station = world.station()
    message, files = world.content([entry(1)], issued_s=NOW + 40 * DAY_S)
    station.library.install_content(message, files)
    station.close()
    clock = SimulatedClock()
    clock.reboot(away_s=5, boot_id="boot-2")
    station = world.station(clock)
    with pytest.raises(WindowClosedError):
        station.sign_in("CODE-1")
    station.close()


def test_time_never_goes_below_what_was_signed(world: World) -> None:
    clock = SimulatedClock()
    station = world.station(clock)
    clock.set_wall(1_000.0)
    assert station.library.now_s() >= START_S - 60
    station.close()

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""An appointment is asked for offline, decided at central once, and known after a sync."""

from dataclasses import replace
from pathlib import Path

import pytest

from appliance.service.errors import NotNowError, WrittenPartMissingError, WrongAccessCodeError
from appliance.service.oral.views import BookingState
from appliance.service.station import Station
from sync.central.errors import ConflictError, ContentRefusedError, ForbiddenError
from sync.protocol.booking import BookingRequest, sign_and_seal_booking
from sync.protocol.keys import Signer
from sync.protocol.oral_calendar import Decided
from tests.simulators.central import CENTRE
from tests.unit.oral.line import Line
from tests.unit.service.world import inside


def sealed(line: Line, station: Station, *slots: str, **changes: object) -> bytes:
    """A booking request that this station signs."""
    request = BookingRequest("b-1", "c-1", station.identity.device_id, slots, 1)
    request = replace(request, **changes)  # pyright: ignore[reportArgumentType] -- by name
    recipient = line.simulator.central.vault.evidence.public
    return sign_and_seal_booking(request, station.identity.signer, recipient)


def test_requested_then_confirmed_after_a_sync(line: Line, tmp_path: Path) -> None:
    line.prepare()
    first, second = line.add_slots(24, 48)
    station = line.station()
    assert [slot.slot_id for slot in station.oral_calendar().slots] == [first, second]
    assert station.oral_calendar().age_s == 0
    line.sit(station)
    assert station.booking().state is BookingState.NONE
    requested = station.request_oral([second, first])
    assert requested.state is BookingState.REQUESTED
    assert [wish.slot_id for wish in requested.wishes] == [second, first]
    assert "STATUS:TENTATIVE" in station.appointment_text("Oral")
    station.synchronise()
    confirmed = station.booking()
    assert confirmed.state is BookingState.CONFIRMED
    assert confirmed.slot is not None
    assert (confirmed.slot.slot_id, confirmed.slot.place) == (second, "Room 2")
    assert [slot.slot_id for slot in station.oral_calendar().slots] == [first]
    path = station.export_appointment(tmp_path, "Oral", "Bring your ID; be early")
    assert b"STATUS:CONFIRMED" in path.read_bytes()
    station.leave()
    assert station.booking(line.codes["c-1"]) == confirmed
    line.clock.sleep(3600)
    assert station.oral_calendar().age_s == 3600
    with pytest.raises(NotNowError, match="confirmed already"):
        station.request_oral([first], line.codes["c-1"])


def test_two_candidates_and_one_slot(line: Line) -> None:
    line.prepare(candidates=2)
    slot, other = line.add_slots(24, 30)
    here, there = line.station("here"), line.station("there")
    line.sit(here, "c-1")
    line.sit(there, "c-2")
    here.request_oral([slot])
    there.request_oral([slot])
    there.synchronise()
    here.synchronise()
    here.synchronise()
    assert there.booking().state is BookingState.CONFIRMED
    late = here.booking()
    assert (late.state, late.reason) == (BookingState.REFUSED, "taken")
    with pytest.raises(NotNowError, match="no appointment"):
        here.appointment_text("Oral")
    here.request_oral([other])
    here.synchronise()
    assert here.booking().state is BookingState.CONFIRMED


def test_a_second_wish_is_given_when_the_first_is_taken(line: Line) -> None:
    line.prepare(candidates=2)
    slot, other = line.add_slots(24, 30)
    station = line.station()
    decide = line.simulator.central.appointments.decide
    device = station.identity.device_id
    assert decide(device, sealed(line, station, slot)) is Decided.CONFIRMED
    again = sealed(line, station, slot, other, request_id="b-2", candidate_id="c-2")
    assert decide(device, again) is Decided.CONFIRMED
    assert decide(device, again) is Decided.CONFIRMED
    taken = {each["slot_id"]: each["candidate_id"] for each in _slots(line)}
    assert taken == {slot: "c-1", other: "c-2"}
    third = sealed(line, station, slot, request_id="b-3")
    assert decide(device, third) is Decided.REFUSED


def _slots(line: Line) -> list[dict[str, str]]:
    answer = line.simulator.browser().get("/oral/slots", params={"centre": CENTRE})
    return answer.json()["slots"]


def test_requests_that_central_does_not_take(line: Line) -> None:
    line.prepare()
    [slot] = line.add_slots(24)
    station, other = line.station(), line.station("other")
    decide = line.simulator.central.appointments.decide
    device = station.identity.device_id
    with pytest.raises(ForbiddenError, match="another station"):
        decide(device, sealed(line, station, slot, device_id=other.identity.device_id))
    with pytest.raises(ForbiddenError, match="not registered"):
        decide(device, sealed(line, station, slot, candidate_id="c-9"))
    with pytest.raises(ContentRefusedError, match="no booking request"):
        decide(other.identity.device_id, sealed(line, station, slot))
    request = BookingRequest("b-1", "c-1", device, (slot,), 1)
    recipient = line.simulator.central.vault.evidence.public
    with pytest.raises(ContentRefusedError):
        decide(device, sign_and_seal_booking(request, Signer.generate(), recipient))
    altered = bytearray(sealed(line, station, slot))
    altered[-1] ^= 1
    with pytest.raises(ContentRefusedError):
        decide(device, bytes(altered))
    decide(device, sealed(line, station, slot))
    with pytest.raises(ConflictError):
        decide(device, sealed(line, station, slot, "other"))


def test_slots_that_are_over_or_of_nobody_are_not_given(line: Line) -> None:
    line.prepare()
    [slot] = line.add_slots(1)
    station = line.station()
    line.sit(station)
    station.request_oral([slot])
    line.clock.sleep(7200)
    line.simulator.clock.wait(7200)
    assert station.oral_calendar().slots == ()
    station.synchronise()
    assert station.booking().reason == "over"
    unknown = sealed(line, station, "slot-nowhere")
    decide = line.simulator.central.appointments.decide
    assert decide(station.identity.device_id, unknown) is Decided.REFUSED


def test_what_the_station_refuses(line: Line) -> None:
    line.prepare()
    [slot] = line.add_slots(24)
    station = line.station()
    code = line.codes["c-1"]
    with pytest.raises(WrittenPartMissingError):
        station.request_oral([slot], code)
    with pytest.raises(NotNowError, match="nobody has signed in"):
        station.booking()
    with pytest.raises(WrongAccessCodeError):
        station.booking("NOT-A-CODE")
    line.sit(station)
    for slots in ([], [slot, slot], ["slot-nowhere"]):
        with pytest.raises(NotNowError):
            station.request_oral(slots)
    assert station.booking().state is BookingState.NONE
    station.request_oral([slot])
    with pytest.raises(NotNowError, match="requested already"):
        station.request_oral([slot])
    with pytest.raises(NotNowError, match="cannot be written"):
        station.export_appointment(Path("/proc/nowhere"), "Oral")
    assert len(inside(station).store.bookings.all()) == 1


def test_a_request_that_central_refuses_is_told_and_harms_nothing(line: Line) -> None:
    line.prepare()
    [slot] = line.add_slots(24)
    station = line.station()
    line.sit(station)
    place = inside(station)
    station.request_oral([slot])
    with place.store.transaction():
        place.store.connection.write("UPDATE booking SET sealed = x'00'")
    report = station.synchronise()
    assert len(report.refusals) == 1
    assert report.receipts == 1


def test_slots_are_published_listed_and_withdrawn_by_who_may(line: Line) -> None:
    line.prepare()
    simulator = line.simulator
    first, second = line.add_slots(24, 48)
    assert line.add_slots(24) == [first, second]
    examiner = simulator.browser(simulator.hire("eva", "examiner"))
    form = {"centre": CENTRE, "slots": [{"starts": "2026-12-01T09:00"}]}
    assert examiner.post("/oral/slots", json=form).status_code == 403
    assert examiner.delete(f"/oral/slots/{first}").status_code == 403
    centre = simulator.browser(simulator.hire("carl", "centre"))
    assert centre.post("/oral/slots", json=form).status_code == 201
    assert centre.delete(f"/oral/slots/{first}").status_code == 204
    assert centre.delete(f"/oral/slots/{first}").status_code == 404
    station = line.station()
    decide = simulator.central.appointments.decide
    decide(station.identity.device_id, sealed(line, station, second))
    assert centre.delete(f"/oral/slots/{second}").status_code == 409
    past = {"centre": CENTRE, "slots": [{"starts": "2020-12-01T09:00"}]}
    assert centre.post("/oral/slots", json=past).status_code == 422


def test_an_examiner_gets_a_code_that_reaches_the_stations(line: Line) -> None:
    line.prepare()
    simulator = line.simulator
    token = simulator.hire("eva", "examiner")
    station = line.station()
    own = simulator.browser(token).post("/oral/examiner-codes", json={"login": "eva"})
    assert own.status_code == 201
    reviewer = simulator.browser(simulator.hire("rita", "reviewer"))
    assert reviewer.post("/oral/examiner-codes", json={"login": "eva"}).status_code == 403
    answer = simulator.browser().post("/oral/examiner-codes", json={"login": "rita"})
    assert answer.status_code == 404
    station.synchronise()
    calendar = station.library.calendar
    assert calendar is not None
    [examiner] = calendar.examiners
    assert (examiner.login, examiner.name) == ("eva", "Eva")
    assert examiner.code_hash.matches(own.json()["code"])

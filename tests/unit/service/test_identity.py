# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What the comparison of face, document and list leads to, and whom the camera leaves alone."""

from collections.abc import Mapping

import pytest

from appliance.exam.journal import event_from
from appliance.exam.oral_words import OralMode
from appliance.exam.sitting_events import Captured, Compared
from appliance.exam.sitting_words import Agreement, Finding, Zone
from appliance.service.errors import NotNowError
from appliance.service.station import Station
from appliance.service.views import CandidateView, IdentityView, Stage
from edge_proctor.framing import DocumentReading
from sync.protocol.chain import verify_chain
from tests.simulators.clock import START_S, SimulatedClock
from tests.unit.oral.interviewing import bring_calendar, sit_written
from tests.unit.service.monitor import MonitorMaker
from tests.unit.service.test_monitoring import to_identity
from tests.unit.service.world import World, entry, inside

OWN = {"surname": "QUELLBRUNN", "given_names": "ARIADNE", "birth_date": "1990-04-01"}
OTHER = {"surname": "SOMEBODY", "given_names": "ELSE", "birth_date": "1971-12-24"}
SAME, DIFFERENT, UNKNOWN = (
    (it,) * 3 for it in (Agreement.SAME, Agreement.OTHER, Agreement.UNKNOWN)
)


def reading(fields: Mapping[str, str], *, valid: bool = True) -> DocumentReading:
    return DocumentReading("TD3", fields, {"composite": valid}, valid)


def journaled(station: Station) -> list[Captured | Compared]:
    seat = inside(station).seat
    assert seat is not None
    events = [event_from(link.kind, link.body) for link in verify_chain(seat.journal.records())]
    return [event for event in events if isinstance(event, Captured | Compared)]


@pytest.mark.parametrize(
    ("document", "similarity", "decision", "zone", "agreements"),
    [
        (reading(OWN), 0.6, Finding.MATCH, Zone.VALID, SAME),
        (reading(OWN), 0.2, Finding.UNSURE, Zone.VALID, SAME),
        (reading(OWN), 0.0, Finding.NO_MATCH, Zone.VALID, SAME),
        (reading(OWN), None, Finding.UNSURE, Zone.VALID, SAME),
        (reading(OWN, valid=False), 0.6, Finding.UNSURE, Zone.NOT_VALID, SAME),
        (reading(OTHER), 0.6, Finding.NO_MATCH, Zone.VALID, DIFFERENT),
        (reading(OTHER, valid=False), -0.2, Finding.NO_MATCH, Zone.NOT_VALID, DIFFERENT),
        (None, None, Finding.UNSURE, Zone.NOT_READ, UNKNOWN),
    ],
)
def test_the_finding_is_journaled_and_a_person_decides(
    world: World,
    clock: SimulatedClock,
    document: DocumentReading | None,
    similarity: float | None,
    decision: Finding,
    zone: Zone,
    agreements: tuple[Agreement, ...],
) -> None:
    maker = MonitorMaker()
    station = world.station(clock, monitor=maker)
    station.library.install_roster(world.roster([entry(1, given_name="Ariadne")], int(START_S) + 1))
    to_identity(station, clock)
    maker.made[0].document, maker.made[0].similarity = document, similarity
    assert station.capture_selfie().accepted
    assert station.capture_document().accepted
    [_, _, found] = journaled(station)
    assert isinstance(found, Compared)
    assert (found.decision, found.similarity, found.zone) == (decision, similarity, zone)
    assert found.condition == ("" if similarity is None else "small_portrait")
    assert (found.family_name, found.given_name, found.birth_date) == agreements
    assert "QUELLBRUNN" not in repr(found)
    assert "SOMEBODY" not in repr(found)
    view = station.view()
    assert isinstance(view, IdentityView)
    assert view.matched is (decision is Finding.MATCH)
    after = station.identity_done()
    assert isinstance(after, CandidateView)
    assert after.stage is Stage.READY, "nobody is stopped by a machine"
    station.close()


def test_whom_the_list_keeps_from_the_camera_it_does_not_see(
    world: World, clock: SimulatedClock
) -> None:
    maker = MonitorMaker()
    station = world.station(clock, monitor=maker)
    station.library.install_roster(world.roster([entry(1, biometric=False)], int(START_S) + 1))
    station.sign_in("CODE-1")
    view = station.confirm_personal_data({})
    assert isinstance(view, CandidateView)
    assert not view.by_camera
    with pytest.raises(NotNowError, match="a person checks"):
        station.consent(monitoring=True)
    assert maker.made == []
    after = station.consent(monitoring=False)
    assert isinstance(after, CandidateView)
    with pytest.raises(NotNowError, match="a person checks"):
        station.consent(monitoring=True)
    assert maker.made == []
    station.close()


def test_nor_in_the_oral_part(world: World, clock: SimulatedClock) -> None:
    maker = MonitorMaker()
    station = world.station(clock, monitor=maker)
    bring_calendar(world, station)
    sit_written(station, clock)
    station.library.install_roster(world.roster([entry(1, biometric=False)], int(START_S) + 1))
    with pytest.raises(NotNowError, match="a person checks"):
        station.open_oral("CODE-1", OralMode.ON_SITE, monitoring=True)
    assert station.oral_view() is None
    assert station.open_oral("CODE-1", OralMode.ON_SITE, monitoring=False) is not None
    assert maker.made == []
    station.close()

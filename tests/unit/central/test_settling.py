# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Days and names that a station could not tell are settled by a person before the release."""

from typing import Any

import httpx
import pytest
from sqlalchemy import select

from sync.central.settling import Point
from sync.central.tables import AuditRow, CandidateRow, OralRow, SittingRow
from sync.central.web.console_words import WORDS
from sync.protocol.clock import TimeTrust
from tests.simulators.central import CentralSimulator
from tests.simulators.central_station import Liberties, Station
from tests.unit.central.test_console import form_of, reviewing
from tests.unit.central.test_review_and_release import GRID, VALID, Office, office_with, refused

LONG = "María del Carmen Guadalupe Concepción Josefina Ximena Francisca Bernarda Esperanza Luz"
NO_CLOCK = Liberties(start_s=0.0, trust=TimeTrust.NONE)
ACCEPTED = {**VALID, "accept_corrections": True}


def settle(office: Office, **entered: str) -> httpx.Response:
    return office.post("rita", "settle", {"entered": entered, "reason": "The centre's register."})


def ready(office: Office, decision: dict[str, Any] = VALID) -> None:
    """Both parts are there and decided."""
    assert office.post("ella", "oral", {"grid": GRID}).is_success
    assert office.post("rita", "review", decision).is_success


def test_a_station_without_a_clock_puts_no_date_on_a_certificate(
    central: CentralSimulator,
) -> None:
    office = office_with(central, NO_CLOCK)
    assert office.get("rita").json()["written_on"] == ""
    assert office.get("rita").json()["open_points"] == ["written_on"]
    ready(office)
    assert refused(office.post("rita", "release"), 409, "ConflictError")
    assert settle(office, written_on="2025-06-15").status_code == 204
    assert office.get("rita").json()["open_points"] == []
    assert office.post("rita", "release").json()["result"]["written_on"] == "2025-06-15"
    with central.central.database.transaction() as session:
        [row] = session.scalars(select(AuditRow).where(AuditRow.act == "review.settle"))
        assert (row.actor, row.subject) == ("rita", "sit-1")
        assert row.detail["entered"] == {"written_on": "2025-06-15"}


@pytest.mark.parametrize(
    ("start_s", "trust", "told"),
    [
        (1_750_000_000.0, TimeTrust.SYNCED, "2025-06-15"),
        (1_750_000_000.0, TimeTrust.LOWER_BOUND, "2025-06-15"),
        (1_750_000_000.0, TimeTrust.NONE, ""),
        (1_650_000_000.0, TimeTrust.SYNCED, ""),  # before the station was enrolled
        (1_850_000_000.0, TimeTrust.SYNCED, ""),  # after the bundle came
    ],
)
def test_a_day_is_believed_between_enrolment_and_arrival_by_a_trusted_clock(
    central: CentralSimulator, start_s: float, trust: TimeTrust, told: str
) -> None:
    office = office_with(central, Liberties(start_s=start_s, trust=trust))
    assert office.get("rita").json()["written_on"] == told


@pytest.mark.parametrize("entered", ["2025-06-14", "2025-06-16", "1970-01-01", "soon", "20250615"])
def test_a_day_that_cannot_have_been_is_not_taken(central: CentralSimulator, entered: str) -> None:
    office = office_with(central, NO_CLOCK)
    assert refused(settle(office, written_on=entered), 422, "ContentRefusedError")
    assert office.get("rita").json()["open_points"] == ["written_on"]


def test_a_day_stored_by_an_earlier_release_is_settled_too(central: CentralSimulator) -> None:
    office = office_with(central)
    ready(office)
    with central.central.database.transaction() as session:
        session.get_one(SittingRow, "sit-1").written_on = "1970-01-01"
        session.get_one(OralRow, "sit-1").oral_on = ""
    assert refused(office.post("rita", "release"), 409, "ConflictError")
    assert settle(office, written_on="2025-06-15", oral_on="2025-06-15").status_code == 204
    assert office.post("rita", "release").json()["result"]["oral_on"] == "2025-06-15"


def test_nothing_is_settled_that_is_not_open_nor_by_anybody_else(central: CentralSimulator) -> None:
    office = office_with(central)
    assert refused(settle(office, written_on="2025-06-15"), 409, "ConflictError")
    assert refused(settle(office, given_name="Ines"), 409, "ConflictError")
    assert refused(settle(office, shoe_size="44"), 409, "ConflictError")
    form = {"entered": {"written_on": "2025-06-15"}, "reason": "x"}
    assert refused(office.post("cleo", "settle", form), 403, "ForbiddenError")
    empty = {"entered": {"written_on": "2025-06-15"}, "reason": " "}
    assert refused(office.post("rita", "settle", empty), 422, "ContentRefusedError")


@pytest.mark.parametrize(
    "given_name", [LONG, "In\x1b]0;pwn\x07es\nserial  FAKE", "In\u202ees", "\x9b2J"]
)
def test_a_correction_that_cannot_stand_on_a_certificate_is_not_accepted(
    central: CentralSimulator, given_name: str
) -> None:
    office = office_with(central, Liberties(corrections={"given_name": given_name}))
    assert office.get("rita").json()["open_points"] == ["given_name"]
    assert refused(office.post("rita", "review", ACCEPTED), 422, "ContentRefusedError")
    assert refused(settle(office, given_name=given_name), 422, "ContentRefusedError")
    assert settle(office, given_name="María del Carmen").status_code == 204
    ready(office, ACCEPTED)
    assert office.post("rita", "release").json()["result"]["given_name"] == "María del Carmen"


def test_rejecting_a_correction_keeps_the_centre_s_data_whatever_was_entered(
    central: CentralSimulator,
) -> None:
    office = office_with(central, Liberties(corrections={"given_name": LONG}))
    settle(office, given_name="María")
    ready(office, {**VALID, "accept_corrections": False})
    assert office.post("rita", "release").json()["result"]["given_name"] == "Inès"


def test_a_long_name_that_lies_there_already_has_a_way_out(central: CentralSimulator) -> None:
    office = office_with(central)
    with central.central.database.transaction() as session:
        session.get_one(CandidateRow, "c-1").given_name = LONG
    ready(office)
    assert refused(office.post("rita", "release"), 409, "ConflictError")
    assert settle(office, given_name="María del Carmen").status_code == 204
    assert office.post("rita", "release").json()["stage"] == "certified"


def test_one_exam_of_one_candidate_has_one_result(central: CentralSimulator) -> None:
    office = office_with(central)
    second = central.enrol(Station("SN-2"))
    bundle = central.sat(second, sitting_id="sit-2")
    central.keep_parts(second, bundle)
    central.central.intake.offer(bundle.manifest)
    ready(office)
    admin = central.browser()
    assert admin.post("/sittings/sit-2/oral", json={"grid": GRID}).is_success
    assert admin.post("/sittings/sit-2/review", json=VALID).is_success
    [other] = admin.get("/sittings/sit-2").json()["same_candidate"]
    assert (other["sitting_id"], other["stage"]) == ("sit-1", "valid")
    serial = office.post("rita", "release").json()["result"]["serial"]
    answer = admin.post("/sittings/sit-2/release")
    assert refused(answer, 409, "ConflictError")
    assert "sit-1" in answer.json()["detail"]
    admin.post(f"/certificates/{serial}/revoke", json={"reason": "the wrong sitting"})
    assert admin.post("/sittings/sit-2/release").json()["stage"] == "certified"


def test_the_page_says_what_is_to_be_settled_and_takes_it(central: CentralSimulator) -> None:
    liberties = Liberties({"given_name": LONG}, start_s=0.0, trust=TimeTrust.NONE)
    with reviewing(central, liberties) as http:
        page = http.get("/console/sittings/sit-1", headers={"Accept-Language": "en"}).text
        assert "clock could not be trusted" in page.replace("&#39;", "'")
        assert "date to be entered" in page
        french = http.get("/console/sittings/sit-1", headers={"Accept-Language": "fr"}).text
        assert "horloge de la station n’était pas fiable" in french
        form = {"form": form_of(page), "reason": "The register.", "written_on": "2025-06-15"}
        assert http.post("/console/sittings/sit-1/settle", data={**form, "form": "x"}).is_error
        page = http.post("/console/sittings/sit-1/settle", data=form).text
        assert 'name="written_on"' not in page
        assert 'name="given_name"' in page


def test_every_point_has_words_on_the_page() -> None:
    for words in WORDS.values():
        assert {f"settle_{point}" for point in Point} <= set(words)

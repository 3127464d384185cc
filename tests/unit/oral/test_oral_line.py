# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""From the station to central: the oral part joins its written part, in any order, once."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import pytest

from appliance.exam.journal import decode_results, encode_results
from appliance.exam.levels import Level
from appliance.service.bundling import bundling
from appliance.service.oral.views import BookingState, Competence, OralFinishedView, OralMode
from appliance.service.sealed_journal import SealedJournal
from appliance.service.station import Station
from appliance.store.sittings import ExamPart
from sync.agent.ports import OutboxBundle
from sync.central.errors import BundleRefusedError, ConflictError
from sync.central.intake import Awaited, Received
from sync.central.tables import StaffRow
from sync.protocol.kinds import Kind
from sync.protocol.manifest import Manifest, Part, PartRole
from sync.protocol.sealing import seal, unseal
from sync.protocol.statement import read_unverified, sign_statement
from tests.unit.oral.line import Line
from tests.unit.service.world import PIN, inside

GRID = dict.fromkeys(Competence, Level.B2)
LABELS = {competence.value: "B2" for competence in Competence}


@dataclass(frozen=True, slots=True)
class Carried:
    """A bundle in the hand: its manifest, and parts that may be changed and signed again."""

    line: Line
    station: Station
    manifest: Manifest
    bodies: dict[bytes, bytes]

    def offer(self) -> Received | Awaited:
        """Bring every part over, then offer the manifest."""
        central = self.line.simulator.central
        for body in self.bodies.values():
            central.uploads.keep(self.station.identity.device_id, body)
        signer = self.station.identity.signer
        message = sign_statement(Kind.MANIFEST, self.manifest.to_claims(), signer)
        return central.intake.offer(message, self.station.identity.device_id)

    def with_records(self, change: Callable[[list[bytes]], list[bytes]]) -> "Carried":
        """The same with another journal inside, and a manifest that fits it."""
        vault = self.line.simulator.central.vault
        results = self.manifest.parts[0]
        sealed = self.bodies[results.digest]
        records = change(
            list(decode_results(unseal(sealed, vault.evidence, context=b"escale/results")))
        )
        new = seal(encode_results(records), vault.evidence.public, context=b"escale/results")
        part = Part(PartRole.RESULTS, sha256(new).digest(), len(new))
        manifest = replace(
            self.manifest,
            parts=(part, *self.manifest.parts[1:]),
            journal_length=len(records),
            journal_head=sha256(records[-1]).digest(),
        )
        return replace(self, manifest=manifest, bodies={**self.bodies, part.digest: new})

    def changed(self, **changes: object) -> "Carried":
        """The same with another manifest."""
        changed = replace(self.manifest, **changes)  # pyright: ignore[reportArgumentType]
        return replace(self, manifest=changed)


def carried(line: Line, station: Station, bundle: OutboxBundle) -> Carried:
    """What is in the outbox, in the hand."""
    manifest = Manifest.from_claims(read_unverified(Kind.MANIFEST, bundle.manifest))
    bodies = {part.digest: station.outbox.read_part(part.digest) for part in bundle.parts}
    return Carried(line, station, manifest, bodies)


def handed_in_all_the_same(line: Line, station: Station) -> Carried:
    """The oral part of a rehearsal, by a station that does not keep it for itself."""
    place = inside(station)
    row = place.store.sittings.of_candidate("c-1", ExamPart.ORAL)
    written = place.store.sittings.of_candidate("c-1")
    assert row is not None
    assert written is not None
    journal, _ = SealedJournal.take_up(place.store, place.keys, row)
    digest = place.library.paper.opened.digest
    with place.store.transaction():
        bundling(place, journal, digest, {}, follows=written.id)()
    [bundle] = station.outbox.pending()
    return carried(line, station, bundle)


def hire(line: Line) -> tuple[str, str]:
    """An examiner: API token, and code for the stations."""
    token = line.simulator.hire("eva", "examiner")
    answer = line.simulator.browser().post("/oral/examiner-codes", json={"login": "eva"})
    return token, answer.json()["code"]


def interview(line: Line, station: Station, code: str | None, candidate: str = "c-1") -> None:
    """Hold the whole interview: on-site with an examiner's code, else recorded."""
    mode = OralMode.RECORDED if code is None else OralMode.ON_SITE
    station.open_oral(line.codes[candidate], mode, monitoring=False)
    station.confirm_oral_identity_by_human(PIN, "passport")
    station.oral_identity_done()
    if code is not None:
        station.admit_examiner(code)
    station.begin_interview()
    while not isinstance(station.oral_view(), OralFinishedView):
        seat = inside(station).oral
        assert seat is not None
        if code is None:
            station.record_answer()
            station.confirm_answer()
        elif seat.state.part is not None:
            station.end_part()
        else:
            station.grade_oral(GRID, "lively")
    station.leave_oral()


def sitting(line: Line, token: str | None = None) -> dict[str, Any]:
    """The one sitting at central."""
    browser = line.simulator.browser(token)
    [listed] = browser.get("/sittings").json()["sittings"]
    return browser.get(f"/sittings/{listed['sitting_id']}").json()


def both(line: Line, *, recorded: bool = False) -> tuple[Station, Carried, Carried]:
    """A written and an oral part that wait in one station's outbox."""
    line.prepare(candidates=2)
    code = None if recorded else hire(line)[1]
    station = line.station()
    line.sit(station)
    station.leave()
    interview(line, station, code)
    written, oral = station.outbox.pending()
    return station, carried(line, station, written), carried(line, station, oral)


def test_from_the_booking_to_the_result(line: Line) -> None:
    line.prepare()
    _, code = hire(line)
    [slot] = line.add_slots(24)
    station = line.station()
    line.sit(station)
    station.request_oral([slot])
    station.leave()
    assert station.synchronise().receipts == 1
    assert station.booking(line.codes["c-1"]).state is BookingState.CONFIRMED
    station.synchronise()
    calendar = station.library.calendar
    assert calendar is not None
    assert [each.candidate_id for each in calendar.written] == ["c-1"]
    interview(line, station, code)
    report = station.synchronise()
    assert (report.receipts, report.refusals, report.sync.waiting_bundles) == (1, (), 0)
    seen = sitting(line)
    assert seen["oral"]["examiner"] == "eva"
    assert (seen["oral"]["grid"], seen["oral"]["comment"]) == (LABELS, "lively")
    assert (seen["oral_sitting"]["state"], seen["oral_sitting"]["mode"]) == ("joined", "on_site")
    assert seen["oral_sitting"]["timeline"][0]["kind"] == "oral_opened"
    assert seen["stage"] == "in_review"
    browser = line.simulator.browser()
    path = f"/sittings/{seen['sitting_id']}"
    decision = {"decision": "valid", "reason": "all well"}
    assert browser.post(f"{path}/review", json=decision).status_code == 200
    assert browser.post(f"{path}/release").status_code == 200
    assert sitting(line)["stage"] in {"attested", "certified"}
    station.synchronise()
    calendar = station.library.calendar
    assert calendar is not None
    assert calendar.written == ()
    assert station.erase_received(PIN) == 2


def test_recorded_answers_are_heard_and_graded_by_an_examiner(line: Line) -> None:
    line.prepare()
    token, _ = hire(line)
    station = line.station()
    line.sit(station)
    station.leave()
    interview(line, station, None)
    assert station.synchronise().receipts == 2
    seen = sitting(line, token)
    answers = seen["oral_sitting"]["answers"]
    assert seen["oral"] is None
    assert len(answers) >= 9
    assert answers[0]["question"] in seen["oral_sitting"]["prompts"]["introduction"]["questions"]
    path = f"/sittings/{seen['sitting_id']}"
    heard = line.simulator.browser(token).get(f"{path}/evidence/{answers[0]['digest']}")
    assert (heard.status_code, heard.headers["content-type"]) == (200, "audio/ogg")
    assert b"OpusHead" in heard.content
    centre = line.simulator.browser(line.simulator.hire("carl", "centre"))
    assert centre.get(f"{path}/evidence/{answers[0]['digest']}").status_code == 403
    form = {"grid": LABELS, "comment": "heard it all"}
    assert line.simulator.browser(token).post(f"{path}/oral", json=form).status_code == 200
    assert sitting(line)["oral"]["level"] == "B2"


def test_an_oral_part_waits_for_its_written_part(line: Line) -> None:
    _, written, oral = both(line)
    first = oral.offer()
    assert isinstance(first, Received)
    assert line.simulator.browser().get("/sittings").json()["sittings"] == []
    assert oral.offer() == first
    assert isinstance(written.offer(), Received)
    seen = sitting(line)
    assert (seen["oral_sitting"]["state"], seen["oral"]["level"]) == ("joined", "B2")
    assert oral.offer() == first
    assert line.simulator.central.sweeper.run().parts_swept == 0


def test_parts_are_awaited_and_results_are_known_before_the_answers(line: Line) -> None:
    _, written, oral = both(line, recorded=True)
    written.offer()
    results = oral.manifest.parts[0].digest
    first = replace(oral, bodies={results: oral.bodies[results]}).offer()
    assert isinstance(first, Awaited)
    assert first.results_received
    assert len(first.missing) == len(oral.manifest.parts) - 1
    assert isinstance(oral.offer(), Received)


def test_a_written_part_that_is_lost_for_good(line: Line) -> None:
    _, written, oral = both(line)
    browser = line.simulator.browser()
    form = {"sitting_id": written.manifest.sitting_id, "reason": "the station burnt"}
    refused = line.simulator.browser(line.simulator.hire("carl", "centre"))
    assert refused.post("/oral/lost-written-parts", json=form).status_code == 403
    assert browser.post("/oral/lost-written-parts", json={**form, "reason": " "}).status_code == 422
    assert browser.post("/oral/lost-written-parts", json=form).status_code == 201
    assert browser.post("/oral/lost-written-parts", json=form).status_code == 409
    with pytest.raises(BundleRefusedError, match="lost for good"):
        oral.offer()
    written.offer()
    assert sitting(line)["oral_sitting"] is None


def test_a_waiting_oral_part_is_refused_when_its_written_part_is_lost(line: Line) -> None:
    _, written, oral = both(line)
    oral.offer()
    form = {"sitting_id": written.manifest.sitting_id, "reason": "the station burnt"}
    line.simulator.browser().post("/oral/lost-written-parts", json=form)
    written.offer()
    assert line.simulator.browser().post("/oral/lost-written-parts", json=form).status_code == 409
    seen = sitting(line)
    assert (seen["oral_sitting"]["state"], seen["oral"]) == ("refused", None)


def test_a_grid_that_comes_too_late_is_kept_aside(line: Line) -> None:
    _, written, oral = both(line)
    written.offer()
    path = f"/sittings/{written.manifest.sitting_id}/oral"
    form = {"grid": {**LABELS, "fluency": "A1"}, "comment": "by video"}
    assert line.simulator.browser().post(path, json=form).status_code == 200
    oral.offer()
    seen = sitting(line)
    assert seen["oral"]["comment"] == "by video"
    assert "graded already" in seen["oral_sitting"]["reason"]
    assert seen["oral_sitting"]["grid"] == LABELS


def test_bundles_that_are_refused_leave_nothing(line: Line) -> None:
    _, written, oral = both(line, recorded=True)
    written.offer()
    manifest, parts = oral.manifest, oral.manifest.parts
    stray = b"never journaled"
    clip = Part(PartRole.EVIDENCE, sha256(stray).digest(), len(stray))
    wrong: list[tuple[Carried, str]] = [
        (oral.changed(follows="s-other"), "another oral part"),
        (oral.changed(follows=None), "cannot be used"),
        (oral.changed(sitting_id="o-other"), "another oral part"),
        (oral.changed(journal_length=manifest.journal_length + 1), "does not end"),
        (oral.changed(parts=parts[:-1]), "recordings that count"),
        (
            replace(oral, bodies={**oral.bodies, clip.digest: stray}).changed(parts=(*parts, clip)),
            "does not name",
        ),
        (oral.with_records(lambda records: records[:-1]), "not concluded"),
        (oral.with_records(lambda records: [*records[:4], *records[5:]]), "cannot be used"),
        (written.changed(follows="s-1", sitting_id="o-9"), "cannot be used"),
    ]
    for bundle, why in wrong:
        with pytest.raises(BundleRefusedError, match=why):
            bundle.offer()
    assert sitting(line)["oral_sitting"] is None
    assert isinstance(oral.offer(), Received)
    with pytest.raises(ConflictError):
        oral.changed(created_s=1).offer()


def test_who_has_left_since_still_graded_and_who_never_was_examiner_did_not(line: Line) -> None:
    _, written, oral = both(line)
    written.offer()
    database = line.simulator.central.database
    with database.transaction() as session:
        session.get_one(StaffRow, "eva").roles = "reviewer"
    with pytest.raises(BundleRefusedError, match="no examiner"):
        oral.offer()
    with database.transaction() as session:
        session.get_one(StaffRow, "eva").roles = "examiner"
    assert line.simulator.browser().delete("/staff/eva").status_code == 204
    assert isinstance(oral.offer(), Received)


def test_an_oral_part_of_another_candidate(line: Line) -> None:
    line.prepare(candidates=2)
    _, code = hire(line)
    here, there = line.station("here"), line.station("there")
    for station, candidate in ((here, "c-1"), (there, "c-2")):
        line.sit(station, candidate)
        station.leave()
    interview(line, there, code, "c-2")
    mine = carried(line, here, here.outbox.pending()[0])
    _, other = (carried(line, there, bundle) for bundle in there.outbox.pending())
    other.offer()
    renamed = mine.changed(sitting_id=other.manifest.follows)
    with pytest.raises(BundleRefusedError, match="another sitting"):
        renamed.offer()
    assert isinstance(mine.offer(), Received)
    assert sitting(line)["oral_sitting"] is None


def test_rehearsals_and_second_interviews_are_refused(line: Line) -> None:
    line.prepare()
    _, code = hire(line)
    station = line.station(rehearsal=True)
    line.sit(station)
    station.leave()
    interview(line, station, code)
    assert station.outbox.pending() == ()
    with pytest.raises(BundleRefusedError, match="rehearsal"):
        handed_in_all_the_same(line, station).offer()
    real = line.station("real")
    line.sit(real)
    real.leave()
    real.synchronise()
    other = line.station("other")
    interview(line, real, code)
    interview(line, other, code)
    assert real.synchronise().receipts == 1
    report = other.synchronise()
    assert report.receipts == 0
    assert "another oral part" in report.refusals[0]

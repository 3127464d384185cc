# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""From a received sitting to its documents: who may act, when, and what it leaves."""

import json
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from sync.central import audit
from sync.central.errors import CentralError
from sync.central.tables import AuditRow, CertificateRow
from sync.certificates.proof import LogProof
from sync.certificates.qr_image import read_qr_texts
from sync.certificates.status_list import open_status_list
from sync.certificates.verification import verify_offline
from sync.protocol.trust import KeyRole
from tests.simulators.central import CentralSimulator, PlainPress
from tests.simulators.central_station import Bundle, Liberties

GRID = {
    "vocabulary": "B1",
    "grammar": "A2",
    "fluency": "B2",
    "pronunciation": "B1",
    "interaction": "C1",
}
VALID = {"decision": "valid", "reason": "Nothing to object to."}


class Office:
    """The people of a central, each with a browser, and one sitting to look at."""

    def __init__(self, central: CentralSimulator, bundle: Bundle) -> None:
        self.central = central
        self.bundle = bundle
        people: Mapping[str, str] = {
            "rita": "reviewer",
            "rolf": "reviewer",
            "ella": "examiner",
            "cleo": "centre",
        }
        self.browsers = {
            login: central.browser(central.hire(login, role)) for login, role in people.items()
        }

    def post(self, login: str, act: str, form: Any = None) -> httpx.Response:
        return self.browsers[login].post(f"/sittings/sit-1/{act}", json=form)

    def get(self, login: str, path: str = "") -> httpx.Response:
        return self.browsers[login].get(f"/sittings/sit-1{path}")

    def stage(self) -> str:
        return str(self.get("rita").json()["stage"])


def office_with(central: CentralSimulator, liberties: Liberties | None = None) -> Office:
    station = central.enrol()
    bundle = central.sat(station, liberties)
    central.keep_parts(station, bundle)
    central.central.intake.offer(bundle.manifest)
    return Office(central, bundle)


@pytest.fixture
def office(central: CentralSimulator) -> Office:
    return office_with(central)


def refused(answer: httpx.Response, status: int, name: str) -> bool:
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, answer.json().get("error")) == (status, name), answer.text
    return True


def test_the_whole_way_to_a_verified_certificate(office: Office) -> None:
    assert office.stage() == "in_review"
    assert office.post("ella", "oral", {"grid": GRID, "comment": "At ease."}).status_code == 200
    assert office.post("rita", "review", VALID).json() == {"stage": "valid", "oral_graded": True}
    released = office.post("rita", "release").json()
    assert released["stage"] == "certified"
    assert released["result"]["oral"] == "B1"
    assert released["result"]["reached"] is True
    vault = office.central.central.vault
    [text] = read_qr_texts(office.get("rita", "/qr.png").content)
    assert text == released["qr_text"] == office.get("cleo", "/qr.txt").text
    proof = LogProof.from_text(office.get("rita", "/proof.txt").text)
    public = office.central.browser("")
    ring = vault.trust.ring(KeyRole.CENTRAL)
    status = open_status_list(public.get("/status-list").content, ring)
    now_s = office.central.clock()
    verified = verify_offline(text, vault.trust, status, now_s, proof=proof)
    assert (verified.claims.family_name, verified.claims.index) == ("Moreau", 0)
    assert verified.warnings == ()
    assert office.get("cleo", "/attestation.pdf").content.startswith(b"%PDF attestation")
    assert office.get("cleo", "/certificate.pdf").content.startswith(b"%PDF certificate")
    assert public.get("/log/checkpoint").text == proof.checkpoint
    assert public.get("/trust-list").content == vault.trust_message


def test_a_target_not_reached_gives_an_attestation_only(central: CentralSimulator) -> None:
    station = central.enrol()
    bundle = central.sat(station)
    central.register(target="C2")
    central.keep_parts(station, bundle)
    central.central.intake.offer(bundle.manifest)
    office = Office(central, bundle)
    office.post("rita", "review", VALID)
    office.post("ella", "oral", {"grid": GRID})
    released = office.post("rita", "release").json()
    assert (released["stage"], released["qr_text"]) == ("attested", None)
    assert office.get("rita", "/attestation.pdf").status_code == 200
    for document in ("certificate.pdf", "qr.png", "proof.txt", "certificate.cose"):
        assert refused(office.get("rita", f"/{document}"), 404, "AbsentError")
    assert central.central.ledger.log.size == 0


def test_both_parts_or_nothing(office: Office) -> None:
    assert refused(office.post("rita", "release"), 409, "ConflictError")
    office.post("rita", "review", VALID)
    answer = office.post("rita", "release")
    assert refused(answer, 409, "ConflictError")
    assert "both parts" in answer.json()["detail"]
    assert refused(office.get("rita", "/attestation.pdf"), 404, "AbsentError")
    assert office.stage() == "valid"


def test_evidence_still_on_its_way_keeps_the_review_waiting(central: CentralSimulator) -> None:
    station = central.enrol()
    bundle = central.sat(station)
    central.central.intake.offer(bundle.manifest)
    central.central.uploads.keep(station.device_id, bundle.bodies[bundle.results.digest])
    central.central.intake.offer(bundle.manifest)
    office = Office(central, bundle)
    assert refused(office.post("rita", "review", VALID), 409, "ConflictError")
    assert [part["here"] for part in office.get("rita").json()["evidence"]] == [False] * 3


def test_an_invalid_sitting_has_no_result_and_may_be_appealed(office: Office) -> None:
    office.post("rita", "review", {"decision": "invalid", "reason": "Somebody else on screen."})
    office.post("ella", "oral", {"grid": GRID})
    assert refused(office.post("rita", "release"), 409, "ConflictError")
    assert office.post("rita", "appeal", {"reason": "A poster, they say."}).status_code == 200
    assert refused(office.post("rita", "review", VALID), 409, "SecondLookError")
    assert office.post("rolf", "review", VALID).json()["stage"] == "valid"


def test_nobody_gives_a_second_opinion_on_their_own_first(office: Office) -> None:
    second = {"decision": "second_opinion", "reason": "I am not sure."}
    assert office.post("rita", "review", second).json()["stage"] == "second_opinion"
    assert refused(office.post("rita", "review", VALID), 409, "SecondLookError")
    assert refused(office.post("rolf", "review", second), 409, "ConflictError")
    assert office.stage() == "second_opinion"
    assert office.post("rolf", "review", VALID).json()["stage"] == "valid"
    decisions = office.get("rita").json()["decisions"]
    assert [(d["reviewer"], d["decision"]) for d in decisions] == [
        ("rita", "second_opinion"),
        ("rolf", "valid"),
    ]


@pytest.mark.parametrize(
    ("login", "act", "form"),
    [
        ("ella", "review", VALID),
        ("cleo", "review", VALID),
        ("rita", "oral", {"grid": GRID}),
        ("cleo", "oral", {"grid": GRID}),
        ("ella", "release", None),
        ("cleo", "release", None),
    ],
)
def test_the_wrong_role_changes_nothing(office: Office, login: str, act: str, form: Any) -> None:
    assert refused(office.post(login, act, form), 403, "ForbiddenError")
    seen = office.get("rita").json()
    assert (seen["stage"], seen["decisions"], seen["oral"]) == ("in_review", [], None)


@pytest.mark.parametrize(
    "grid",
    [
        {**GRID, "fluency": "B3"},
        {name: GRID[name] for name in list(GRID)[:4]},
        {**GRID, "charm": "C2"},
    ],
)
def test_a_grid_that_is_none_is_refused(office: Office, grid: dict[str, str]) -> None:
    assert refused(office.post("ella", "oral", {"grid": grid}), 422, "ContentRefusedError")
    assert office.get("rita").json()["oral"] is None


def test_the_oral_part_is_graded_once(office: Office) -> None:
    office.post("ella", "oral", {"grid": GRID})
    better = dict.fromkeys(GRID, "C2")
    assert refused(office.post("ella", "oral", {"grid": better}), 409, "ConflictError")
    assert office.get("rita").json()["oral"]["grid"] == GRID


def test_corrected_data_are_accepted_or_rejected_by_the_reviewer(
    central: CentralSimulator,
) -> None:
    office = office_with(central, Liberties(corrections={"family_name": "Moreau-Petit"}))
    assert office.get("rita").json()["person"]["corrections"] == {"family_name": "Moreau-Petit"}
    assert refused(office.post("rita", "review", VALID), 409, "ConflictError")
    assert office.post("rita", "review", {**VALID, "accept_corrections": True}).is_success
    office.post("ella", "oral", {"grid": GRID})
    assert office.post("rita", "release").json()["result"]["family_name"] == "Moreau-Petit"


def test_a_corrected_birth_date_that_is_none_cannot_be_accepted(
    central: CentralSimulator,
) -> None:
    office = office_with(central, Liberties(corrections={"birth_date": "last spring"}))
    accept = office.post("rita", "review", {**VALID, "accept_corrections": True})
    assert refused(accept, 422, "ContentRefusedError")
    assert office.post("rita", "review", {**VALID, "accept_corrections": False}).is_success


def test_rejected_corrections_stay_out_of_the_result(central: CentralSimulator) -> None:
    office = office_with(central, Liberties(corrections={"family_name": "Somebody-Else"}))
    office.post("rita", "review", {**VALID, "accept_corrections": False})
    office.post("ella", "oral", {"grid": GRID})
    assert office.post("rita", "release").json()["result"]["family_name"] == "Moreau"


def test_evidence_is_unsealed_for_the_reviewer_only_and_never_on_disk(office: Office) -> None:
    seen = office.get("rita").json()
    [flag] = seen["flags"]
    assert flag["signal"] == "no_face"
    digest = flag["evidence"]
    answer = office.get("rita", f"/evidence/{digest}")
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "no-store"
    assert b"a portrait that never existed" in answer.content
    assert refused(office.get("ella", f"/evidence/{digest}"), 403, "ForbiddenError")
    results = office.bundle.results.digest.hex()
    assert refused(office.get("rita", f"/evidence/{results}"), 404, "AbsentError")
    root = office.central.central.layout.root
    for path in root.rglob("*"):
        assert not path.is_file() or b"a portrait that never" not in path.read_bytes()


def test_answers_are_not_part_of_the_timeline(office: Office) -> None:
    answered = [r for r in office.get("rita").json()["timeline"] if r["kind"] == "answered"]
    assert len(answered) == 10
    assert all("response" not in record["body"] for record in answered)


def test_every_act_is_in_the_audit_log_and_the_log_holds_itself(office: Office) -> None:
    office.post("rita", "review", VALID)
    office.post("ella", "oral", {"grid": GRID})
    office.post("rita", "release")
    database = office.central.central.database
    with database.transaction() as session:
        acts = [(row.actor, row.act) for row in session.scalars(select(AuditRow))]
        assert acts[-4:] == [
            ("rita", "review.decide"),
            ("ella", "oral.grade"),
            ("rita", "result.release"),
            ("system", "documents.certify"),
        ]
        assert audit.check(session) == len(acts)
        session.get_one(AuditRow, 3).actor = "nobody"
    with database.transaction() as session, pytest.raises(CentralError, match="entry 3"):
        audit.check(session)


def test_a_release_cut_short_is_finished_by_the_jobs(office: Office) -> None:
    office.post("rita", "review", VALID)
    office.post("ella", "oral", {"grid": GRID})
    press = office.central.central.releasing.press
    assert isinstance(press, PlainPress)
    press.out_of_paper = True
    assert refused(office.post("rita", "release"), 500, "CentralError")
    assert office.stage() == "released"
    assert refused(office.get("rita", "/attestation.pdf"), 404, "AbsentError")
    press.out_of_paper = False
    assert office.central.central.ledger.log.size == 0
    assert office.central.central.sweeper.run().releases_finished == 1
    assert office.stage() == "certified"
    assert office.central.central.ledger.log.size == 1
    assert office.central.central.sweeper.run().releases_finished == 0


def test_a_revoked_certificate_enters_the_status_list(office: Office) -> None:
    office.post("rita", "review", VALID)
    office.post("ella", "oral", {"grid": GRID})
    serial = office.post("rita", "release").json()["result"]["serial"]
    answer = office.browsers["rita"].post(f"/certificates/{serial}/revoke", json={"reason": "x"})
    assert answer.status_code == 204
    vault = office.central.central.vault
    ring = vault.trust.ring(KeyRole.CENTRAL)
    status = open_status_list(office.central.browser("").get("/status-list").content, ring)
    assert status.at(0) == 1
    with office.central.central.database.transaction() as session:
        assert session.get_one(CertificateRow, serial).revoked_s == office.central.clock()


def test_lists_show_no_more_than_a_line_and_can_be_narrowed(office: Office) -> None:
    [line] = office.browsers["cleo"].get("/sittings").json()["sittings"]
    assert line["sitting_id"] == "sit-1"
    assert "timeline" not in line
    nothing = office.browsers["cleo"].get("/sittings", params={"stage": "valid"}).json()
    assert nothing == {"sittings": []}
    assert json.dumps(line)
    assert refused(office.browsers["rita"].get("/sittings/sit-2"), 404, "AbsentError")

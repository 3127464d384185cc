# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Intake: any order, any number of times, all or nothing; one bad bundle per refusal."""

from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import func, select

from sync.central.errors import (
    AbsentError,
    BundleRefusedError,
    CentralError,
    ConflictError,
    ForeignBundleError,
    ScoreMismatchError,
    TooLargeError,
    UnknownDeviceError,
)
from sync.central.intake import Awaited, Received
from sync.central.tables import AuditRow, BundleRow, PartRow, SittingPartRow, SittingRow
from sync.protocol.errors import (
    EscaleError,
    MalformedError,
    SignatureInvalidError,
    WrongKindError,
)
from sync.protocol.keys import key_ring
from sync.protocol.kinds import Kind
from sync.protocol.manifest import Manifest, Part, PartRole
from sync.protocol.receipt import Receipt
from sync.protocol.statement import open_statement, sign_statement
from tests.simulators.central import CentralSimulator, reopen
from tests.simulators.central_station import Liberties, Station


def rows(central: CentralSimulator, table: Any) -> int:
    with central.central.database.transaction() as session:
        return int(session.scalar(select(func.count()).select_from(table)) or 0)


def acts(central: CentralSimulator) -> list[str]:
    with central.central.database.transaction() as session:
        return list(session.scalars(select(AuditRow.act).order_by(AuditRow.sequence)))


def nothing_stored(central: CentralSimulator) -> bool:
    return not any(rows(central, table) for table in (BundleRow, SittingRow, SittingPartRow))


def test_a_whole_bundle_gets_a_signed_receipt_that_names_every_part(
    central: CentralSimulator,
) -> None:
    station = central.enrol()
    bundle = central.sat(station)
    central.keep_parts(station, bundle)
    outcome = central.central.intake.offer(bundle.manifest, station.device_id)
    assert isinstance(outcome, Received)
    ring = key_ring(central.central.vault.central.public)
    receipt = Receipt.from_claims(open_statement(Kind.RECEIPT, outcome.receipt, ring).claims)
    assert receipt.sitting_id == "sit-1"
    assert receipt.manifest_digest == sha256(bundle.manifest).digest()
    assert receipt.parts == tuple(part.digest for part in bundle.parts)
    with central.central.database.transaction() as session:
        sitting = session.get_one(SittingRow, "sit-1")
        assert (sitting.stage, sitting.candidate_id, sitting.flags) == ("in_review", "c-1", 1)
        assert set(sitting.report["domains"]) == {
            "vocabulary",
            "grammar",
            "expressions",
            "reading",
            "listening",
        }


def test_the_same_manifest_twice_gets_the_same_receipt_also_after_a_restart(
    central: CentralSimulator,
) -> None:
    station = central.enrol()
    bundle = central.sat(station)
    central.keep_parts(station, bundle)
    first = central.central.intake.offer(bundle.manifest, station.device_id)
    central.clock.wait(60)
    assert central.central.intake.offer(bundle.manifest, station.device_id) == first
    again = reopen(central)
    assert again.central.intake.offer(bundle.manifest, station.device_id) == first
    assert rows(again, SittingRow) == 1


def test_manifest_first_then_results_then_evidence(central: CentralSimulator) -> None:
    station = central.enrol()
    bundle = central.sat(station)
    outcome = central.central.intake.offer(bundle.manifest)
    assert outcome == Awaited(tuple(part.digest for part in bundle.parts), False)
    assert rows(central, SittingRow) == 0
    central.central.uploads.keep(station.device_id, bundle.bodies[bundle.results.digest])
    outcome = central.central.intake.offer(bundle.manifest)
    assert outcome == Awaited(tuple(part.digest for part in bundle.evidence), True)
    with central.central.database.transaction() as session:
        assert session.get_one(SittingRow, "sit-1").stage == "received"
    for part in reversed(bundle.evidence):
        central.central.uploads.keep(station.device_id, bundle.bodies[part.digest])
    assert isinstance(central.central.intake.offer(bundle.manifest), Received)


def test_evidence_before_results_leaves_no_sitting(central: CentralSimulator) -> None:
    station = central.enrol()
    bundle = central.sat(station)
    for part in bundle.evidence:
        central.central.uploads.keep(station.device_id, bundle.bodies[part.digest])
    outcome = central.central.intake.offer(bundle.manifest)
    assert outcome == Awaited((bundle.results.digest,), False)
    assert rows(central, SittingRow) == 0


@pytest.mark.parametrize(
    ("liberties", "refusal", "words"),
    [
        (Liberties(lie_about_points=True), ScoreMismatchError, "rescoring does not agree"),
        (Liberties(drop_last_record=True), BundleRefusedError, "not as long"),
        (Liberties(rehearsal=True), BundleRefusedError, "rehearsal"),
        (Liberties(unnamed_evidence=True), BundleRefusedError, "does not name"),
    ],
)
def test_results_that_do_not_hold_are_refused_and_leave_an_audit_entry_only(
    central: CentralSimulator, liberties: Liberties, refusal: type[CentralError], words: str
) -> None:
    station = central.enrol()
    bundle = central.sat(station, liberties)
    central.keep_parts(station, bundle)
    with pytest.raises(refusal, match=words):
        central.central.intake.offer(bundle.manifest, station.device_id)
    assert nothing_stored(central)
    assert acts(central)[-1] == "bundle.refuse"


def test_an_awaited_bundle_whose_results_turn_out_bad_is_forgotten(
    central: CentralSimulator,
) -> None:
    station = central.enrol()
    bundle = central.sat(station, Liberties(lie_about_points=True))
    assert isinstance(central.central.intake.offer(bundle.manifest), Awaited)
    central.keep_parts(station, bundle)
    with pytest.raises(ScoreMismatchError):
        central.central.intake.offer(bundle.manifest)
    assert nothing_stored(central)


def test_results_sealed_as_something_else_are_refused(central: CentralSimulator) -> None:
    station = central.enrol()
    bundle = central.sat(station)
    wrong = central.sat(station, sitting_id="sit-2")
    swapped = replace(bundle, bodies={**bundle.bodies, **wrong.bodies})
    central.keep_parts(station, swapped)
    claims = dict(
        open_statement(Kind.MANIFEST, bundle.manifest, key_ring(station.signer.public)).claims
    )
    evidence = bundle.evidence[0]
    claims["parts"] = [{**evidence.to_claims(), "role": "results"}]
    message = sign_statement(Kind.MANIFEST, claims, station.signer)
    with pytest.raises(BundleRefusedError, match="cannot be used"):
        central.central.intake.offer(message)
    assert nothing_stored(central)


def test_a_station_that_was_never_enrolled_is_refused(central: CentralSimulator) -> None:
    stranger = Station()
    bundle = central.sat(stranger)
    central.keep_parts(stranger, bundle)
    with pytest.raises(UnknownDeviceError):
        central.central.intake.offer(bundle.manifest)
    assert nothing_stored(central)


def test_a_revoked_station_is_refused(central: CentralSimulator) -> None:
    station = central.enrol()
    bundle = central.sat(station)
    central.central.devices.revoke("admin", station.device_id)
    with pytest.raises(UnknownDeviceError):
        central.central.intake.offer(bundle.manifest)
    assert nothing_stored(central)


def test_a_manifest_that_names_another_station_is_refused(central: CentralSimulator) -> None:
    station, other = central.enrol(), central.enrol(Station("SN-2"))
    bundle = central.sat(station, Liberties(device_id=other.device_id))
    with pytest.raises(ForeignBundleError):
        central.central.intake.offer(bundle.manifest, station.device_id)
    honest = central.sat(station)
    with pytest.raises(ForeignBundleError):
        central.central.intake.offer(honest.manifest, other.device_id)
    assert nothing_stored(central)


def test_an_altered_manifest_is_refused(central: CentralSimulator) -> None:
    station = central.enrol()
    bundle = central.sat(station)
    altered = bundle.manifest[:-1] + bytes([bundle.manifest[-1] ^ 1])
    with pytest.raises(SignatureInvalidError):
        central.central.intake.offer(altered)
    login = sign_statement(Kind.LOGIN, {"device_id": station.device_id}, station.signer)
    with pytest.raises(WrongKindError):
        central.central.intake.offer(login)
    with pytest.raises(TooLargeError):
        central.central.intake.offer(bytes((1 << 20) + 1))
    assert nothing_stored(central)


def test_a_second_manifest_of_the_same_sitting_is_refused(central: CentralSimulator) -> None:
    station = central.enrol()
    bundle = central.sat(station)
    central.keep_parts(station, bundle)
    receipt = central.central.intake.offer(bundle.manifest)
    other = central.sat(station, Liberties(corrections={"given_name": "Someone"}))
    central.keep_parts(station, other)
    with pytest.raises(ConflictError):
        central.central.intake.offer(other.manifest)
    assert central.central.intake.offer(bundle.manifest) == receipt
    assert rows(central, BundleRow) == 1


def test_a_pack_that_was_never_published_is_asked_for(central: CentralSimulator) -> None:
    station = central.enrol()
    bundle = central.sat(station, Liberties(pack_digest=bytes(32)))
    central.keep_parts(station, bundle)
    with pytest.raises(AbsentError, match="never published"):
        central.central.intake.offer(bundle.manifest)
    assert nothing_stored(central)


def test_a_candidate_whom_nobody_registered_is_refused(central: CentralSimulator) -> None:
    station = central.enrol()
    opened = central.publish_pack()
    bundle = station.sit(opened, "c-unknown", central.central.vault.evidence.public)
    central.keep_parts(station, bundle)
    with pytest.raises(BundleRefusedError, match="not registered"):
        central.central.intake.offer(bundle.manifest)
    assert nothing_stored(central)


def test_a_part_shorter_than_the_manifest_says_is_refused(central: CentralSimulator) -> None:
    station = central.enrol()
    bundle = central.sat(station)
    central.keep_parts(station, bundle)
    with central.central.database.transaction() as session:
        session.get_one(PartRow, bundle.results.digest.hex()).size -= 1
    with pytest.raises(BundleRefusedError, match="not as long"):
        central.central.intake.offer(bundle.manifest)
    assert nothing_stored(central)


def test_only_its_own_station_gets_a_receipt(central: CentralSimulator) -> None:
    station, other = central.enrol(), central.enrol(Station("SN-2"))
    bundle = central.sat(station)
    name = sha256(bundle.manifest).hexdigest()
    with pytest.raises(AbsentError):
        central.central.intake.receipt(name, station.device_id)
    central.keep_parts(station, bundle)
    central.central.intake.offer(bundle.manifest)
    assert central.central.intake.receipt(name, station.device_id)
    with pytest.raises(EscaleError):
        central.central.intake.receipt(name, other.device_id)


def test_a_station_of_another_centre_delivers_nobody_of_ours(central: CentralSimulator) -> None:
    central.enrol()
    stranger = Station("SN-9")
    token = central.central.devices.make_token("admin", "Elsewhere")
    central.central.devices.enrol(stranger.request(token))
    bundle = central.sat(stranger)
    central.keep_parts(stranger, bundle)
    with pytest.raises(BundleRefusedError, match="another centre"):
        central.central.intake.offer(bundle.manifest, stranger.device_id)
    assert nothing_stored(central)
    assert "bundle.refuse" in acts(central)


def empty_claim(station: Station, sitting_id: str) -> bytes:
    """A manifest that takes a sitting's number and whose one part never comes."""
    part = Part(PartRole.RESULTS, b"\1" * 32, 1)
    manifest = Manifest(sitting_id, station.device_id, bytes(32), bytes(32), 1, (part,), {}, 0)
    return sign_statement(Kind.MANIFEST, manifest.to_claims(), station.signer)


def test_another_station_cannot_block_a_sitting_by_naming_it(central: CentralSimulator) -> None:
    station, other = central.enrol(), central.enrol(Station("SN-2"))
    claim = empty_claim(other, "sit-1")
    assert isinstance(central.central.intake.offer(claim, other.device_id), Awaited)
    bundle = central.sat(station)
    central.keep_parts(station, bundle)
    received = central.central.intake.offer(bundle.manifest, station.device_id)
    assert isinstance(received, Received)
    with pytest.raises(ConflictError):  # now the number has its results
        central.central.intake.offer(claim, other.device_id)
    assert central.central.intake.offer(bundle.manifest, station.device_id) == received


def test_a_wall_time_that_no_date_can_name_is_refused(central: CentralSimulator) -> None:
    station = central.enrol()
    for start_s in (float("inf"), float("nan"), 1e300):
        with pytest.raises(MalformedError):
            station.sit(
                central.publish_pack(),
                "c-1",
                central.central.vault.evidence.public,
                liberties=Liberties(start_s=start_s),
            )

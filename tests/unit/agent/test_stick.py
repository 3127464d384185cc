# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The same bytes by hand: bundles onto a stick, receipts back, damage refused."""

from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import func, select

from sync.agent.errors import ReceiptError, StickError
from sync.agent.stick import export_bundles, import_receipts
from sync.central.errors import BundleRefusedError
from sync.central.intake import Received
from sync.central.tables import SittingRow
from sync.protocol.errors import MalformedError
from sync.protocol.stick import MANIFEST, bundle_folder, part_file, receipt_file
from sync.protocol.trust import KeyRole
from tests.simulators.central import CentralSimulator
from tests.simulators.central_station import Bundle, MemoryOutbox, Station


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def folder_of(stick: Path, bundle: Bundle) -> Path:
    return bundle_folder(stick, sha256(bundle.manifest).digest())


def sittings(central: CentralSimulator) -> int:
    with central.central.database.transaction() as session:
        return int(session.scalar(select(func.count()).select_from(SittingRow)) or 0)


def test_a_stick_carries_bundles_there_and_receipts_back(
    central: CentralSimulator, stick: Path
) -> None:
    station = central.enrol()
    bundle = central.sat(station)
    outbox = MemoryOutbox([bundle])
    written = export_bundles(outbox, stick)
    assert written.bundles == 1
    assert written.bytes == len(bundle.manifest) + sum(part.size for part in bundle.parts)
    [carried] = central.central.stick.read(stick)
    assert (carried.sitting_id, carried.outcome) == ("sit-1", "received")
    ring = central.central.vault.trust.ring(KeyRole.CENTRAL)
    assert import_receipts(outbox, stick, ring) == 1
    assert outbox.pending() == []
    assert import_receipts(outbox, stick, ring) == 0


def test_stick_and_wire_give_one_sitting_and_one_receipt(
    central: CentralSimulator, stick: Path
) -> None:
    station = central.enrol()
    bundle = central.sat(station)
    export_bundles(MemoryOutbox([bundle]), stick)
    central.central.stick.read(stick)
    central.central.stick.read(stick)
    outcome = central.central.intake.offer(bundle.manifest, station.device_id)
    assert isinstance(outcome, Received)
    left = receipt_file(stick, sha256(bundle.manifest).digest()).read_bytes()
    assert left == outcome.receipt
    assert sittings(central) == 1


def test_exporting_again_writes_no_part_twice(central: CentralSimulator, stick: Path) -> None:
    outbox = MemoryOutbox([central.sat(central.enrol())])
    export_bundles(outbox, stick)
    assert export_bundles(outbox, stick).bytes == len(outbox.pending()[0].manifest)


def test_a_stick_that_lacks_a_part_is_awaited_and_completed_later(
    central: CentralSimulator, stick: Path
) -> None:
    bundle = central.sat(central.enrol())
    export_bundles(MemoryOutbox([bundle]), stick)
    path = part_file(folder_of(stick, bundle), bundle.evidence[0].digest)
    kept = path.read_bytes()
    path.unlink()
    [carried] = central.central.stick.read(stick)
    assert (carried.outcome, carried.detail) == ("awaited", "1 parts")
    path.write_bytes(kept)
    [carried] = central.central.stick.read(stick)
    assert carried.outcome == "received"


def test_an_altered_part_or_manifest_on_the_stick_is_refused(
    central: CentralSimulator, stick: Path
) -> None:
    bundle = central.sat(central.enrol())
    export_bundles(MemoryOutbox([bundle]), stick)
    path = part_file(folder_of(stick, bundle), bundle.results.digest)
    good = path.read_bytes()
    path.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    [carried] = central.central.stick.read(stick)
    assert carried.outcome == "refused"
    assert carried.detail.startswith("PartDigestError")
    path.write_bytes(good)
    manifest = folder_of(stick, bundle) / MANIFEST
    manifest.write_bytes(bundle.manifest[:-1] + bytes([bundle.manifest[-1] ^ 1]))
    [carried] = central.central.stick.read(stick)
    assert carried.detail.startswith("SignatureInvalidError")
    assert sittings(central) == 0


def test_one_bad_bundle_does_not_hold_the_stick_up(central: CentralSimulator, stick: Path) -> None:
    station = central.enrol()
    good = central.sat(station, sitting_id="sit-good")
    strange = central.sat(Station("stranger"), sitting_id="sit-bad")
    export_bundles(MemoryOutbox([good, strange]), stick)
    outcomes = {each.sitting_id: each.outcome for each in central.central.stick.read(stick)}
    assert outcomes == {"sit-good": "received", "sit-bad": "refused"}


def test_a_stick_without_bundles_says_so(central: CentralSimulator, stick: Path) -> None:
    with pytest.raises(BundleRefusedError, match="no bundles"):
        central.central.stick.read(stick)


def test_a_receipt_for_something_else_is_not_taken(central: CentralSimulator, stick: Path) -> None:
    station = central.enrol()
    mine, other = central.sat(station), central.sat(station, sitting_id="sit-2")
    central.keep_parts(station, other)
    outcome = central.central.intake.offer(other.manifest)
    assert isinstance(outcome, Received)
    outbox = MemoryOutbox([mine])
    path = receipt_file(stick, sha256(mine.manifest).digest())
    path.parent.mkdir(parents=True)
    path.write_bytes(outcome.receipt)
    with pytest.raises(ReceiptError):
        import_receipts(outbox, stick, central.central.vault.trust.ring(KeyRole.CENTRAL))
    assert outbox.receipts == []


def test_a_stick_that_cannot_be_written_says_so(central: CentralSimulator, stick: Path) -> None:
    outbox = MemoryOutbox([central.sat(central.enrol())])
    blocked = stick / "escale"
    blocked.write_text("a file where a folder should be")
    with pytest.raises(StickError):
        export_bundles(outbox, stick)


def test_a_damaged_part_of_the_right_size_is_written_again(
    central: CentralSimulator, stick: Path
) -> None:
    bundle = central.sat(central.enrol())
    outbox = MemoryOutbox([bundle])
    export_bundles(outbox, stick)
    part_file(folder_of(stick, bundle), bundle.results.digest).write_bytes(
        bytes(bundle.results.size)  # what a stick that was pulled out too early holds
    )
    [carried] = central.central.stick.read(stick)
    assert carried.outcome == "refused"
    assert export_bundles(outbox, stick).bytes == bundle.results.size + len(bundle.manifest)
    [carried] = central.central.stick.read(stick)
    assert carried.outcome == "received"


def test_a_damaged_receipt_keeps_no_other_back(central: CentralSimulator, stick: Path) -> None:
    station = central.enrol()
    bundles = [central.sat(station, sitting_id=f"sit-{number}") for number in (1, 2, 3)]
    outbox = MemoryOutbox(bundles)
    export_bundles(outbox, stick)
    central.central.stick.read(stick)
    for bundle, damage in ((bundles[0], b""), (bundles[1], b"\xd2 and nothing more")):
        receipt_file(stick, sha256(bundle.manifest).digest()).write_bytes(damage)
    ring = central.central.vault.trust.ring(KeyRole.CENTRAL)
    with pytest.raises(MalformedError):
        import_receipts(outbox, stick, ring)
    assert [each.manifest for each in outbox.pending()] == [b.manifest for b in bundles[:2]]
    central.central.stick.read(stick)
    assert import_receipts(outbox, stick, ring) == 2

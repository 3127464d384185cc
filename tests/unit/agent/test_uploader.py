# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Draining the outbox over links that break, to a central that is busy or says no."""

import os
from dataclasses import replace
from hashlib import sha256

import httpx
import pytest
from sqlalchemy import select

from sync.agent.client import API, CentralClient, open_http
from sync.agent.errors import FailedError, ReceiptError, RefusedError
from sync.agent.patience import Patience, Throttle
from sync.agent.ports import OutboxBundle
from sync.agent.uploader import Uploader, check_receipt
from sync.central.errors import ScoreMismatchError
from sync.central.tables import PartRow, UploadRow
from sync.protocol.errors import SignatureInvalidError, UnknownKeyError
from sync.protocol.keys import Signer
from sync.protocol.kinds import Kind
from sync.protocol.manifest import PartRole
from sync.protocol.receipt import Receipt
from sync.protocol.statement import sign_statement
from sync.protocol.trust import KeyRole
from tests.simulators.central import CentralSimulator, InProcess, serving
from tests.simulators.central_station import Bundle, Liberties, MemoryOutbox, Station
from tests.simulators.link import BreakingLink

CLIP_BYTES = 300_000


def uploader(
    central: CentralSimulator,
    station: Station,
    http: httpx.Client,
    patience: Patience,
    throttle: Throttle,
) -> Uploader:
    ring = central.central.vault.trust.ring(KeyRole.CENTRAL)
    return Uploader(CentralClient(http, station), ring, patience, throttle)


def heavy(central: CentralSimulator, station: Station, sitting_id: str = "sit-1") -> Bundle:
    body = os.urandom(CLIP_BYTES)
    return central.sat(station, Liberties(picture=body, clip=body), sitting_id)


def stored_parts(central: CentralSimulator) -> set[str]:
    with central.central.database.transaction() as session:
        return set(session.scalars(select(PartRow.digest)))


def test_a_good_link_carries_every_byte_once(
    central: CentralSimulator, patience: Patience, throttle: Throttle
) -> None:
    station = central.enrol()
    bundle = heavy(central, station)
    outbox = MemoryOutbox([bundle])
    with open_http("http://central", InProcess(central.central)) as http:
        report = uploader(central, station, http, patience, throttle).drain(outbox)
    total = sum(part.size for part in bundle.parts)
    assert (report.receipts, report.waiting, report.refused) == (1, 0, {})
    assert report.traffic.sent_bytes == report.traffic.acknowledged_bytes == total
    assert stored_parts(central) == {part.digest.hex() for part in bundle.parts}


def test_cuts_lose_only_what_was_not_acknowledged_and_each_part_arrives_once(
    central: CentralSimulator, patience: Patience, throttle: Throttle
) -> None:
    station = central.enrol()
    bundle = heavy(central, station)
    outbox = MemoryOutbox([bundle])
    cuts = (4_000, 30_000, 150_000, 90_000, 40_000)
    with (
        serving(central) as url,
        BreakingLink(url, cuts) as link,
        open_http(link.url) as http,
    ):
        report = uploader(central, station, http, patience, throttle).drain(outbox)
    total = sum(part.size for part in bundle.parts)
    assert link.broken == len(cuts)
    assert (report.receipts, report.waiting) == (1, 0)
    assert report.traffic.acknowledged_bytes == total
    lost = report.traffic.sent_bytes - total
    assert 0 <= lost < total  # what socket buffers had swallowed when the link broke
    for offsets in outbox.offsets.values():
        assert offsets == sorted(offsets)  # nothing acknowledged is ever sent again
    assert stored_parts(central) == {part.digest.hex() for part in bundle.parts}
    with central.central.database.transaction() as session:
        uploads = session.scalars(select(UploadRow)).all()
        assert len(uploads) == len(bundle.parts)
        assert all(upload.finished for upload in uploads)
    assert list(central.central.layout.uploads.iterdir()) == []


class AlteringLink(InProcess):
    """A link that flips a bit in some chunks: the first so many, or all."""

    def __init__(self, central: CentralSimulator, altered: int) -> None:
        super().__init__(central.central)
        self._left = altered
        self.checked: list[bool] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "PATCH":
            self.checked.append("upload-checksum" in request.headers)
            body = request.read()
            if self._left > 0:
                self._left -= 1
                flipped = body[:-1] + bytes([body[-1] ^ 1])
                request = httpx.Request(
                    "PATCH", request.url, headers=request.headers, content=flipped
                )
        return super().handle_request(request)


def test_a_link_that_alters_bytes_is_noticed_and_chunks_are_checked_from_then_on(
    central: CentralSimulator, patience: Patience, throttle: Throttle
) -> None:
    station = central.enrol()
    bundle = central.sat(station)
    outbox = MemoryOutbox([bundle])
    link = AlteringLink(central, altered=2)
    with open_http("http://central", link) as http:
        report = uploader(central, station, http, patience, throttle).drain(outbox)
    assert (report.receipts, report.refused) == (1, {})
    assert link.checked[:3] == [False, True, True]  # altered; altered and noticed; right
    assert stored_parts(central) == {part.digest.hex() for part in bundle.parts}


def test_a_link_that_alters_everything_ends_in_a_refusal(
    central: CentralSimulator, patience: Patience, throttle: Throttle
) -> None:
    station = central.enrol()
    outbox = MemoryOutbox([central.sat(station)])
    with open_http("http://central", AlteringLink(central, altered=1000)) as http:
        report = uploader(central, station, http, patience, throttle).drain(outbox)
    assert (report.receipts, report.waiting, len(report.refused)) == (0, 1, 1)
    assert stored_parts(central) == set()


def test_a_drain_that_gave_up_goes_on_where_it_stopped(
    central: CentralSimulator, waits: list[float], throttle: Throttle
) -> None:
    station = central.enrol()
    bundle = heavy(central, station)
    outbox = MemoryOutbox([bundle])
    hasty = Patience(waits.append, lambda: 0.5, attempts=1)
    with (
        serving(central) as url,
        BreakingLink(url, (200_000,)) as link,
        open_http(link.url) as http,
    ):
        first = uploader(central, station, http, hasty, throttle).drain(outbox)
        assert (first.receipts, first.waiting) == (0, 1)
        second = uploader(central, station, http, hasty, throttle).drain(outbox)
    assert (second.receipts, second.waiting) == (1, 0)
    total = sum(part.size for part in bundle.parts)
    assert first.traffic.acknowledged_bytes + second.traffic.acknowledged_bytes <= total
    assert second.traffic.sent_bytes < total


def test_a_drain_that_is_set_aside_goes_on_where_it_stopped(
    central: CentralSimulator, patience: Patience, throttle: Throttle, waits: list[float]
) -> None:
    station = central.enrol()
    bundle = heavy(central, station)
    outbox = MemoryOutbox([bundle])
    asked = iter([True] * 4)  # the offers, and the first requests of the parts
    busy = replace(patience, wanted=lambda: next(asked, False))
    with open_http("http://central", InProcess(central.central)) as http:
        first = uploader(central, station, http, busy, throttle).drain(outbox)
        assert (first.receipts, first.waiting, first.refused) == (0, 1, {})
        assert first.traffic.acknowledged_bytes > 0
        second = uploader(central, station, http, patience, throttle).drain(outbox)
    assert (second.receipts, second.waiting, waits) == (1, 0, [])
    total = sum(part.size for part in bundle.parts)
    assert first.traffic.sent_bytes + second.traffic.sent_bytes == total


def test_results_of_every_bundle_go_before_any_evidence(
    central: CentralSimulator, patience: Patience, throttle: Throttle
) -> None:
    station = central.enrol()
    bundles = [heavy(central, station, f"sit-{number}") for number in (1, 2)]
    outbox = MemoryOutbox(bundles)
    with open_http("http://central", InProcess(central.central)) as http:
        report = uploader(central, station, http, patience, throttle).drain(outbox)
    assert report.receipts == 2
    roles = {part.digest: part.role for bundle in bundles for part in bundle.parts}
    order = [roles[digest] for digest in outbox.offsets]
    assert order[:2] == [PartRole.RESULTS, PartRole.RESULTS]


def test_a_refused_bundle_does_not_hold_the_others_up(
    central: CentralSimulator, patience: Patience, throttle: Throttle
) -> None:
    station = central.enrol()
    bad = central.sat(station, Liberties(lie_about_points=True), "sit-bad")
    good = central.sat(station, sitting_id="sit-good")
    outbox = MemoryOutbox([bad, good])
    with open_http("http://central", InProcess(central.central)) as http:
        report = uploader(central, station, http, patience, throttle).drain(outbox)
    assert (report.receipts, report.waiting) == (1, 1)
    [(digest, error)] = report.refused.items()
    assert digest == sha256(bad.manifest).hexdigest()
    assert isinstance(error, RefusedError)
    assert (error.name, error.status) == (ScoreMismatchError.__name__, 422)
    assert [b.manifest for b in outbox.pending()] == [bad.manifest]


class FailingOver(InProcess):
    """A central that meets something unexpected whenever it is offered one manifest."""

    def __init__(self, central: CentralSimulator, manifest: bytes) -> None:
        super().__init__(central.central)
        self._manifest = manifest

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.read() == self._manifest:
            return httpx.Response(500, json={"title": "Central met something\x1b[2J unexpected"})
        return super().handle_request(request)


def test_a_bundle_over_which_central_fails_does_not_hold_the_others_up(
    central: CentralSimulator, patience: Patience, throttle: Throttle
) -> None:
    station = central.enrol()
    bundles = [central.sat(station, sitting_id=f"sit-{number}") for number in (1, 2)]
    outbox = MemoryOutbox(bundles)
    with open_http("http://central", FailingOver(central, bundles[0].manifest)) as http:
        report = uploader(central, station, http, patience, throttle).drain(outbox)
    assert (report.receipts, report.waiting) == (1, 1)
    [(digest, error)] = report.refused.items()
    assert digest == sha256(bundles[0].manifest).hexdigest()
    assert isinstance(error, FailedError)
    assert str(error) == "Central met something\\u001b[2J unexpected"
    assert report.traffic.link_failures == patience.attempts


def test_no_link_at_all_ends_the_drain_and_keeps_everything(
    central: CentralSimulator, waits: list[float], patience: Patience, throttle: Throttle
) -> None:
    station = central.enrol()
    outbox = MemoryOutbox([central.sat(station)])
    with open_http("http://127.0.0.1:9") as http:
        report = uploader(central, station, http, patience, throttle).drain(outbox)
    assert (report.receipts, report.waiting) == (0, 1)
    assert report.traffic.link_failures == patience.attempts
    assert waits == [0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0]  # half of the growing ceiling


def test_the_bandwidth_cap_spaces_the_bytes_out(
    central: CentralSimulator, patience: Patience
) -> None:
    station = central.enrol()
    outbox = MemoryOutbox([heavy(central, station)])
    clock = [0.0]

    def sleep(seconds: float) -> None:
        clock[0] += seconds

    slow = Throttle(sleep, lambda: clock[0], bytes_per_s=50_000)
    with open_http("http://central", InProcess(central.central)) as http:
        report = uploader(central, station, http, patience, slow).drain(outbox)
    assert report.receipts == 1
    assert report.traffic.sent_bytes / clock[0] < 60_000


def test_a_bearer_that_ran_out_is_renewed_on_the_way(
    central: CentralSimulator, patience: Patience, throttle: Throttle
) -> None:
    station = central.enrol()
    outbox = MemoryOutbox([central.sat(station)])
    with open_http("http://central", InProcess(central.central)) as http:
        client = CentralClient(http, station)
        client.call("GET", f"{API}/device/content")
        central.clock.wait(central.central.settings.device_session_s + 1)
        ring = central.central.vault.trust.ring(KeyRole.CENTRAL)
        assert Uploader(client, ring, patience, throttle).drain(outbox).receipts == 1


def test_receipts_are_believed_only_from_central_and_for_this_very_bundle(
    central: CentralSimulator,
) -> None:
    station = central.enrol()
    bundle = central.sat(station)
    waiting = MemoryOutbox([bundle]).pending()[0]
    vault = central.central.vault
    ring = vault.trust.ring(KeyRole.CENTRAL)

    def receipt(signer: Signer, parts: int, manifest: bytes) -> bytes:
        digests = tuple(part.digest for part in bundle.parts[:parts])
        claims = Receipt("sit-1", sha256(manifest).digest(), 1, digests).to_claims()
        return sign_statement(Kind.RECEIPT, claims, signer)

    whole = receipt(vault.central, 99, bundle.manifest)
    assert check_receipt(whole, waiting, ring).sitting_id == "sit-1"
    with pytest.raises(UnknownKeyError):
        check_receipt(receipt(Signer.generate(), 99, bundle.manifest), waiting, ring)
    with pytest.raises(SignatureInvalidError):
        check_receipt(whole[:-1] + bytes([whole[-1] ^ 1]), waiting, ring)
    with pytest.raises(ReceiptError, match="another bundle"):
        check_receipt(receipt(vault.central, 99, b"other"), waiting, ring)
    with pytest.raises(ReceiptError, match="every part"):
        check_receipt(receipt(vault.central, 2, bundle.manifest), waiting, ring)
    assert isinstance(waiting, OutboxBundle)

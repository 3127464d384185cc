# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The tables: sittings, evidence, outbox, content, lock-outs."""

from hashlib import sha256

import pytest

from appliance.store.contents import ShelfRole
from appliance.store.errors import StoreDamagedError, StoreError
from appliance.store.lockouts import Failures
from appliance.store.sittings import ExamPart
from appliance.store.store import Store
from sync.agent.ports import Outbox, PartialShelf
from sync.protocol.keys import Signer
from sync.protocol.kinds import Kind
from sync.protocol.manifest import Part, PartRole
from sync.protocol.receipt import Receipt
from sync.protocol.statement import sign_statement
from tests.unit.store.conftest import PACK

CENTRAL = Signer.generate()


def part(role: PartRole, body: bytes) -> Part:
    return Part(role, sha256(body).digest(), len(body))


def add_bundle(store: Store, name: str = "1") -> bytes:
    """A bundle with results and one clip; returns the manifest."""
    results, clip = b"results" + name.encode(), b"clip" + name.encode()
    parts = (part(PartRole.RESULTS, results), part(PartRole.EVIDENCE, clip))
    manifest = b"manifest " + name.encode()
    with store.transaction():
        store.evidence.add("s-1", parts[1].digest, "clip", clip)
        store.outbox.add(
            "s-1", manifest, sha256(manifest).digest(), parts, {parts[0].digest: results}
        )
    return manifest


def receipt(manifest: bytes) -> bytes:
    claims = Receipt("s-1", sha256(manifest).digest(), 1_770_000_000, ()).to_claims()
    return sign_statement(Kind.RECEIPT, claims, CENTRAL)


def test_records_come_back_in_order(store: Store) -> None:
    with store.transaction():
        for place in range(3):
            store.sittings.append(
                "s-1", place, b"%d" % place, head=bytes([place] * 32), stage="question"
            )
    assert store.sittings.records("s-1") == (b"0", b"1", b"2")
    row = store.sittings.active()
    assert row is not None
    assert (row.length, row.head, row.stage) == (3, bytes([2] * 32), "question")


@pytest.mark.parametrize("sequence", [0, 2, 7])
def test_a_record_out_of_turn(store: Store, sequence: int) -> None:
    with store.transaction():
        store.sittings.append("s-1", 0, b"0", head=bytes(32), stage="")
    with pytest.raises(StoreError), store.transaction():
        store.sittings.append("s-1", sequence, b"x", head=bytes(32), stage="")
    assert store.sittings.records("s-1") == (b"0",)


def test_only_one_sitting_is_active(store: Store) -> None:
    with pytest.raises(StoreError), store.transaction():
        store.sittings.add("s-2", "c-2", b"wrapped", ExamPart.WRITTEN, PACK)
    with store.transaction():
        store.sittings.set_active("s-1", active=False)
        store.sittings.add("s-2", "c-2", b"wrapped", ExamPart.WRITTEN, PACK)
    assert [row.id for row in store.sittings.all()] == ["s-1", "s-2"]
    row = store.sittings.of_candidate("c-1")
    assert row is not None
    assert row == store.sittings.get("s-1")
    assert store.sittings.get("s-3") is None


def test_the_outbox_is_the_agent_s_outbox(store: Store) -> None:
    outbox: Outbox = store.outbox
    shelf: PartialShelf = store.contents
    manifest = add_bundle(store)
    [bundle] = outbox.pending()
    assert bundle.manifest == manifest
    assert [entry.role for entry in bundle.parts] == [PartRole.RESULTS, PartRole.EVIDENCE]
    assert [outbox.read_part(entry.digest) for entry in bundle.parts] == [b"results1", b"clip1"]
    assert shelf.partial(b"d") == b""


def test_acknowledged_bytes_wait_no_more(store: Store) -> None:
    add_bundle(store)
    assert (store.outbox.waiting().bundles, store.outbox.waiting().bytes) == (1, 13)
    [bundle] = store.outbox.pending()
    store.outbox.acknowledge_offset(bundle.parts[0].digest, 8)
    assert store.outbox.waiting().bytes == 5


def test_a_receipt_ends_the_wait(store: Store) -> None:
    first, second = add_bundle(store, "1"), add_bundle(store, "2")
    store.outbox.store_receipt(receipt(first))
    assert [bundle.manifest for bundle in store.outbox.pending()] == [second]
    assert store.outbox.receipt_of("s-1") == receipt(first)


def test_a_receipt_for_somebody_else(store: Store) -> None:
    add_bundle(store)
    with pytest.raises(StoreError, match="did not send"):
        store.outbox.store_receipt(receipt(b"another manifest"))
    assert len(store.outbox.pending()) == 1


def test_a_part_that_is_not_there(store: Store) -> None:
    with pytest.raises(StoreError, match="not in the outbox"):
        store.outbox.read_part(bytes(32))


def test_the_same_bundle_twice_is_refused(store: Store) -> None:
    add_bundle(store)
    with pytest.raises(StoreError):
        add_bundle(store)
    assert len(store.outbox.pending()) == 1


def test_evidence_keeps_its_order_and_comes_once(store: Store) -> None:
    with store.transaction():
        for name in (b"b", b"a", b"b"):
            store.evidence.add("s-1", sha256(name).digest(), "clip", name)
    assert [row.digest for row in store.evidence.of_sitting("s-1")] == [
        sha256(b"b").digest(),
        sha256(b"a").digest(),
    ]


def test_erasing_leaves_only_that_it_was(store: Store) -> None:
    manifest = add_bundle(store)
    with store.transaction():
        store.sittings.append("s-1", 0, b"0", head=bytes(32), stage="finished")
    store.outbox.store_receipt(receipt(manifest))
    store.erase("s-1")
    row = store.sittings.get("s-1")
    assert row is not None
    assert (row.erased, row.wrapped_key, row.candidate_id) == (True, None, "c-1")
    assert store.sittings.records("s-1") == ()
    assert store.evidence.of_sitting("s-1") == ()
    with pytest.raises(StoreError):
        store.outbox.read_part(sha256(b"results1").digest())


def test_content_has_one_file_per_role(store: Store) -> None:
    for body in (b"old", b"new"):
        with store.transaction():
            store.contents.put(ShelfRole.PACK, sha256(body).digest(), body, 1.0)
    held = store.contents.get(ShelfRole.PACK)
    assert held is not None
    assert (held.body, held.added_s) == (b"new", 1.0)
    assert store.contents.digest(ShelfRole.PACK) == sha256(b"new").digest()
    assert store.contents.get(ShelfRole.ROSTER) is None


def test_half_a_file_waits(store: Store) -> None:
    store.contents.keep_partial(b"digest", b"ha")
    store.contents.keep_partial(b"digest", b"half")
    assert store.contents.partial(b"digest") == b"half"
    store.contents.keep_partial(b"digest", b"")
    assert store.contents.partial(b"digest") == b""


def test_failures_are_counted_per_scope(store: Store) -> None:
    with store.transaction():
        store.lockouts.put("pin", Failures(2, "boot-1", 5))
    assert store.lockouts.get("pin") == Failures(2, "boot-1", 5)
    assert store.lockouts.get("code") is None
    with store.transaction():
        store.lockouts.clear("pin")
    assert store.lockouts.get("pin") is None


def test_the_pulse_is_replaced(store: Store) -> None:
    for pulse in (b"1", b"2"):
        with store.transaction():
            store.sittings.set_pulse("s-1", pulse)
    row = store.sittings.get("s-1")
    assert row is not None
    assert row.pulse == b"2"


def test_the_damage_has_its_own_error(store: Store) -> None:
    with pytest.raises(StoreDamagedError), store.transaction():
        store.sittings.append("s-1", 5, b"x", head=bytes(32), stage="")


def bring_pack(store: Store, body: bytes) -> bytes:
    """A pack that replaces the one before; its digest."""
    digest = sha256(body).digest()
    with store.transaction():
        store.contents.put_pack(digest, body, 0.0)
    return digest


def test_a_pack_stays_until_every_sitting_that_began_with_it_is_concluded(store: Store) -> None:
    old = bring_pack(store, b"old")
    with store.transaction():
        store.sittings.set_active("s-1", active=False)
        store.sittings.add("s-2", "c-2", b"wrapped", ExamPart.WRITTEN, old)
        store.sittings.set_active("s-2", active=False)
        store.sittings.add("s-3", "c-3", b"wrapped", ExamPart.ORAL, old)
    passing = bring_pack(store, b"passing: nobody sat with it")
    new = bring_pack(store, b"new")
    assert store.contents.pack(passing) is None
    assert (store.contents.pack(old), store.contents.pack(new)) == (b"old", b"new")
    with store.transaction():
        store.release_pack("s-2")
    assert store.contents.pack(old) == b"old", "the oral part needs it still"
    store.erase("s-3")
    assert store.contents.pack(old) is None
    assert store.contents.pack(new) == b"new"


def test_a_pack_that_comes_back_is_there_once(store: Store) -> None:
    old = bring_pack(store, b"old")
    with store.transaction():
        store.sittings.set_active("s-1", active=False)
        store.sittings.add("s-2", "c-2", b"wrapped", ExamPart.WRITTEN, old)
    bring_pack(store, b"new")
    assert bring_pack(store, b"old") == old
    assert store.contents.pack(old) == b"old"
    assert store.connection.read("SELECT count(*) FROM earlier_pack") == [(0,)]

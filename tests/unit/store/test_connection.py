# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The connection: the key, durability, one kind of transaction, and a disk that refuses."""

from pathlib import Path

import pytest

from appliance.store.connection import Connection, Durability, require_sqlite
from appliance.store.contents import ShelfRole
from appliance.store.errors import (
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreLockedError,
    StoreReadOnlyError,
    StoreVersionError,
    translate,
)
from appliance.store.schema import MIGRATIONS
from appliance.store.sittings import ExamPart
from appliance.store.store import DATABASE_FILE, Store
from appliance.store.tripwires import WritePoint
from tests.simulators.power import CountingTripwire, PowerCutError
from tests.unit.store.conftest import KEY


@pytest.mark.parametrize("key", [bytes(32), bytes(reversed(KEY))])
def test_another_key_opens_nothing(store: Store, tmp_path: Path, key: bytes) -> None:
    with pytest.raises(StoreLockedError) as refused:
        Store.open(tmp_path, key)
    assert refused.value.exit_code == 41
    assert "keys" in refused.value.advice


def test_a_key_of_another_size(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="32 bytes"):
        Connection(tmp_path / "x.db", b"short")


def test_commits_are_durable(store: Store) -> None:
    connection = store.connection
    assert connection.read("PRAGMA journal_mode") == [("wal",)]
    assert connection.read("PRAGMA cipher_version") != []
    with store.transaction():
        assert connection.read("PRAGMA synchronous") == [(2,)]
        assert connection.read("PRAGMA secure_delete") == [(1,)]
    with store.transaction(Durability.NORMAL):
        assert connection.read("PRAGMA synchronous") == [(1,)]
    with store.transaction():
        assert connection.read("PRAGMA synchronous") == [(2,)]


@pytest.mark.parametrize("version", ["3.51.2", "3.45.1", "3.7.17"])
def test_an_old_sqlite_is_refused(version: str) -> None:
    with pytest.raises(StoreVersionError):
        require_sqlite(version)


def test_a_new_sqlite_is_taken() -> None:
    require_sqlite("3.51.3")
    require_sqlite("4.0.0")


def test_nothing_is_written_outside_a_transaction(store: Store) -> None:
    with pytest.raises(StoreError, match="outside"):
        store.settings.put("a", b"1")
    with pytest.raises(StoreError, match="inside"), store.transaction(), store.transaction():
        pass
    with store.transaction():
        store.settings.put("a", b"1")
    assert store.settings.get("a") == b"1"


def test_an_error_rolls_everything_back(store: Store) -> None:
    with pytest.raises(RuntimeError), store.transaction():
        store.settings.put("a", b"1")
        store.evidence.add("s-1", b"d", "clip", b"sealed")
        raise RuntimeError
    assert store.settings.get("a") is None
    assert store.evidence.of_sitting("s-1") == ()


@pytest.mark.parametrize("cut_at", range(1, 9))
def test_a_power_cut_leaves_all_or_nothing(tmp_path: Path, cut_at: int) -> None:
    Store.open(tmp_path, KEY).close()
    wire = CountingTripwire()
    store = Store.open(tmp_path, KEY, tripwire=wire)
    wire.cut_at = cut_at
    committed = False
    try:
        with store.transaction():
            for name in "abc":
                store.settings.put(name, b"1")
        committed = True
    except PowerCutError:
        committed = wire.points[-1] is WritePoint.AFTER_COMMIT
    store.close()
    again = Store.open(tmp_path, KEY)
    there = [again.settings.get(name) is not None for name in "abc"]
    assert there == [committed] * 3
    again.close()


def test_every_write_point_is_reached_in_order(tmp_path: Path) -> None:
    wire = CountingTripwire()
    store = Store.open(tmp_path, KEY, tripwire=wire)
    wire.points.clear()
    with store.transaction():
        store.settings.put("a", b"1")
    assert wire.points == list(WritePoint)
    store.close()


def test_a_full_disk(store: Store) -> None:
    [[pages]] = store.connection.read("PRAGMA page_count")
    store.connection.read(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StoreFullError) as refused, store.transaction():
        store.settings.put("big", bytes(1 << 20))
    assert "Every confirmed answer is kept" in refused.value.advice
    assert store.settings.get("big") is None
    store.connection.read(f"PRAGMA max_page_count = {pages + 1000}")
    with store.transaction():
        store.settings.put("big", bytes(1 << 20))  # and it goes on when there is room


def test_a_read_only_disk(store: Store) -> None:
    store.connection.read("PRAGMA query_only = ON")
    with pytest.raises(StoreReadOnlyError) as refused, store.transaction():
        store.settings.put("a", b"1")
    assert refused.value.exit_code == 43
    store.connection.read("PRAGMA query_only = OFF")
    with store.transaction():
        store.settings.put("a", b"1")


def test_the_files_are_private(store: Store, tmp_path: Path) -> None:
    for path in tmp_path.iterdir():
        assert path.stat().st_mode & 0o077 == 0, path.name


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreReadOnlyError):
        Store.open(tmp_path / "nowhere", KEY)


def test_a_database_of_a_newer_release(tmp_path: Path) -> None:
    store = Store.open(tmp_path, KEY)
    with store.transaction():
        store.connection.write(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    store.close()
    with pytest.raises(StoreVersionError):
        Store.open(tmp_path, KEY)


def test_open_sittings_of_an_older_release_need_the_pack_that_is_there(tmp_path: Path) -> None:
    store = Store.open(tmp_path, KEY)
    digest = bytes([7] * 32)
    with store.transaction():
        store.contents.put(ShelfRole.PACK, digest, b"pack", 0.0)
        for number in (1, 2):
            store.sittings.add(f"s-{number}", "c", b"wrapped", ExamPart.WRITTEN, digest)
            store.sittings.set_active(f"s-{number}", active=False)
        store.sittings.erase("s-2")
        store.connection.write("DROP TABLE earlier_pack")
        for column in ("pack", "reference"):
            store.connection.write(f"ALTER TABLE sitting DROP COLUMN {column}")
        store.connection.write("PRAGMA user_version = 2")
    store.close()
    store = Store.open(tmp_path, KEY)
    with store.transaction():
        store.contents.put_pack(bytes(32), b"newer", 0.0)
    assert store.contents.pack(digest) == b"pack"
    assert store.connection.read("SELECT pack FROM sitting WHERE id = 's-2'") == [(None,)]
    store.close()


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    Store.open(tmp_path, KEY).close()
    wire = CountingTripwire()
    Store.open(tmp_path, KEY, tripwire=wire).close()
    assert wire.points == []


def test_an_altered_page_is_noticed(tmp_path: Path) -> None:
    store = Store.open(tmp_path, KEY)
    with store.transaction():
        store.settings.put("a", bytes(20_000))
    store.connection.compact_log()
    store.close()
    path = tmp_path / DATABASE_FILE
    data = bytearray(path.read_bytes())
    data[-5_000] ^= 1
    path.write_bytes(data)
    store = Store.open(tmp_path, KEY)
    with pytest.raises(StoreDamagedError):
        store.settings.get("a")
    store.close()


def test_an_unknown_database_error_is_still_ours() -> None:
    assert type(translate(RuntimeError("?"))) is StoreError


@pytest.mark.parametrize("left", [None, b""])
def test_an_enrolled_station_s_lost_database_is_not_replaced(
    tmp_path: Path, left: bytes | None
) -> None:
    path = tmp_path / DATABASE_FILE
    if left is not None:
        path.write_bytes(left)
    with pytest.raises(StoreDamagedError):
        Store.reopen(tmp_path, KEY)
    assert (path.read_bytes() if path.exists() else None) == left
    Store.open(tmp_path, KEY).close()
    Store.reopen(tmp_path, KEY).close()

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The journal of one part as it lies on disk: chained, encrypted record by record.

Owns the data key of a part, the place and digest of its last record, and the one
transaction in which record, state row and whatever belongs to them commit. Must not know
what an event means. Stands on the chain, the key ring and the store.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from appliance.exam.sitting import Moment
from appliance.exam.sitting_words import OutageClock
from appliance.keys.keyring import KeyRing
from appliance.keys.wrapping import WrappingKey
from appliance.store.errors import StoreDamagedError
from appliance.store.sittings import ExamPart, SittingRow
from appliance.store.store import Store
from sync.protocol.canonical import CborValue
from sync.protocol.chain import GENESIS, Link, append, verify_chain
from sync.protocol.clock import Stamp


def nothing() -> None:
    """No further writes."""


@dataclass(slots=True)
class SealedJournal:
    """A journal that can be continued; not thread-safe.

    Attributes:
        identity: The identifier of the sitting or oral part.
        head: Digest of the last committed record.
        length: Number of committed records.
    """

    store: Store = field(repr=False)
    key: WrappingKey = field(repr=False)
    identity: str
    head: bytes = GENESIS
    length: int = 0

    @classmethod
    def begin(
        cls,
        store: Store,
        keys: KeyRing,
        identity: str,
        candidate_id: str,
        part: ExamPart,
        pack_digest: bytes,
    ) -> tuple["SealedJournal", Callable[[], None]]:
        """A journal under a new data key, and the write that adds its row: give it to the
        first `write` as `before`, so that neither is ever there alone."""
        key, wrapped = keys.new_sitting_key(identity)

        def add_row() -> None:
            store.sittings.add(identity, candidate_id, wrapped, part, pack_digest)

        return cls(store, key, identity), add_row

    @classmethod
    def take_up(
        cls, store: Store, keys: KeyRing, row: SittingRow
    ) -> tuple["SealedJournal", tuple[Link, ...]]:
        """The journal of a row with all its records, verified.

        Raises:
            StoreDamagedError: The key was erased, or the journal is not what the row says.
            ChainBrokenError, KeysDamagedError: A record was altered, moved or left out.
        """
        journal = cls(store, _data_key(keys, row), row.id, row.head, row.length)
        links = verify_chain(journal.records())
        if len(links) != row.length or not links or links[-1].digest != row.head:
            raise StoreDamagedError("the journal does not end where its row says")
        return journal, links

    def write(
        self,
        stamp: Stamp,
        kind: str,
        body: CborValue,
        *,
        stage: str,
        before: Callable[[], None] = nothing,
        after: Callable[[], None] = nothing,
    ) -> None:
        """Append one record; when this returns, it is on disk, and so is what goes with it.

        Args:
            stamp: When it happened.
            kind: The event's name in the journal.
            body: The event's content.
            stage: The machine's stage after it, for the row.
            before: Writes of the same transaction that come first.
            after: Writes of the same transaction that come last.

        Raises:
            StoreError: It could not be stored; nothing changed.
        """
        record = append(self.head, self.length, stamp, kind, body)
        context = _record_context(self.identity, self.length)
        sealed = self.key.encrypt(record.bytes, context=context)
        with self.store.transaction():
            before()
            self.store.sittings.append(
                self.identity, self.length, sealed, head=record.digest, stage=stage
            )
            after()
        self.head, self.length = record.digest, self.length + 1

    def records(self) -> tuple[bytes, ...]:
        """Every record in the clear; raises KeysDamagedError."""
        return tuple(
            self.key.decrypt(sealed, context=_record_context(self.identity, place))
            for place, sealed in enumerate(self.store.sittings.records(self.identity))
        )


def read_journal(store: Store, keys: KeyRing, row: SittingRow) -> tuple[bytes, ...]:
    """The records of any part that was not erased, in the clear, unverified.

    Raises:
        StoreDamagedError: Its key was erased.
        KeysDamagedError: A record was altered or moved.
    """
    return SealedJournal(store, _data_key(keys, row), row.id).records()


def moment_of(stamp: Stamp) -> Moment:
    """The moment of a stamp, as the machines take it."""
    return Moment(stamp.boot_id, stamp.monotonic_ns)


def outage(last: Stamp, now: Stamp) -> tuple[int, OutageClock]:
    """How many milliseconds the station was away, and by which clock that is known."""
    if last.boot_id == now.boot_id:
        away_ms = (now.monotonic_ns - last.monotonic_ns) // 1_000_000
        return max(0, away_ms), OutageClock.MONOTONIC
    return max(0, round((now.wall_s - last.wall_s) * 1000)), OutageClock.WALL


def _data_key(keys: KeyRing, row: SittingRow) -> WrappingKey:
    if row.wrapped_key is None:
        raise StoreDamagedError("the key of this part was erased")
    return keys.open_sitting_key(row.id, row.wrapped_key)


def _record_context(identity: str, sequence: int) -> bytes:
    """What binds an encrypted record to its place in its journal."""
    return f"escale/journal/{identity}/{sequence}".encode()

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The seat of an interview: one oral part in progress, journal and state committed together.

Owns the one way in which an oral event becomes a record, and coming back after the station
stopped. Nothing here is timed by the question, so there is no pulse: the last record is the
last sign of life. Must not know screens or devices. Stands on the oral machine, the chain
and the store.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from appliance.exam.oral import Oral, OralEffect, fold, open_oral, transition
from appliance.exam.oral_events import OralEvent, OralOpened
from appliance.exam.oral_journal import event_from, kind_of
from appliance.exam.records import body_of
from appliance.exam.sitting_events import Recovered
from appliance.exam.sitting_words import OutageClock
from appliance.keys.keyring import KeyRing
from appliance.keys.wrapping import WrappingKey
from appliance.service.seat import decrypt_journal, moment_of, record_context
from appliance.store.errors import StoreDamagedError
from appliance.store.sittings import ExamPart, SittingRow
from appliance.store.store import Store
from sync.protocol.chain import GENESIS, append, verify_chain
from sync.protocol.clock import Clock, Stamp

Effects = tuple[OralEffect, ...]


def _nothing() -> None:
    pass


@dataclass(slots=True)
class OralSeat:
    """An oral part in progress; not thread-safe, the station's lock guards it.

    Attributes:
        state: The machine's state after the last committed record.
        head: Digest of that record.
        length: Number of records.
    """

    store: Store = field(repr=False)
    clock: Clock = field(repr=False)
    key: WrappingKey = field(repr=False)
    state: Oral
    head: bytes
    length: int

    @classmethod
    def take(
        cls, store: Store, clock: Clock, keys: KeyRing, opened: OralOpened
    ) -> tuple["OralSeat", Effects]:
        """Begin an oral part: its data key, its row and its first record in one commit.

        Raises:
            EventRefusedError: An oral part that could not be.
            StoreError: It could not be stored; then there is no oral part.
        """
        key, wrapped = keys.new_sitting_key(opened.oral_id)
        stamp = clock.stamp()
        state, effects = open_oral(opened, moment_of(stamp))
        seat = cls(store, clock, key, state, GENESIS, 0)

        def add_row() -> None:
            store.sittings.add(opened.oral_id, opened.candidate_id, wrapped, ExamPart.ORAL)

        seat._write(opened, stamp, state, before=add_row)
        return seat, effects

    @classmethod
    def come_back(
        cls, store: Store, clock: Clock, keys: KeyRing, row: SittingRow
    ) -> tuple["OralSeat", Effects]:
        """Take up an oral part after the station stopped, and journal the outage.

        A concluded one is as it was: nothing may follow its last record.

        Raises:
            StoreDamagedError: The journal is not what the row says.
            ChainBrokenError, SittingError, KeysDamagedError: The journal does not hold.
        """
        if row.wrapped_key is None:
            raise StoreDamagedError("the oral part's key was erased")
        key = keys.open_sitting_key(row.id, row.wrapped_key)
        links = verify_chain(decrypt_journal(store, key, row.id))
        if len(links) != row.length or not links or links[-1].digest != row.head:
            raise StoreDamagedError("the journal does not end where its oral part says")
        state = fold((event_from(link.kind, link.body), moment_of(link.stamp)) for link in links)
        seat = cls(store, clock, key, state, row.head, row.length)
        if state.concluded:
            return seat, ()
        return seat, seat.commit(_recovery(links[-1].stamp, clock.stamp()))

    @property
    def oral_id(self) -> str:
        """The identifier of the oral part."""
        return self.state.opened.oral_id

    def commit(self, event: OralEvent, *, also: Callable[[], None] = _nothing) -> Effects:
        """Journal one event; when this returns, it is on disk.

        Args:
            event: What happened.
            also: Further writes of the same transaction.

        Returns:
            What to do now that it is committed.

        Raises:
            EventRefusedError: Stage or mode do not allow the event; nothing changed.
            StoreError: It could not be stored; nothing changed.
        """
        stamp = self.clock.stamp()
        state, effects = transition(self.state, event, moment_of(stamp))
        self._write(event, stamp, state, after=also)
        return effects

    def records(self) -> tuple[bytes, ...]:
        """The journal in the clear, for the results part."""
        return decrypt_journal(self.store, self.key, self.oral_id)

    def _write(
        self,
        event: OralEvent,
        stamp: Stamp,
        state: Oral,
        *,
        before: Callable[[], None] = _nothing,
        after: Callable[[], None] = _nothing,
    ) -> None:
        record = append(self.head, self.length, stamp, kind_of(event), body_of(event))
        identity = state.opened.oral_id
        sealed = self.key.encrypt(record.bytes, context=record_context(identity, self.length))
        with self.store.transaction():
            before()
            self.store.sittings.append(
                identity, self.length, sealed, head=record.digest, stage=state.stage.value
            )
            after()
        self.state, self.head, self.length = state, record.digest, self.length + 1


def _recovery(last: Stamp, now: Stamp) -> Recovered:
    if last.boot_id == now.boot_id:
        away_ms = (now.monotonic_ns - last.monotonic_ns) // 1_000_000
        return Recovered(0, max(0, away_ms), OutageClock.MONOTONIC)
    return Recovered(0, max(0, round((now.wall_s - last.wall_s) * 1000)), OutageClock.WALL)

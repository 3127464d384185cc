# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The seat: one sitting in progress, its journal and its state, always committed together.

Owns the one way in which an event becomes a record: the machine allows it, record, state
row and pulse commit in one transaction, and only then the new state is visible. Also owns
coming back: decrypt, verify the chain, fold, and journal the outage. Must not know
screens, questions or devices. Stands on the sitting machine, the chain and the store.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from appliance.exam.journal import body_of, event_from, kind_of
from appliance.exam.sitting import Effect, Moment, Sitting, fold, open_sitting, transition
from appliance.exam.sitting_events import Event, Opened, Recovered
from appliance.exam.sitting_words import OutageClock
from appliance.keys.keyring import KeyRing
from appliance.keys.wrapping import WrappingKey
from appliance.service.pulse import Pulse
from appliance.store.connection import Durability
from appliance.store.errors import StoreDamagedError
from appliance.store.sittings import SittingRow
from appliance.store.store import Store
from sync.protocol.chain import GENESIS, append, verify_chain
from sync.protocol.clock import Clock, Stamp

PULSE_PERIOD_S = 1.0
"""How much time a power cut may give back to the candidate, at most (and never takes)."""


def _nothing() -> None:
    pass


@dataclass(slots=True)
class Seat:
    """A sitting in progress; not thread-safe, the station's lock guards it.

    Attributes:
        state: The machine's state after the last committed record.
        head: Digest of that record.
        length: Number of records.
        draft: What is entered for the question on the screen, in canonical CBOR.
    """

    store: Store = field(repr=False)
    clock: Clock = field(repr=False)
    key: WrappingKey = field(repr=False)
    state: Sitting
    head: bytes
    length: int
    draft: bytes | None = None
    last_pulse_ns: int = 0

    @classmethod
    def take(cls, store: Store, clock: Clock, keys: KeyRing, opened: Opened) -> "Seat":
        """Begin a sitting: its data key, its row and its first record in one commit.

        Raises:
            StoreError: It could not be stored; then there is no sitting.
        """
        key, wrapped = keys.new_sitting_key(opened.sitting_id)
        stamp = clock.stamp()
        state = open_sitting(opened, moment_of(stamp))
        seat = cls(store, clock, key, state, GENESIS, 0)

        def add_row() -> None:
            store.sittings.add(opened.sitting_id, opened.candidate_id, wrapped)

        seat._write(opened, stamp, state, before=add_row)
        return seat

    @classmethod
    def come_back(
        cls, store: Store, clock: Clock, keys: KeyRing, row: SittingRow
    ) -> tuple["Seat", tuple[Effect, ...]]:
        """Take up a sitting after the station stopped, and journal the outage.

        A concluded sitting is as it was: nothing may follow its last record.

        Raises:
            StoreDamagedError: The journal is not what the row says.
            ChainBrokenError, SittingError, KeysDamagedError: The journal does not hold.
        """
        seat, last = cls._read(store, clock, keys, row)
        if seat.state.concluded is not None:
            return seat, ()
        pulse = seat._last_pulse(row)
        now = clock.stamp()
        if pulse is None:
            return seat, seat.commit(_recovery(seat.state, None, last, now), now)
        if seat.state.question and pulse.number == seat.state.number:
            seat.draft = pulse.draft
        return seat, seat.commit(_recovery(seat.state, pulse, pulse.stamp, now), now)

    @property
    def sitting_id(self) -> str:
        """The identifier of the sitting."""
        return self.state.opened.sitting_id

    def commit(
        self, event: Event, stamp: Stamp | None = None, *, also: Callable[[], None] = _nothing
    ) -> tuple[Effect, ...]:
        """Journal one event; when this returns, it is on disk.

        Args:
            event: What happened.
            stamp: When; the present moment unless the event was computed from it.
            also: Further writes of the same transaction.

        Returns:
            What to do now that it is committed.

        Raises:
            EventRefusedError: The stage does not allow the event; nothing changed.
            StoreError: It could not be stored; nothing changed.
        """
        stamp = stamp or self.clock.stamp()
        state, effects = transition(self.state, event, moment_of(stamp))
        self._write(event, stamp, state, after=also)
        return effects

    def enter(self, draft: bytes) -> None:
        """Keep what is entered so far; survives a kill at once, a power cut within a second."""
        self.draft = draft
        self._beat(self.clock.stamp(), Durability.NORMAL)

    def beat(self, *, at_once: bool = False) -> None:
        """Say that the sitting lives, durably; at most once a second unless at once."""
        stamp = self.clock.stamp()
        if at_once or stamp.monotonic_ns - self.last_pulse_ns >= PULSE_PERIOD_S * 1e9:
            self._beat(stamp, Durability.FULL)

    def records(self) -> tuple[bytes, ...]:
        """The journal in the clear, for the results part."""
        return decrypt_journal(self.store, self.key, self.sitting_id)

    def _beat(self, stamp: Stamp, durability: Durability) -> None:
        with self.store.transaction(durability):
            pulse = self._pulse(stamp, self.state, self.draft)
            self.store.sittings.set_pulse(self.sitting_id, pulse)
        if durability is Durability.FULL:
            self.last_pulse_ns = stamp.monotonic_ns

    def _write(
        self,
        event: Event,
        stamp: Stamp,
        state: Sitting,
        *,
        before: Callable[[], None] = _nothing,
        after: Callable[[], None] = _nothing,
    ) -> None:
        record = append(self.head, self.length, stamp, kind_of(event), body_of(event))
        identity = state.opened.sitting_id
        sealed = self.key.encrypt(record.bytes, context=record_context(identity, self.length))
        draft = self.draft if _same_question(self.state, state) else None
        with self.store.transaction():
            before()
            self.store.sittings.append(
                identity, self.length, sealed, head=record.digest, stage=state.stage.value
            )
            self.store.sittings.set_pulse(identity, self._pulse(stamp, state, draft))
            after()
        self.state, self.head, self.length = state, record.digest, self.length + 1
        self.draft, self.last_pulse_ns = draft, stamp.monotonic_ns

    def _pulse(self, stamp: Stamp, state: Sitting, draft: bytes | None) -> bytes:
        question = state.question
        charged_ms = question.charged_at_ms(stamp.monotonic_ns) if question else 0
        number = question.number if question else 0
        pulse = Pulse(stamp, number, charged_ms, draft)
        return self.key.encrypt(pulse.to_bytes(), context=_pulse_context(state.opened.sitting_id))

    def _last_pulse(self, row: SittingRow) -> Pulse | None:
        if row.pulse is None:
            return None
        return Pulse.from_bytes(self.key.decrypt(row.pulse, context=_pulse_context(row.id)))

    @classmethod
    def _read(
        cls, store: Store, clock: Clock, keys: KeyRing, row: SittingRow
    ) -> tuple["Seat", Stamp]:
        if row.wrapped_key is None:
            raise StoreDamagedError("the sitting's key was erased")
        key = keys.open_sitting_key(row.id, row.wrapped_key)
        links = verify_chain(decrypt_journal(store, key, row.id))
        if len(links) != row.length or not links or links[-1].digest != row.head:
            raise StoreDamagedError("the journal does not end where its sitting says")
        state = fold((event_from(link.kind, link.body), moment_of(link.stamp)) for link in links)
        return cls(store, clock, key, state, row.head, row.length), links[-1].stamp


def read_journal(store: Store, keys: KeyRing, row: SittingRow) -> tuple[bytes, ...]:
    """The journal of any sitting that was not erased, in the clear.

    Raises:
        StoreDamagedError: Its key was erased.
        KeysDamagedError: A record was altered or moved.
    """
    if row.wrapped_key is None:
        raise StoreDamagedError("the sitting's key was erased")
    return decrypt_journal(store, keys.open_sitting_key(row.id, row.wrapped_key), row.id)


def _recovery(state: Sitting, pulse: Pulse | None, last: Stamp, now: Stamp) -> Recovered:
    question = state.question
    charged_ms = question.charged_ms if question else 0
    if question and pulse is not None and pulse.number == question.number:
        charged_ms = max(charged_ms, pulse.charged_ms)
    if last.boot_id == now.boot_id:
        away_ms = (now.monotonic_ns - last.monotonic_ns) // 1_000_000
        return Recovered(charged_ms, max(0, away_ms), OutageClock.MONOTONIC)
    away_ms = round((now.wall_s - last.wall_s) * 1000)
    return Recovered(charged_ms, max(0, away_ms), OutageClock.WALL)


def _same_question(before: Sitting, after: Sitting) -> bool:
    return (
        before.question is not None
        and after.question is not None
        and before.question.number == after.question.number
    )


def decrypt_journal(store: Store, key: WrappingKey, sitting_id: str) -> tuple[bytes, ...]:
    """The journal of a sitting in the clear; raises KeysDamagedError."""
    return tuple(
        key.decrypt(sealed, context=record_context(sitting_id, place))
        for place, sealed in enumerate(store.sittings.records(sitting_id))
    )


def moment_of(stamp: Stamp) -> Moment:
    """The moment of a stamp, as the machines take it."""
    return Moment(stamp.boot_id, stamp.monotonic_ns)


def record_context(sitting_id: str, sequence: int) -> bytes:
    """What binds an encrypted record to its place in its journal."""
    return f"escale/journal/{sitting_id}/{sequence}".encode()


def _pulse_context(sitting_id: str) -> bytes:
    return f"escale/pulse/{sitting_id}".encode()

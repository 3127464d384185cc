# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The seat: one sitting in progress, its journal and its state, always committed together.

Owns the one way in which an event becomes a record: the machine allows it, record, state
row and pulse commit in one transaction, and only then the new state is visible. Also owns
coming back: verify, fold, and journal the outage. Must not know screens, questions or
devices. Stands on the sitting machine and the sealed journal.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from appliance.exam.journal import body_of, event_from, kind_of
from appliance.exam.sitting import Effect, Sitting, fold, open_sitting, transition
from appliance.exam.sitting_events import Event, Opened, Recovered
from appliance.keys.keyring import KeyRing
from appliance.service.pulse import Pulse
from appliance.service.sealed_journal import SealedJournal, moment_of, nothing, outage
from appliance.store.connection import Durability
from appliance.store.sittings import ExamPart, SittingRow
from appliance.store.store import Store
from sync.protocol.clock import Clock, Stamp

PULSE_PERIOD_S = 1.0
"""How much time a power cut may give back to the candidate, at most (and never takes)."""


@dataclass(slots=True)
class Seat:
    """A sitting in progress; not thread-safe, the station's lock guards it.

    Attributes:
        journal: Its records on disk.
        state: The machine's state after the last committed record.
        draft: What is entered for the question on the screen, in canonical CBOR.
    """

    journal: SealedJournal = field(repr=False)
    clock: Clock = field(repr=False)
    state: Sitting
    draft: bytes | None = None
    last_pulse_ns: int = 0

    @classmethod
    def take(cls, store: Store, clock: Clock, keys: KeyRing, opened: Opened) -> "Seat":
        """Begin a sitting: its data key, its row and its first record in one commit.

        Raises:
            StoreError: It could not be stored; then there is no sitting.
        """
        stamp = clock.stamp()
        state = open_sitting(opened, moment_of(stamp))
        journal, add_row = SealedJournal.begin(
            *(store, keys, opened.sitting_id, opened.candidate_id),
            *(ExamPart.WRITTEN, opened.pack_digest),
        )
        seat = cls(journal, clock, state)
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
        journal, links = SealedJournal.take_up(store, keys, row)
        state = fold((event_from(link.kind, link.body), moment_of(link.stamp)) for link in links)
        seat = cls(journal, clock, state)
        if state.concluded is not None:
            return seat, ()
        pulse = seat._last_pulse(row)
        now = clock.stamp()
        if pulse is None:
            return seat, seat.commit(_recovery(state, None, links[-1].stamp, now), now)
        if state.question and pulse.number == state.number:
            seat.draft = pulse.draft
        return seat, seat.commit(_recovery(state, pulse, pulse.stamp, now), now)

    @property
    def store(self) -> Store:
        """Where it is kept."""
        return self.journal.store

    @property
    def sitting_id(self) -> str:
        """The identifier of the sitting."""
        return self.state.opened.sitting_id

    @property
    def reference(self) -> bytes | None:
        """What the candidate's face is recognised by, from the selfie to the conclusion."""
        row = self.store.sittings.get(self.sitting_id)
        if row is None or row.reference is None:
            return None
        return self.journal.key.decrypt(row.reference, context=_reference_context(self.sitting_id))

    def keep_reference(self, reference: bytes | None) -> None:
        """Keep it, encrypted, or forget it; inside the transaction of the record it goes with."""
        context = _reference_context(self.sitting_id)
        sealed = None if reference is None else self.journal.key.encrypt(reference, context=context)
        self.store.sittings.set_reference(self.sitting_id, sealed)

    def commit(
        self, event: Event, stamp: Stamp | None = None, *, also: Callable[[], None] = nothing
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
        before: Callable[[], None] = nothing,
        after: Callable[[], None] = nothing,
    ) -> None:
        draft = self.draft if _same_question(self.state, state) else None

        def with_pulse() -> None:
            pulse = self._pulse(stamp, state, draft)
            self.store.sittings.set_pulse(state.opened.sitting_id, pulse)
            after()

        self.journal.write(
            stamp,
            kind_of(event),
            body_of(event),
            stage=state.stage.value,
            before=before,
            after=with_pulse,
        )
        self.state, self.draft, self.last_pulse_ns = state, draft, stamp.monotonic_ns

    def _pulse(self, stamp: Stamp, state: Sitting, draft: bytes | None) -> bytes:
        question = state.question
        charged_ms = question.charged_at_ms(stamp.monotonic_ns) if question else 0
        number = question.number if question else 0
        pulse = Pulse(stamp, number, charged_ms, draft)
        context = _pulse_context(state.opened.sitting_id)
        return self.journal.key.encrypt(pulse.to_bytes(), context=context)

    def _last_pulse(self, row: SittingRow) -> Pulse | None:
        if row.pulse is None:
            return None
        sealed = self.journal.key.decrypt(row.pulse, context=_pulse_context(row.id))
        return Pulse.from_bytes(sealed)


def _recovery(state: Sitting, pulse: Pulse | None, last: Stamp, now: Stamp) -> Recovered:
    question = state.question
    charged_ms = question.charged_ms if question else 0
    if question and pulse is not None and pulse.number == question.number:
        charged_ms = max(charged_ms, pulse.charged_ms)
    return Recovered(charged_ms, *outage(last, now))


def _same_question(before: Sitting, after: Sitting) -> bool:
    return (
        before.question is not None
        and after.question is not None
        and before.question.number == after.question.number
    )


def _pulse_context(sitting_id: str) -> bytes:
    return f"escale/pulse/{sitting_id}".encode()


def _reference_context(sitting_id: str) -> bytes:
    return f"escale/reference/{sitting_id}".encode()

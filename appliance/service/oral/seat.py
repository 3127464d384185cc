# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The seat of an interview: one oral part in progress, journal and state committed together.

Owns the one way in which an oral event becomes a record, and coming back after the station
stopped. Nothing here is timed by the question, so there is no pulse: the last record is the
last sign of life. Must not know screens or devices. Stands on the oral machine and the
sealed journal.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from appliance.exam.oral import Oral, OralEffect, fold, open_oral, transition
from appliance.exam.oral_events import OralEvent, OralOpened
from appliance.exam.oral_journal import event_from, kind_of
from appliance.exam.records import body_of
from appliance.exam.sitting_events import Recovered
from appliance.keys.keyring import KeyRing
from appliance.service.sealed_journal import SealedJournal, moment_of, nothing, outage
from appliance.store.sittings import ExamPart, SittingRow
from appliance.store.store import Store
from sync.protocol.clock import Clock, Stamp

Effects = tuple[OralEffect, ...]


@dataclass(slots=True)
class OralSeat:
    """An oral part in progress; not thread-safe, the station's lock guards it.

    Attributes:
        journal: Its records on disk.
        state: The machine's state after the last committed record.
    """

    journal: SealedJournal = field(repr=False)
    clock: Clock = field(repr=False)
    state: Oral

    @classmethod
    def take(
        cls, store: Store, clock: Clock, keys: KeyRing, opened: OralOpened
    ) -> tuple["OralSeat", Effects]:
        """Begin an oral part: its data key, its row and its first record in one commit.

        Raises:
            EventRefusedError: An oral part that could not be.
            StoreError: It could not be stored; then there is no oral part.
        """
        stamp = clock.stamp()
        state, effects = open_oral(opened, moment_of(stamp))
        journal, add_row = SealedJournal.begin(
            *(store, keys, opened.oral_id, opened.candidate_id),
            *(ExamPart.ORAL, opened.pack_digest),
        )
        seat = cls(journal, clock, state)
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
        journal, links = SealedJournal.take_up(store, keys, row)
        state = fold((event_from(link.kind, link.body), moment_of(link.stamp)) for link in links)
        seat = cls(journal, clock, state)
        if state.concluded:
            return seat, ()
        return seat, seat.commit(Recovered(0, *outage(links[-1].stamp, clock.stamp())))

    @property
    def store(self) -> Store:
        """Where it is kept."""
        return self.journal.store

    @property
    def oral_id(self) -> str:
        """The identifier of the oral part."""
        return self.state.opened.oral_id

    def commit(self, event: OralEvent, *, also: Callable[[], None] = nothing) -> Effects:
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

    def _write(
        self,
        event: OralEvent,
        stamp: Stamp,
        state: Oral,
        *,
        before: Callable[[], None] = nothing,
        after: Callable[[], None] = nothing,
    ) -> None:
        stage = state.stage.value
        kind, body = kind_of(event), body_of(event)
        self.journal.write(stamp, kind, body, stage=stage, before=before, after=after)
        self.state = state

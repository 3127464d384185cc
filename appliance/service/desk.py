# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The invigilator's desk: the half of the façade that asks for a PIN.

Owns roster, day, pauses, extra time, incident log, export, receipts and erasing. Must not
show an answer. Stands on the concerns and the agent's stick.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from appliance.exam.journal import event_from
from appliance.exam.sitting_events import (
    Event,
    Extended,
    HumanChecked,
    IncidentReported,
    Monitored,
    Paused,
    RestAsked,
    Resumed,
)
from appliance.exam.sitting_words import Actor, Stage
from appliance.service.concerns import Concerns
from appliance.service.erasing import erase_due
from appliance.service.errors import NoContentError, NotNowError
from appliance.service.views import StationView, View
from sync.agent.errors import AgentError, ReceiptError
from sync.agent.stick import export_bundles, import_receipts
from sync.protocol.chain import read_link
from sync.protocol.errors import ProtocolError
from sync.protocol.roster import RosterEntry
from sync.protocol.trust import KeyRole

ROSTER_FILE = "roster.sealed"
"""The name that is looked for when a folder is given instead of a roster's file."""

_ROSTER_CEILING = 32 << 20


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One registered candidate: name, window in words, and where the candidate stands."""

    name: str
    window: str
    state: str


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """One entry of the incident log: local time, incident or station fault as journaled, note."""

    at: str
    kind: str
    note: str


class InvigilatorDesk(Concerns):
    """What the invigilator may do; every call proves itself by the PIN.

    Every method raises WrongPinError or LockedOutError when the PIN does not pass.
    """

    def unlock_desk(self, pin: str) -> None:
        """Check the PIN."""
        with self._place.lock:
            self._signing.require_pin(pin)

    def roster(self, pin: str) -> Sequence[RosterLine]:
        """The candidates of this station's roster, as the invigilator may see them."""
        with self._place.lock:
            self._signing.require_pin(pin)
            if self._place.library.candidates == 0:
                return ()
            return tuple(self._line(entry) for entry in self._place.library.roster.entries)

    def load_roster(self, pin: str, source: Path) -> int:
        """Read a roster from a file, or from `roster.sealed` in a folder; how many it names.

        Raises:
            NoContentError: No such file, or older than the roster at hand.
            ProtocolError: Not sealed to this station or not signed by central.
        """
        path = source / ROSTER_FILE if source.is_dir() else source
        with self._place.lock:
            self._signing.require_pin(pin)
            try:
                with path.open("rb") as file:
                    sealed = file.read(_ROSTER_CEILING)
            except OSError as error:
                raise NoContentError(f"there is no readable roster at {source.name}") from error
            return len(self._place.library.install_roster(sealed).entries)

    def open_day(self, pin: str) -> StationView:
        """Let candidates sign in."""
        return self._set_day(pin, is_open=True)

    def close_day(self, pin: str) -> StationView:
        """Let nobody sign in any more; a sitting in progress goes on."""
        return self._set_day(pin, is_open=False)

    def confirm_identity_by_human(self, pin: str, note: str) -> View:
        """The invigilator has compared face and document."""
        with self._place.lock:
            self._signing.require_pin(pin)
            self._place.seated(Stage.IDENTITY).commit(HumanChecked(note))
            return self.view()

    def pause(self, pin: str, reason: str) -> View:
        """Stop the clock."""
        with self._place.lock:
            self._signing.require_pin(pin)
            seat = self._place.seated(Stage.BREATHER, Stage.QUESTION, Stage.PAUSED)
            self._place.watch.journal(seat)
            seat.commit(Paused(reason))
            self._place.watch.heed(seat.state.stage)
            self._place.output.stop()
            return self.view()

    def ask_rest(self) -> View:
        """Pause before the next question: a right of candidates whose time is lengthened."""
        with self._place.lock:
            seat = self._place.seated(Stage.BREATHER, Stage.QUESTION)
            if seat.state.rest_asked:
                return self.view()
            self._place.watch.journal(seat)
            seat.commit(RestAsked())
            self._place.watch.heed(seat.state.stage)
            return self.view()

    def resume(self, pin: str = "") -> View:
        """Let the clock go on: with the PIN, or by the candidate after a fault or a rest."""
        with self._place.lock:
            seat = self._place.seated(Stage.PAUSED)
            alone = seat.state.pause is not None and seat.state.pause.ends_alone
            if pin or not alone:
                self._signing.require_pin(pin)
                self._place.watch.journal(seat)
                seat.commit(Resumed(Actor.INVIGILATOR))
            else:
                self._place.watch.journal(seat)
                seat.commit(Resumed(Actor.CANDIDATE))
            self._place.watch.heed(seat.state.stage)
            return self.view()

    def extend(self, pin: str, extra_s: int, reason: str) -> View:
        """Give more time for the question on the screen."""
        with self._place.lock:
            self._signing.require_pin(pin)
            seat = self._place.seated(Stage.QUESTION, Stage.PAUSED)
            seat.commit(Extended(max(0, extra_s) * 1000, reason))
            return self.view()

    def incidents(self, pin: str) -> Sequence[IncidentLine]:
        """The incident log of the present sitting, newest last.

        What the candidate reported and what the monitoring found at fault in the station;
        nothing that it saw of the candidate, which is for the reviewers.
        """
        with self._place.lock:
            self._signing.require_pin(pin)
            seat = self._place.seat
            if seat is None:
                return ()
            links = [read_link(record) for record in seat.journal.records()]
            said = [_incident(event_from(it.kind, it.body), it.stamp.wall_s) for it in links]
            return tuple(line for line in said if line is not None)

    def export(self, pin: str, target: Path) -> int:
        """Write what waits to a stick and take its receipts; returns how many bundles.

        A receipt that cannot be used keeps no other receipt back, and no result: it is told
        when everything is on the stick.

        Raises:
            StickError: The stick cannot be written.
            ReceiptError: A receipt on the stick cannot be used; the export is done.
        """
        with self._place.lock:
            self._signing.require_pin(pin)
            outbox, unusable = self._place.store.outbox, None
            try:
                import_receipts(outbox, target, self._place.library.trust.ring(KeyRole.CENTRAL))
            except (AgentError, ProtocolError) as error:
                unusable = error
            bundles = export_bundles(outbox, target).bundles
            if unusable is not None:
                raise ReceiptError(
                    f"the results are on the stick, but a receipt there cannot be used: {unusable}",
                    advice="Nothing was erased. Let central read the stick again: it writes the "
                    "receipt anew.",
                ) from unusable
            return bundles

    def erase_received(self, pin: str) -> int:
        """Destroy keys and data of what was received, and of rehearsals; returns how many."""
        with self._place.lock:
            self._signing.require_pin(pin)
            return erase_due(self._place)

    def set_aside(self, pin: str) -> StationView:
        """Let the candidate leave before the questions begin; the code takes it up again.

        Raises:
            NotNowError: The questions have begun.
        """
        with self._place.lock:
            self._signing.require_pin(pin)
            seat = self._place.seated()
            if seat.state.stage in (Stage.BREATHER, Stage.QUESTION, Stage.PAUSED):
                raise NotNowError("the questions have begun", advice="Pause the sitting instead.")
            self._place.watch.stop()
            with self._place.store.transaction():
                self._place.store.sittings.set_active(seat.sitting_id, active=False)
            self._place.seat = self._place.run = None
            return self._showing.station()

    def _set_day(self, pin: str, *, is_open: bool) -> StationView:
        with self._place.lock:
            self._signing.require_pin(pin)
            self._signing.set_day(is_open=is_open)
            return self._showing.station()

    def _line(self, entry: RosterEntry) -> RosterLine:
        row = self._place.store.sittings.of_candidate(entry.candidate_id)
        return RosterLine(
            f"{entry.family_name} {entry.given_name}",
            f"{_local(entry.window_from_s)} – {_local(entry.window_to_s)}",
            "waiting" if row is None else row.stage,
        )


def _incident(event: Event, wall_s: float) -> IncidentLine | None:
    """The line of an event that the invigilator should know of."""
    match event:
        case IncidentReported():
            return IncidentLine(_local(wall_s), event.incident.value, event.note)
        case Monitored(station_fault=True, phase="start" | "point"):
            return IncidentLine(_local(wall_s), event.signal, "")
        case Monitored(station_fault=True, phase="end"):
            return IncidentLine(_local(wall_s), event.signal, f"{event.duration_s:.0f} s")
        case _:
            return None


def _local(wall_s: float) -> str:
    return datetime.fromtimestamp(wall_s).astimezone().strftime("%Y-%m-%d %H:%M")

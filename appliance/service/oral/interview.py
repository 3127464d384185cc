# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Holding an interview: open it, check the identity again, admit the examiner, grade.

Owns what must be true before an oral part is opened, and what follows a committed event.
Must not record (`answering`) nor build views (`showing`). Stands on the oral seat,
sign-in, the watch and the pack's oral material.

Opening: 1. the day is open and the code is somebody's; 2. the station is free; 3. the
written part is complete, here or at central; 4. the oral part is not stored already; 5. in
the recorded mode there is a microphone; 6. the camera looks only at whom the list lets it
look at; 7. material is chosen for level and trade.
"""

import secrets
from collections.abc import Mapping
from importlib.metadata import version

from appliance.exam.journal import event_from
from appliance.exam.levels import Level
from appliance.exam.oral_events import (
    ExaminerAdmitted,
    Graded,
    InterviewBegun,
    OralOpened,
    PartDone,
)
from appliance.exam.oral_material import choose, trades
from appliance.exam.oral_state import OralEffect
from appliance.exam.oral_words import Competence, OralMode, OralStage
from appliance.exam.sitting_engine import unpack_report
from appliance.exam.sitting_events import Captured, Concluded, HumanChecked, IdentityDone
from appliance.exam.sitting_words import CapturePurpose
from appliance.service.errors import NotNowError, OralStoredError
from appliance.service.identification import require_camera_allowed
from appliance.service.identity_comparison import compare
from appliance.service.oral.booking import require_written
from appliance.service.oral.finishing import conclude_oral
from appliance.service.oral.seat import OralSeat
from appliance.service.sealed_journal import read_journal
from appliance.service.seating import require_free_seat
from appliance.service.sign_in import SignIn
from appliance.service.views import CaptureView, FramingHint
from appliance.service.workplace import Workplace
from appliance.store.sittings import ExamPart, SittingRow
from edge_proctor.errors import NotRunningError
from edge_proctor.framing import Capture, Purpose
from sync.protocol.chain import read_link
from sync.protocol.oral_calendar import WrittenPart
from sync.protocol.roster import RosterEntry

_ID_BYTES = 10
INTERVIEW = (OralStage.INTRODUCTION, OralStage.ROLE_PLAY, OralStage.DISCUSSION)


class Interview:
    """The interviews of one workplace."""

    def __init__(self, place: Workplace, signing: SignIn) -> None:
        self._place, self._signing = place, signing

    def trades(self) -> tuple[str, ...]:
        """The fields of work that the pack has material for, `general` first."""
        return trades(self._place.library.paper.pack.oral)

    def open(self, access_code: str, mode: OralMode, *, monitoring: bool, trade: str) -> None:
        """Open an interview, or take up one that was set aside; see the module's checklist."""
        entry = self._signing.identify(access_code)  # 1
        require_free_seat(self._place)  # 2
        self._place.loudspeaker()  # for the voice: plugged in by now, perhaps
        there = require_written(self._place, entry.candidate_id)  # 3
        row = self._place.store.sittings.of_candidate(entry.candidate_id, ExamPart.ORAL)
        if row is not None and (row.erased or row.stage == OralStage.FINISHED):  # 4
            raise OralStoredError("the oral part of this candidate is stored already")
        if row is not None:
            with self._place.store.transaction():
                self._place.store.sittings.set_active(row.id, active=True)
            self.take_up(row)
            return
        heard = self._place.microphone().description
        if mode is OralMode.RECORDED and heard.startswith("missing"):  # 5
            raise NotNowError("there is no microphone", advice="Plug in a microphone, then retry.")
        if monitoring:
            require_camera_allowed(self._place, entry.candidate_id)  # 6
        opened = self._opening(entry, there, mode, monitoring=monitoring, trade=trade)  # 7
        _ = self._place.library.sealing_key  # nobody starts who could not hand in
        place = self._place
        seat, effects = OralSeat.take(place.store, place.clock, place.keys, opened)
        place.oral = seat
        self.follow(seat, effects)

    def take_up(self, row: SittingRow) -> None:
        """Take up an interview that a fault interrupted or that was set aside."""
        place = self._place
        place.oral, effects = OralSeat.come_back(place.store, place.clock, place.keys, row)
        self.follow(place.oral, effects)

    def capture(self, purpose: CapturePurpose) -> CaptureView:
        """Take a picture and journal the outcome; the lock is free while the camera works."""
        with self._place.lock:
            seat = self._place.interviewed(OralStage.IDENTITY)
            if not seat.state.opened.monitoring:
                raise NotNowError("no picture is taken without consent")
        try:
            taken = self._place.watch.capture(
                Purpose(purpose.value), self._place.settings.capture_timeout_s
            )
        except NotRunningError as error:
            raise NotNowError(str(error), advice=error.advice) from error
        with self._place.lock:
            view = _journal(seat, purpose, taken)
            if view.accepted and purpose is CapturePurpose.DOCUMENT:
                entry = self._place.library.entry(seat.state.opened.candidate_id)
                seat.commit(compare(taken, entry))
            return view

    def confirm_by_human(self, note: str) -> None:
        """The invigilator has compared face and document."""
        self._place.interviewed(OralStage.IDENTITY).commit(HumanChecked(note))

    def leave_identity(self) -> None:
        """The identity step is complete; raises EventRefusedError when it is not."""
        seat = self._place.interviewed(OralStage.IDENTITY)
        self.follow(seat, seat.commit(IdentityDone()))

    def admit(self, code: str) -> None:
        """An examiner signs in with the code that central gave them."""
        seat = self._place.interviewed(OralStage.READY, *INTERVIEW, OralStage.GRADING)
        if seat.state.recorded:
            raise NotNowError("this interview is recorded; an examiner listens to it later")
        examiner = self._signing.recognise_examiner(code)
        seat.commit(ExaminerAdmitted(examiner.login, examiner.name))

    def begin(self) -> None:
        """The introduction begins."""
        self._place.interviewed(OralStage.READY).commit(InterviewBegun())

    def end_part(self) -> None:
        """The examiner ends the present part."""
        seat = self._place.interviewed(*INTERVIEW)
        part = seat.state.part
        if part is not None:
            seat.commit(PartDone(part))

    def grade(self, grid: Mapping[Competence, Level], comment: str) -> None:
        """The examiner's grid; when this returns, it is on disk and in the outbox."""
        seat = self._place.interviewed(OralStage.GRADING)
        labels = {competence.value: level.label for competence, level in grid.items()}
        self.follow(seat, seat.commit(Graded(labels, comment)))

    def follow(self, seat: OralSeat, effects: tuple[OralEffect, ...]) -> None:
        """Do what committed events ask for."""
        for effect in effects:
            match effect:
                case OralEffect.WATCH:
                    self._place.watch.start(self._place.library.sealing_key)
                case OralEffect.UNWATCH:
                    self.stop_watching()
                case OralEffect.CONCLUDE:
                    conclude_oral(self._place, seat)

    def stop_watching(self) -> None:
        """Stop the camera; it looked at the identity, and nothing else is kept of it."""
        self._place.watch.stop()
        self._place.watch.discard()

    def _opening(
        self,
        entry: RosterEntry,
        there: WrittenPart | None,
        mode: OralMode,
        *,
        monitoring: bool,
        trade: str,
    ) -> OralOpened:
        place, paper = self._place, self._place.library.paper
        row = place.store.sittings.of_candidate(entry.candidate_id)
        written_id = "" if row is None else row.id
        if there is not None:
            written_id = there.sitting_id
        level = self._level(row, there, entry)
        seed = place.draw_seed()
        script = choose(paper.pack.oral, level, trade, seed)
        return OralOpened(
            oral_id=f"o-{secrets.token_hex(_ID_BYTES)}",
            written_id=written_id,
            candidate_id=entry.candidate_id,
            device_id=place.identity.device_id,
            pack_digest=paper.opened.digest,
            seed=seed,
            mode=mode,
            monitoring=monitoring,
            level=level.label,
            trade=trade,
            script=script.identifiers,
            questions=script.questions,
            time_factor=entry.time_factor,
            minutes_scale=place.settings.minutes_scale,
            rehearsal=place.rehearsal,
            software=version("escale"),
        )

    def _level(
        self, row: SittingRow | None, there: WrittenPart | None, entry: RosterEntry
    ) -> Level:
        """What the written part came to; the centre's target when its data is erased here
        and central has not said it."""
        if row is not None and not row.erased:
            last = read_link(read_journal(self._place.store, self._place.keys, row)[-1])
            event = event_from(last.kind, last.body)
            if isinstance(event, Concluded):
                return Level(unpack_report(event.report).overall.level)
        return Level[entry.target if there is None else there.level]


def _journal(seat: OralSeat, purpose: CapturePurpose, taken: Capture) -> CaptureView:
    evidence = taken.evidence if taken.accepted else None

    def keep() -> None:
        if evidence is not None:
            kind, sealed = evidence.kind.value, evidence.sealed
            seat.store.evidence.add(seat.oral_id, evidence.digest, kind, sealed)

    digest = None if evidence is None else evidence.digest
    seat.commit(Captured(purpose, evidence is not None, taken.reason.value, digest), also=keep)
    return CaptureView(evidence is not None, FramingHint(taken.reason.value))

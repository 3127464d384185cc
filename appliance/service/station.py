# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The station's façade: everything that a screen or a script may ask of it.

Owns the order of a call: lock, let the machine decide, commit, do what follows, show.
Must not hold rules; they are in the concerns beside this module and in `appliance.exam`.
The invigilator's half is in `desk`, practice in `training`, the oral part in `oral`. Stands
on the workplace that `composition.open_station` fills.

Safe to call from several threads. `view` and `preview` take no lock, so a screen goes on
while a call waits for the disk or the camera.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import version

from appliance.exam.responses import Response
from appliance.exam.sitting import Effect
from appliance.exam.sitting_events import (
    Checked,
    Consented,
    DataConfirmed,
    EquipmentDone,
    IdentityDone,
    IncidentReported,
    Opened,
)
from appliance.exam.sitting_words import CapturePurpose, CheckName, Incident, Stage
from appliance.keys.identity import DeviceIdentity
from appliance.service.corrections import require_correct
from appliance.service.desk import InvigilatorDesk
from appliance.service.errors import AlreadySatError, NotNowError
from appliance.service.finishing import conclude
from appliance.service.identification import require_camera_allowed
from appliance.service.library import Library
from appliance.service.oral.part import OralDesk
from appliance.service.pin import held_pin, require_strength
from appliance.service.practice.training import Training
from appliance.service.seat import Seat
from appliance.service.seating import clear_seat, require_free_seat
from appliance.service.views import (
    AudioView,
    CaptureView,
    CheckResult,
    PreviewView,
    StationView,
    SyncReport,
    View,
)
from appliance.store.sittings import ExamPart
from sync.agent.ports import Outbox
from sync.protocol.roster import RosterEntry

_ID_BYTES = 10


class Station(InvigilatorDesk, Training, OralDesk):
    """One station; made by `appliance.service.composition.open_station`.

    Every method raises an EscaleError whose message and advice a screen may show; after
    one, nothing has changed.
    """

    # -- for the agent and the composition root ---------------------------------------

    @property
    def outbox(self) -> Outbox:
        """What waits to leave, as the agent drains it."""
        return self._place.store.outbox

    @property
    def library(self) -> Library:
        """What was brought to the station, and the way to bring more."""
        return self._place.library

    @property
    def identity(self) -> DeviceIdentity:
        """Who this station is."""
        return self._place.identity

    def take_up(self) -> None:
        """Take up the sitting that a fault interrupted; called once, at the start."""
        with self._place.lock:
            row = self._place.store.sittings.active()
            if row is not None and row.part is ExamPart.ORAL:
                self._take_up_oral(row)
            elif row is not None:
                place = self._place
                seat, effects = Seat.come_back(place.store, place.clock, place.keys, row)
                self._seat(seat)
                self._follow(seat, effects)
                if seat.state.concluded is not None:
                    clear_seat(place)

    def get_ready(self) -> None:
        """Open the pack before somebody waits for it.

        Raises:
            NoContentError: There is none yet.
        """
        with self._place.lock:
            _ = self._place.library.paper

    def set_pin(self, pin: str) -> None:
        """Set the invigilator's PIN; for its owner at the machine, not for screens."""
        with self._place.lock:
            self._signing.set_pin(pin)

    @property
    def has_pin(self) -> bool:
        """Whether an invigilator's PIN was set."""
        return held_pin(self._place.store) is not None

    def change_pin(self, present: str, new: str) -> None:
        """Change the invigilator's PIN, which whoever knows the present one may.

        Raises:
            PinTooShortError: The new one is too easy to guess.
            WrongPinError, LockedOutError: The present one does not pass.
        """
        require_strength(new)
        with self._place.lock:
            self._signing.require_pin(present)
            self._signing.set_pin(new)

    def synchronise(self) -> SyncReport:
        """Send what waits and fetch content over the link that the enrolment named.

        Raises:
            NotNowError: No link is known, or content would change under a sitting; what
                waited has left.
            AgentError: The link stayed down, or central refuses.
        """
        report = self._rounds.by_hand()
        return SyncReport(
            sent_bytes=report.traffic.sent_bytes,
            receipts=report.receipts,
            link_failures=report.traffic.link_failures,
            refusals=tuple(str(error) for error in report.refused.values()),
            sync=self._showing.sync(),
        )

    def synchronise_by_itself(self, every_s: float) -> None:
        """Synchronise again and again from now on, while nobody is disturbed by it."""
        self._rounds.begin(every_s)

    def close(self) -> None:
        """Stop the watch and the sound, note the time, let go of store and folder."""
        self._rounds.close()
        with self._place.lock:
            self._place.output.stop()
            seat = self._place.seat
            if seat is not None:
                self._place.watch.stop()
                self._place.watch.journal(seat)
                seat.beat(at_once=True)
            self._place.store.close()
            if self._place.hold is not None:
                self._place.hold.release()

    # -- before the questions ------------------------------------------------------------

    def station_view(self) -> StationView:
        """The station for the welcome screen and the invigilator."""
        return self._showing.station()

    def sign_in(self, access_code: str) -> View:
        """Open the sitting that the access code gives a right to, or take it up again.

        Raises:
            WrongAccessCodeError, LockedOutError, WindowClosedError, DayClosedError:
                See `sign_in`.
            AlreadySatError: The written part of this candidate is stored already, here or at
                central as far as its signed calendar says.
            NotNowError: Another candidate sits here.
        """
        with self._place.lock:
            require_free_seat(self._place)
            entry = self._signing.recognise(access_code)
            row = self._place.store.sittings.of_candidate(entry.candidate_id)
            if row is not None and (row.erased or row.stage == Stage.FINISHED):
                raise AlreadySatError("the written part of this candidate is stored already")
            if row is None:
                self._signing.require_unsat(entry)
                self._open(entry)
            else:
                with self._place.store.transaction():
                    self._place.store.sittings.set_active(row.id, active=True)
                self.take_up()
            return self.view()

    def confirm_personal_data(self, corrections: Mapping[str, str]) -> View:
        """Confirm the personal data with the fields that the candidate changed.

        Raises:
            NotNowError: A field that does not exist.
            PersonalDataError: Fields that cannot stand on a certificate; it names them.
        """
        with self._place.lock:
            seat = self._place.seated(Stage.PERSONAL_DATA)
            today = datetime.fromtimestamp(self._place.library.now_s()).astimezone().date()
            require_correct(corrections, today)
            seat.commit(DataConfirmed(dict(corrections)))
            return self.view()

    def consent(self, monitoring: bool) -> View:
        """Agree to camera monitoring, or choose the check by a person; may be changed until
        the equipment checks are left.

        Raises:
            NotNowError: The list says that a person checks this candidate's identity.
        """
        with self._place.lock:
            seat = self._place.seated(Stage.CONSENT, Stage.EQUIPMENT)
            if monitoring:
                require_camera_allowed(self._place, seat.state.opened.candidate_id)
            self._follow(seat, seat.commit(Consented(monitoring)))
            return self.view()

    def play_test_sound(self) -> str:
        """Play one spoken word and return it, for the choice among `test_sound_choices`."""
        with self._place.lock:
            self._questioning.yield_air()
            return self._equipment.play_word()

    def test_sound_choices(self) -> tuple[str, ...]:
        """The words among which the candidate says what was heard."""
        return self._equipment.words.words

    def microphone_level_dbfs(self) -> float:
        """The level that the microphone hears now, for a level bar; takes a tenth of a second."""
        return self._equipment.microphone_level_dbfs()

    def check_equipment(self, name: CheckName, heard: str | None = None) -> CheckResult:
        """Make one check and journal it; for the sound, with the word that was heard."""
        with self._place.lock:
            seat = self._place.seated(Stage.EQUIPMENT, Stage.READY)
            result = self._equipment.check(name, heard)
            seat.commit(Checked(result.name, result.verdict, result.measured))
            self._showing.advice[name] = result.advice
            return result

    def equipment_done(self) -> View:
        """Go on to the identity step.

        Raises:
            NotNowError: A needed check is open or failed; the message names it.
        """
        with self._place.lock:
            seat = self._place.seated(Stage.EQUIPMENT)
            missing = ", ".join(name.value for name in seat.state.open_checks)
            if missing:
                raise NotNowError(
                    f"these checks are still open: {missing}",
                    advice="Make the checks that are open, or call the invigilator.",
                )
            seat.commit(EquipmentDone())
            return self.view()

    def preview(self) -> PreviewView | None:
        """The newest camera picture; None without a camera or consent."""
        return self._identification.preview()

    def capture_selfie(self) -> CaptureView:
        """Take the picture of the face; waits for a good one."""
        return self._identification.capture(CapturePurpose.SELFIE)

    def capture_document(self) -> CaptureView:
        """Take the picture of the identity document; waits for a good one."""
        return self._identification.capture(CapturePurpose.DOCUMENT)

    def identity_done(self) -> View:
        """Go on to the last screen before the questions.

        Raises:
            EventRefusedError: Neither both pictures nor a human check are there.
        """
        with self._place.lock:
            self._place.seated(Stage.IDENTITY).commit(IdentityDone())
            return self.view()

    # -- the questions -------------------------------------------------------------------

    def begin(self) -> View:
        """Start the questions with the first breather."""
        with self._place.lock:
            self._questioning.begin()
            return self.view()

    def enter(self, response: Response) -> None:
        """Keep what is entered so far; it comes back after a fault and counts at zero."""
        with self._place.lock:
            if self._place.seat is not None:
                self._questioning.enter(self._place.seat, response)

    def answer(self, response: Response) -> View:
        """Submit the answer. When this returns, the answer is on disk.

        When no question is on the screen any more (time ended a moment ago, or the key was
        pressed twice), nothing happens and the present view comes back.

        Raises:
            InvalidResponseError: The response does not fit the question.
            StoreFullError, StoreReadOnlyError: It could not be stored; the same question
                stays, with what was entered.
        """
        with self._place.lock:
            seat = self._place.seated()
            self._place.watch.journal(seat)
            self._follow(seat, self._questioning.answer(seat, response))
            return self.view()

    def advance(self) -> View:
        """Let time pass: end a breather, or submit at zero what is entered."""
        with self._place.lock:
            seat = self._place.seat
            if seat is not None:
                self._place.watch.journal(seat)
                self._follow(seat, self._questioning.advance(seat))
            return self.view()

    def play_audio(self) -> AudioView:
        """Play the extract once more.

        Raises:
            NoPlaysLeftError: It was heard twice.
            NotNowError: The question has nothing to listen to.
        """
        with self._place.lock:
            question, duration_s = self._questioning.play()
            return self._showing.audio(question, duration_s)

    def report_incident(self, incident: Incident, note: str = "") -> None:
        """Write an incident into the journal; the clock goes on."""
        with self._place.lock:
            self._place.seated().commit(IncidentReported(incident, note))

    def focus(self, *, held: bool) -> None:
        """The exam's window lost the keyboard, or has it again; returns at once."""
        self._place.watch.focus(held=held)

    def leave(self) -> StationView:
        """Go back to the welcome screen after the end."""
        with self._place.lock:
            self._place.seated(Stage.FINISHED)
            clear_seat(self._place)
            return self._showing.station()

    # -- what the calls share ------------------------------------------------------------

    def _open(self, entry: RosterEntry) -> None:
        place = self._place
        paper = place.library.paper
        _ = place.library.sealing_key  # nobody starts who could not hand in
        opened = Opened(
            sitting_id=f"s-{secrets.token_hex(_ID_BYTES)}",
            candidate_id=entry.candidate_id,
            device_id=place.identity.device_id,
            pack_digest=paper.opened.digest,
            seed=place.draw_seed(),
            questions=paper.pack.blueprint.length,
            time_factor=entry.time_factor,
            minutes_scale=place.settings.minutes_scale,
            rehearsal=place.rehearsal,
            target=entry.target,
            software=version("escale"),
        )
        self._seat(Seat.take(place.store, place.clock, place.keys, opened))

    def _seat(self, seat: Seat) -> None:
        self._place.run = None
        self._place.seat = seat
        self._showing.advice.clear()

    def _follow(self, seat: Seat, effects: tuple[Effect, ...]) -> None:
        """Do what committed events ask for."""
        for effect in effects:
            match effect:
                case Effect.WATCH:
                    self._place.watch.start(self._place.library.sealing_key, seat.reference)
                case Effect.UNWATCH:
                    self._place.watch.stop()
                case Effect.SILENCE:
                    self._place.output.stop()
                case Effect.CONCLUDE:
                    conclude(self._place, seat)
                case Effect.CHOOSE_ITEM | Effect.PLAY:
                    pass  # done by `questioning`, which holds what they need
        self._place.watch.heed(seat.state.stage)

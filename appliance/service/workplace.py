# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The workplace: what the concerns of the service share.

Owns nothing but the bundle of parts and the seat, if someone sits. Must not act. Stands on
the types of its parts; `composition` fills it.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from appliance.audio import AudioInput, AudioOutput
from appliance.audio_speech import Speech
from appliance.exam.oral_words import OralStage
from appliance.exam.sitting_engine import ExamPaper, ExamRun
from appliance.exam.sitting_words import Stage
from appliance.keys.identity import DeviceIdentity
from appliance.keys.keyring import KeyRing
from appliance.service.errors import NotNowError
from appliance.service.holding import StationHold
from appliance.service.library import Library
from appliance.service.oral.seat import OralSeat
from appliance.service.ports import LinkProbe, PowerProbe, StickProbe, StorageProbe
from appliance.service.seat import Seat
from appliance.service.settings import StationSettings
from appliance.service.views import SyncOutcome
from appliance.service.watch import Watch
from appliance.store.store import Store
from sync.protocol.clock import Clock


@dataclass(slots=True)
class Workplace:
    """The parts of one station.

    Attributes:
        key_guard: What guards the keys, in words.
        find_output: Looks for a loudspeaker.
        find_input: Looks for a microphone.
        hold: The station's folder, held for this process; None for one that only looks.
        lock: Held by every call that changes something.
        seat: The sitting in progress, or finished and still on the screen.
        run: Its questions; made again from the journal when the seat changes.
        last_sync: How the last exchange with central ended, since the start.
        oral: The oral part in progress; never beside a sitting in progress.
    """

    store: Store
    keys: KeyRing
    identity: DeviceIdentity
    library: Library
    clock: Clock
    output: AudioOutput
    input: AudioInput
    find_output: Callable[[], AudioOutput]
    find_input: Callable[[], AudioInput]
    speech: Speech
    watch: Watch
    power: PowerProbe
    storage: StorageProbe
    link: LinkProbe
    sticks: StickProbe
    settings: StationSettings
    draw_seed: Callable[[], int]
    central_url: str | None = None
    key_guard: str = ""
    hold: StationHold | None = None
    lock: threading.RLock = field(default_factory=threading.RLock)
    seat: Seat | None = None
    run: ExamRun | None = None
    oral: OralSeat | None = None
    last_sync: SyncOutcome | None = None

    @property
    def rehearsal(self) -> bool:
        """Whether sittings of this station can never be real ones."""
        return self.settings.rehearsal or self.settings.minutes_scale != 1.0

    def loudspeaker(self) -> AudioOutput:
        """The loudspeaker, looked for again while it is missing: it can be plugged in."""
        if self.output.description.startswith("missing"):
            self.output = self.find_output()
        return self.output

    def microphone(self) -> AudioInput:
        """The microphone, looked for again while it is missing."""
        if self.input.description.startswith("missing"):
            self.input = self.find_input()
        return self.input

    def seated(self, *stages: Stage) -> Seat:
        """The sitting in progress, when it is in one of these stages.

        Raises:
            NotNowError: Nobody sits, or the sitting is in another stage.
        """
        if self.seat is None:
            raise NotNowError("nobody has signed in", advice="Sign in with the access code first.")
        if stages and self.seat.state.stage not in stages:
            raise NotNowError(f"this is not possible in the stage '{self.seat.state.stage.value}'")
        return self.seat

    def interviewed(self, *stages: OralStage) -> OralSeat:
        """The oral part in progress, when it is in one of these stages.

        Raises:
            NotNowError: There is none, or it is in another stage.
        """
        if self.oral is None:
            raise NotNowError("no interview is open", advice="Open it with the access code first.")
        if stages and self.oral.state.stage not in stages:
            raise NotNowError(f"this is not possible in the stage '{self.oral.state.stage.value}'")
        return self.oral

    def paper_of(self, seat: Seat | OralSeat) -> ExamPaper:
        """The pack that this part of the exam began with; raises NoContentError."""
        return self.library.paper_of(seat.state.opened.pack_digest)

    def questions(self, seat: Seat) -> ExamRun:
        """The questions of this seat, replayed from its answers when needed."""
        if self.run is None:
            run = ExamRun(self.paper_of(seat), seat.state.opened)
            for answer in seat.state.answered:
                run.record(answer)
            self.run = run
        return self.run

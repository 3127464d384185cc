# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A simulated station: the façade's methods over real views, with a short scripted journey.

Owns the stages, a clock that a test may move by hand, and one switch per fault. Must not
store anything. Stands on the service's views and on the script beside it.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from appliance.service.corrections import require_correct
from appliance.service.errors import (
    LockedOutError,
    NoPlaysLeftError,
    NotNowError,
    WrongAccessCodeError,
    WrongPinError,
)
from appliance.service.views import (
    AudioView,
    BreatherView,
    CandidateView,
    CaptureView,
    CheckName,
    CheckResult,
    Delivery,
    FinishedView,
    FramingHint,
    IdentityView,
    Incident,
    InlineChoiceTask,
    MultipleChoiceTask,
    OpenClozeTask,
    Order,
    PausedView,
    Picks,
    PreviewView,
    QuestionView,
    Response,
    Rest,
    Stage,
    StationView,
    SyncView,
    Task,
    Texts,
    Verdict,
    View,
    WordBankTask,
)
from sync.protocol.errors import EscaleError
from tests.simulators.station_checks import FAILED, PASSED, TEST_WORD
from tests.simulators.station_script import CODE, FIELDS, PIN, SCRIPT, ScriptedQuestion

BREATHER_S = 3.0
TODAY = date(2026, 3, 2)
LOCKED_AFTER = 3


class LockedOutForError(LockedOutError):
    """A lock-out that says how long it lasts."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(f"Too many wrong codes; wait {wait_s:.0f} seconds.")
        self.wait_s = wait_s


@dataclass
class ManualClock:
    """A clock that only a test moves; seconds."""

    now_s: float = 1000.0

    def __call__(self) -> float:
        return self.now_s

    def pass_by(self, seconds: float) -> None:
        self.now_s += seconds


def blank(task: Task) -> Response:
    """The response of a candidate who did nothing."""
    match task:
        case InlineChoiceTask() | WordBankTask():
            return Picks((None,) * (len(task.parts) - 1))
        case MultipleChoiceTask():
            return Picks((None,))
        case OpenClozeTask():
            return Texts(("",) * len(task.roots))
        case _:
            return Order(())


def picture(width: int = 320, height: int = 240, shift: int = 0) -> bytes:
    """A soft gradient with a face-like oval, row by row, 3 bytes a pixel."""
    import numpy as np

    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    shade = 60 + 80 * rows / height + 30 * ((columns + shift) % width) / width
    oval = ((columns - width / 2) / 55) ** 2 + ((rows - height / 2) / 75) ** 2
    red = np.where(oval < 1, 205 - 40 * oval, shade * 0.7)
    green = np.where(oval < 1, 165 - 40 * oval, shade * 0.9)
    blue = np.where(oval < 1, 140 - 40 * oval, shade)
    return np.stack([red, green, blue], axis=-1).clip(0, 255).astype(np.uint8).tobytes()


@dataclass
class SimulatedStation:
    """The façade without anything behind it; `faults` is raised by the named method."""

    clock: Callable[[], float] = time.monotonic
    script: tuple[ScriptedQuestion, ...] = SCRIPT
    stage: Stage = Stage.WELCOME
    hint: FramingHint = FramingHint.GOOD
    faults: dict[str, EscaleError] = field(default_factory=dict[str, EscaleError])
    focus_seen: list[bool] = field(default_factory=list[bool])
    incidents_seen: list[tuple[Incident, str]] = field(default_factory=list[tuple[Incident, str]])
    answers: list[Response] = field(default_factory=list[Response])
    entered: dict[int, Response] = field(default_factory=dict[int, Response])
    plays: dict[int, int] = field(default_factory=dict[int, int])
    fields: dict[str, str] = field(default_factory=lambda: dict(FIELDS))
    checks: dict[CheckName, CheckResult] = field(default_factory=dict[CheckName, CheckResult])
    captured: set[str] = field(default_factory=set[str])
    monitoring: bool = True
    by_camera: bool = True
    document_matches: bool = True
    human_checked: bool = False
    day_is_open: bool = True
    wrong_codes: int = 0
    words_played: int = 0
    levels_heard: int = 0
    extra_s: float = 0.0
    deadline_s: float = 0.0
    stopped_at_s: float = 0.0
    reason: str = ""
    rest: Rest = Rest.NO_RIGHT
    by_right: bool = False
    by_fault: bool = False
    delivery: Delivery = Delivery.WAITING
    play_started_s: float = -1e9
    picture: bytes = field(default_factory=picture, repr=False)

    def _fail_if_told(self, name: str) -> None:
        if name in self.faults:
            raise self.faults[name]

    def sync_view(self) -> SyncView:
        done = self.stage is Stage.FINISHED
        return SyncView(1 if done else 0, 48_200 if done else 0, None)

    def get_ready(self) -> None:
        self._fail_if_told("get_ready")

    def station_view(self) -> StationView:
        capabilities = {"face": "available (sha256 5a1c…)", "phone": "missing: no model file"}
        return StationView(
            "ESC-0042", "Lyon", "English 1.0", 12, self.day_is_open, capabilities, "file",
            self.sync_view(),
        )  # fmt: skip

    def view(self) -> View:
        self._fail_if_told("view")
        match self.stage:
            case Stage.WELCOME:
                return self.station_view()
            case Stage.IDENTITY:
                return IdentityView(
                    self.stage,
                    "selfie" in self.captured,
                    "document" in self.captured,
                    self.monitoring,
                    self.document_matches,
                )
            case Stage.BREATHER:
                left = max(0.0, self.deadline_s - self.clock())
                return BreatherView(
                    *(self.stage, self.number, len(self.script), left, self.may_rest),
                    self._asked(self.script[self.number - 1].limit_s),
                )
            case Stage.QUESTION:
                return self._question()
            case Stage.PAUSED:
                return PausedView(
                    *(self.stage, self.number, len(self.script), self.reason),
                    *(self.by_fault, self.by_right),
                )
            case Stage.FINISHED:
                return FinishedView(self.stage, len(self.answers), len(self.script), self.delivery)
            case _:
                done = tuple(self.checks[name] for name in CheckName if name in self.checks)
                return CandidateView(
                    self.stage, self.fields, 1.0, self.monitoring, done, self.by_camera
                )

    @property
    def number(self) -> int:
        return len(self.answers) + 1

    def _question(self) -> QuestionView:
        return self._asked(max(0.0, self.deadline_s - self.clock()))

    def _asked(self, left_s: float) -> QuestionView:
        asked = self.script[self.number - 1]
        return QuestionView(
            Stage.QUESTION, self.number, len(self.script), asked.domain, asked.type, asked.stem,
            asked.passage_title, asked.passage, asked.task, self._audio(), asked.limit_s,
            left_s,
            self.entered.get(self.number, blank(asked.task)), self.rest,
        )  # fmt: skip

    def _audio(self) -> AudioView | None:
        asked = self.script[self.number - 1]
        if not asked.audio_s:
            return None
        position = self.clock() - self.play_started_s
        playing = 0 <= position < asked.audio_s
        left = 2 - self.plays.get(self.number, 0)
        return AudioView(asked.audio_s, left, playing, position if playing else 0.0)

    def sign_in(self, access_code: str) -> View:
        self._fail_if_told("sign_in")
        if access_code.strip().upper() != CODE:
            self.wrong_codes += 1
            if self.wrong_codes >= LOCKED_AFTER:
                raise LockedOutForError(60.0)
            raise WrongAccessCodeError("This access code is not known here.")
        self.stage = Stage.PERSONAL_DATA
        return self.view()

    def confirm_personal_data(self, corrections: Mapping[str, str]) -> View:
        self._fail_if_told("confirm_personal_data")
        require_correct(corrections, TODAY)
        self.fields.update(corrections)
        self.stage = Stage.CONSENT
        return self.view()

    def consent(self, monitoring: bool) -> View:
        self.monitoring = monitoring
        self.stage = Stage.EQUIPMENT
        return self.view()

    def check_equipment(self, name: CheckName, heard: str | None = None) -> CheckResult:
        self._fail_if_told("check_equipment")
        result = PASSED[name]
        if name is CheckName.SOUND and heard != TEST_WORD:
            measured = f"heard '{heard}' instead of '{TEST_WORD}'"
            advice = "Turn the volume up or try earphones, then play the sound again."
            result = CheckResult(name, Verdict.FAIL, measured, advice)
        self.checks[name] = result
        return result

    def play_test_sound(self) -> str:
        self._fail_if_told("play_test_sound")
        self.words_played += 1
        return TEST_WORD

    def test_sound_choices(self) -> tuple[str, ...]:
        return ("bridge", "garden", TEST_WORD, "seven")

    def microphone_level_dbfs(self) -> float:
        self.levels_heard += 1
        return -24.0

    def leave(self) -> StationView:
        self.stage = Stage.WELCOME
        return self.station_view()

    def equipment_done(self) -> View:
        needed = set(CheckName) - {CheckName.LINK}
        passed = {name for name, check in self.checks.items() if check.verdict is not Verdict.FAIL}
        if not needed <= passed:
            raise NotNowError("Some checks are still open.")
        self.stage = Stage.IDENTITY
        return self.view()

    def preview(self) -> PreviewView | None:
        taken = bytes(memoryview(self.picture))  # every picture of a camera is a new one
        return PreviewView(320, 240, taken, ((110.0, 50.0, 100.0, 140.0),), self.hint)

    def _capture(self, what: str) -> CaptureView:
        accepted = self.hint is FramingHint.GOOD
        if accepted:
            self.captured.add(what)
        return CaptureView(accepted, self.hint)

    def capture_selfie(self) -> CaptureView:
        return self._capture("selfie")

    def capture_document(self) -> CaptureView:
        return self._capture("document")

    def prove(self, pin: str) -> None:
        if pin != PIN:
            raise WrongPinError("This is not the invigilator's PIN.")

    def confirm_identity_by_human(self, pin: str, note: str) -> View:
        self.prove(pin)
        self.human_checked = True
        return self.view()

    def identity_done(self) -> View:
        if not self.human_checked and self.captured < {"selfie", "document"}:
            raise NotNowError("The identity is not checked yet.")
        self.stage = Stage.READY
        return self.view()

    def begin(self) -> View:
        self._breathe()
        return self.view()

    def _breathe(self) -> None:
        self.stage = Stage.BREATHER
        self.deadline_s = self.clock() + BREATHER_S

    def enter(self, response: Response) -> None:
        self._fail_if_told("enter")
        self.entered[self.number] = response

    def answer(self, response: Response) -> View:
        self._fail_if_told("answer")
        self.answers.append(response)
        if len(self.answers) == len(self.script):
            self.stage = Stage.FINISHED
        elif self.rest is Rest.COMING:
            self._rest()
        else:
            self._breathe()
        return self.view()

    @property
    def may_rest(self) -> bool:
        return self.rest is not Rest.NO_RIGHT

    def ask_rest(self) -> View:
        if not self.may_rest:
            raise NotNowError("Pauses are a right of others.")
        if self.stage is Stage.BREATHER:
            self._rest()
        else:
            self.rest = Rest.COMING
        return self.view()

    def _rest(self) -> None:
        self.stage, self.rest, self.by_right = Stage.PAUSED, Rest.POSSIBLE, True

    def advance(self) -> View:
        self._fail_if_told("advance")
        if self.stage is Stage.BREATHER and self.clock() >= self.deadline_s:
            self.stage = Stage.QUESTION
            self.deadline_s = self.clock() + self.script[self.number - 1].limit_s
        elif self.stage is Stage.QUESTION and self.clock() >= self.deadline_s:
            return self.answer(self._question().entered)
        return self.view()

    def play_audio(self) -> AudioView:
        count = self.plays.get(self.number, 0)
        if count >= 2:
            raise NoPlaysLeftError("Both plays are used.")
        self.plays[self.number] = count + 1
        self.play_started_s = self.clock()
        heard = self._audio()
        if heard is None:
            raise NotNowError("This question has no sound.")
        return heard

    def focus(self, *, held: bool) -> None:
        self.focus_seen.append(held)

    def report_incident(self, incident: Incident, note: str = "") -> None:
        self.incidents_seen.append((incident, note))

    def pause(self, pin: str, reason: str) -> View:
        self.prove(pin)
        self.reason, self.stopped_at_s = reason, self.clock()
        self.stage = Stage.PAUSED
        return self.view()

    def resume(self, pin: str = "") -> View:
        if pin or not (self.by_fault or self.by_right):
            self.prove(pin)
        if self.by_right:
            self.by_right = False
            self._breathe()
            return self.view()
        self.by_fault = False
        self.deadline_s += self.clock() - (self.stopped_at_s or self.clock())
        self.stage = Stage.QUESTION
        return self.view()

    def at_question(self, number: int) -> "SimulatedStation":
        """Jump to a question, as if those before it had been answered."""
        self.answers = [asked.key for asked in self.script[: number - 1]]
        self.stage = Stage.QUESTION
        self.deadline_s = self.clock() + self.script[number - 1].limit_s
        return self

    def with_checks(self, *failing: CheckName) -> "SimulatedStation":
        """Make every check at once; the named ones fail."""
        self.checks = PASSED | {name: FAILED[name] for name in failing}
        return self

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The scripted candidate's way through the station, by the façade that the screens use.

Owns the order of the steps and what a person would do at each. Must not reach past the
façade. Stands on `appliance.service` and the scripted candidate.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from appliance.demo.candidate import ScriptedCandidate
from appliance.demo.clock import HurriedClock
from appliance.demo.errors import StepFailedError
from appliance.service.station import Station
from appliance.service.views import (
    BreatherView,
    CaptureView,
    CheckName,
    CheckResult,
    FinishedView,
    FramingHint,
    QuestionView,
    Verdict,
)

READING_S = 12.0
PAUSE_AT, PAUSE_S = 25, 8.0
"""Half-way the person really waits, long enough for the replayed camera to show an absence."""
CAPTURE_ATTEMPTS = 5
HOPELESS = {FramingHint.NO_CAMERA, FramingHint.NO_MODEL}
CHECK_PATIENCE_S, CHECK_PAUSE_S = 20.0, 0.5
STEPS = 300

Tell = Callable[[str, dict[str, Any]], None]
"""Told the name of each step and its facts as it happens."""


@dataclass(slots=True)
class Tally:
    """What happened on the way: questions by domain and type, durable answers in ms."""

    domains: Counter[str] = field(default_factory=Counter[str])
    types: Counter[str] = field(default_factory=Counter[str])
    answers_ms: list[float] = field(default_factory=list[float])


class Journey:
    """One sitting from the access code to the end screen.

    Args:
        station: The open station.
        candidate: Who sits.
        clock: The station's clock, hurried where a person would wait.
        pin: The invigilator's, for what only a person may confirm.
        tell: Told of each step.
    """

    def __init__(
        self,
        station: Station,
        candidate: ScriptedCandidate,
        clock: HurriedClock,
        pin: str,
        tell: Tell,
    ) -> None:
        self._station = station
        self._candidate = candidate
        self._clock = clock
        self._pin = pin
        self._tell = tell
        self.tally = Tally()

    def run(self, access_code: str) -> FinishedView:
        """Walk through the whole sitting.

        Raises:
            StepFailedError: A step did not lead where it should.
        """
        self._station.sign_in(access_code)
        self._station.confirm_personal_data({})
        self._station.consent(monitoring=True)
        self._tell("signed in", {})
        self._check_equipment()
        self._show_identity()
        self._station.begin()
        finished = self._answer_all()
        self._tell("finished", {"answered": finished.answered})
        return finished

    def _check_equipment(self) -> None:
        results: dict[str, str] = {}
        for name in CheckName:
            result = self._check(name)
            results[name.value] = f"{result.verdict.value}: {result.measured}"
        self._station.equipment_done()
        self._tell("equipment", results)

    def _check(self, name: CheckName) -> CheckResult:
        """One check, tried again for a while as a person would who sees a camera start."""
        deadline = time.monotonic() + CHECK_PATIENCE_S
        while True:
            heard = self._station.play_test_sound() if name is CheckName.SOUND else None
            result = self._station.check_equipment(name, heard)
            if result.verdict is not Verdict.FAIL:
                return result
            if time.monotonic() > deadline:
                raise StepFailedError(f"the {name.value} check failed: {result.measured}")
            time.sleep(CHECK_PAUSE_S)

    def _show_identity(self) -> None:
        """Two pictures; where the camera sees no fit face, the invigilator looks instead."""
        selfie = _insist(self._station.capture_selfie)
        document = _insist(self._station.capture_document) if selfie.accepted else None
        if document is None or not document.accepted:
            hint = (document or selfie).hint.value
            self._station.confirm_identity_by_human(self._pin, f"the camera said: {hint}")
            self._tell("identity checked by the invigilator", {"camera": hint})
        else:
            self._tell("identity", {"selfie": "accepted", "document": "accepted"})
        self._station.identity_done()

    def _answer_all(self) -> FinishedView:
        for _ in range(STEPS):
            match self._station.view():
                case FinishedView() as finished:
                    return finished
                case QuestionView() as question:
                    self._answer(question)
                case BreatherView() as breather:
                    self._clock.skip(breather.remaining_s)
                    self._station.advance()
                case other:
                    raise StepFailedError(f"the sitting stopped at {type(other).__name__}")
        raise StepFailedError(f"the sitting did not end within {STEPS} steps")

    def _answer(self, question: QuestionView) -> None:
        if question.audio is not None:
            self._station.play_audio()
            self._clock.skip(question.audio.duration_s)
        if question.number == PAUSE_AT:
            time.sleep(min(PAUSE_S, question.remaining_s / 2))
        self._clock.skip(min(READING_S, self._remaining_s() / 2))
        response = self._candidate.respond(question.stem, question.task)
        start = time.perf_counter()
        self._station.answer(response)
        self.tally.answers_ms.append(1000 * (time.perf_counter() - start))
        self.tally.domains[question.domain.value] += 1
        self.tally.types[question.type.value] += 1
        self._tell("answered", {"number": question.number, "total": question.total})

    def _remaining_s(self) -> float:
        view = self._station.view()
        return view.remaining_s if isinstance(view, QuestionView) else 0.0


def _insist(capture: Callable[[], CaptureView]) -> CaptureView:
    """Try a picture again as a person would, while that can help; the last verdict."""
    taken = capture()
    for _ in range(CAPTURE_ATTEMPTS - 1):
        if taken.accepted or taken.hint in HOPELESS:
            break
        taken = capture()
    return taken

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
    FinishedView,
    QuestionView,
    Verdict,
)

READING_S = 12.0
CAPTURE_ATTEMPTS = 5
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
        tell: Told of each step.
    """

    def __init__(
        self, station: Station, candidate: ScriptedCandidate, clock: HurriedClock, tell: Tell
    ) -> None:
        self._station = station
        self._candidate = candidate
        self._clock = clock
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
            heard = self._station.play_test_sound() if name is CheckName.SOUND else None
            result = self._station.check_equipment(name, heard)
            if result.verdict is Verdict.FAIL:
                raise StepFailedError(f"the {name.value} check failed: {result.measured}")
            results[name.value] = f"{result.verdict.value}: {result.measured}"
        self._station.equipment_done()
        self._tell("equipment", results)

    def _show_identity(self) -> None:
        _insist("selfie", self._station.capture_selfie)
        _insist("document", self._station.capture_document)
        self._station.identity_done()
        self._tell("identity", {"selfie": "accepted", "document": "accepted"})

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
        self._clock.skip(min(READING_S, question.remaining_s / 2))
        response = self._candidate.respond(question.stem, question.task)
        start = time.perf_counter()
        self._station.answer(response)
        self.tally.answers_ms.append(1000 * (time.perf_counter() - start))
        self.tally.domains[question.domain.value] += 1
        self.tally.types[question.type.value] += 1
        self._tell("answered", {"number": question.number, "total": question.total})


def _insist(name: str, capture: Callable[[], CaptureView]) -> None:
    """Try a picture again as a person would, a few times."""
    hints: list[str] = []
    for _ in range(CAPTURE_ATTEMPTS):
        taken = capture()
        if taken.accepted:
            return
        hints.append(taken.hint.value)
    raise StepFailedError(f"the {name} was refused: {', '.join(hints)}")

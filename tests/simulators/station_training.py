# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The training half of the simulated station: a run over the script, real practice of speech.

Owns what practice shows without a pack. Stands on the simulated station, and for speech on
the service's own run with a microphone that hears a tone.
"""

from dataclasses import dataclass, field

from appliance.audio_replay import ReplayInput, ReplayOutput
from appliance.exam.passages import OralPrompt
from appliance.service.errors import NotNowError
from appliance.service.practice.speaking import Booth, Speaking
from appliance.service.practice.views import (
    Domain,
    Feedback,
    ItemType,
    Level,
    OfferLine,
    OralPart,
    Outcome,
    ProgressLine,
    RunSummary,
)
from appliance.service.views import AudioView, Order, Picks, QuestionView, Response, Stage, Texts
from tests.simulators.audio import Brief, tone
from tests.simulators.station import SimulatedStation, blank
from tests.simulators.station_script import ScriptedQuestion

PROMPTS = (
    OralPrompt(
        "int",
        OralPart.INTRODUCTION,
        Level.B1,
        "general",
        "A normal working day",
        "Describe a normal day at work. Which part of it do you like best, and why?",
        "Connected speech rather than a list, a reason and an example.",
        ("What would you change about your day?",),
    ),
    OralPrompt(
        "rol",
        OralPart.ROLE_PLAY,
        Level.B1,
        "it",
        "Nothing works this morning",
        "Situation: A colleague cannot log in.\nYour role: You work on the help desk.",
        "Instructions in order.",
        ("I've tried that already. What now?",),
    ),
)
_PROGRESS = {
    (Domain.VOCABULARY, Level.A2): (12, 9),
    (Domain.GRAMMAR, Level.A2): (8, 7),
    (Domain.GRAMMAR, Level.B1): (12, 4),
    (Domain.READING, Level.B1): (7, 7),
    (Domain.LISTENING, Level.A1): (9, 4),
}


@dataclass
class SimulatedRehearsal:
    """A run through the script; half of the parts right earn one point of two."""

    station: SimulatedStation
    number: int = 1
    plays: int = 0
    outcomes: dict[int, Outcome] = field(default_factory=dict[int, Outcome])

    @property
    def asked(self) -> ScriptedQuestion:
        return self.station.script[self.number - 1]

    def view(self) -> QuestionView | None:
        if self.number > len(self.station.script):
            return None
        asked = self.asked
        audio = AudioView(asked.audio_s, 2 - self.plays, False, 0.0) if asked.audio_s else None
        return QuestionView(
            Stage.QUESTION, self.number, len(self.station.script), asked.domain, asked.type,
            asked.stem, asked.passage_title, asked.passage, asked.task, audio, asked.limit_s,
            asked.limit_s, blank(asked.task),
        )  # fmt: skip

    def check(self, response: Response) -> Feedback:
        asked = self.asked
        points = sum(a == b for a, b in zip(parts(response), parts(asked.key), strict=False))
        maximum = len(parts(asked.key))
        outcome = Outcome(asked.domain, Level.B1, asked.type, points, maximum)
        self.outcomes.setdefault(self.number, outcome)
        transcript = "The train leaves from platform nine." if asked.audio_s else ""
        return Feedback(points, maximum, asked.key, asked.explanation, transcript)

    def following(self) -> QuestionView | None:
        self.number, self.plays = self.number + 1, 0
        return self.view()

    def play_audio(self) -> AudioView:
        self.plays += 1
        view = self.view()
        if view is None or view.audio is None:
            raise NotNowError("nothing to hear")
        return view.audio

    def summary(self) -> RunSummary:
        return RunSummary.of(tuple(self.outcomes.values()))

    def again(self) -> "SimulatedRehearsal":
        return SimulatedRehearsal(self.station)

    def end(self) -> None:
        pass


def parts(response: Response) -> tuple[object, ...]:
    """The parts of a response that are marked one by one."""
    match response:
        case Picks(picks):
            return picks
        case Texts(texts):
            return texts
        case Order(order):
            return order


@dataclass
class SimulatedTrainer(SimulatedStation):
    """The simulated station with practice."""

    answered: dict[tuple[Domain, Level], tuple[int, int]] = field(
        default_factory=lambda: dict(_PROGRESS)
    )
    prompts: tuple[OralPrompt, ...] = PROMPTS
    questions: int = 4
    speakings: list[Speaking] = field(default_factory=list[Speaking])
    microphone: ReplayInput = field(default_factory=lambda: Brief(tone()))
    loudspeaker: ReplayOutput | None = None

    def minitest(self) -> SimulatedRehearsal:
        return SimulatedRehearsal(self)

    def practice(
        self, domain: Domain | None, level: Level | None, kind: ItemType | None = None
    ) -> SimulatedRehearsal:
        return SimulatedRehearsal(self)

    def practice_offer(self) -> list[OfferLine]:
        kinds = [kind for kind in ItemType if kind is not ItemType.LISTENING]
        return [
            OfferLine(domain, level, kind, self.questions)
            for domain in Domain
            for level in Level
            for kind in ([ItemType.LISTENING] if domain is Domain.LISTENING else kinds)
        ]

    def practice_progress(self) -> list[ProgressLine]:
        return [
            ProgressLine(domain, level, *self.answered.get((domain, level), (0, 0)))
            for domain in Domain
            for level in Level
        ]

    def forget_progress(self) -> list[ProgressLine]:
        self.answered.clear()
        return self.practice_progress()

    def speaking_trades(self) -> tuple[str, ...]:
        return ("general", "it") if self.prompts else ()

    def speaking(self, part: OralPart | None, level: Level, trade: str) -> Speaking:
        output = self.loudspeaker or ReplayOutput(self.clock)
        chosen = [prompt for prompt in self.prompts if part in (None, prompt.part)]
        run = Speaking(chosen, Booth(self.microphone, output, lambda: None))
        self.speakings.append(run)
        return run

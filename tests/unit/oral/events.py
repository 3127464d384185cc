# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""One event of each kind, and an oral part at each stage in both modes."""

from dataclasses import replace

from appliance.exam import oral_events as on
from appliance.exam.oral import Moment, Oral, open_oral, transition
from appliance.exam.oral_words import Competence, OralMode, OralStage
from appliance.exam.passages import OralPart
from appliance.exam.sitting_events import (
    Captured,
    Compared,
    HumanChecked,
    IdentityDone,
    IncidentReported,
    Recovered,
)
from appliance.exam.sitting_words import (
    Agreement,
    CapturePurpose,
    Finding,
    Incident,
    OutageClock,
    Zone,
)

PARTS = [part.value for part in OralPart]
OPENED = on.OralOpened(
    oral_id="o-1",
    written_id="s-1",
    candidate_id="c-1",
    device_id="d-1",
    pack_digest=bytes(32),
    seed=1,
    mode=OralMode.ON_SITE,
    monitoring=False,
    level="B1",
    trade="general",
    script=dict.fromkeys(PARTS, "p-1"),
    questions=dict.fromkeys(PARTS, 2),
    time_factor=1.0,
    minutes_scale=1.0,
    rehearsal=False,
    software="0.1.0",
)
EXAMINER = on.ExaminerAdmitted("eva", "Eva")
GRADED = on.Graded({each.value: "B2" for each in Competence}, "lively")


def recording(
    part: OralPart = OralPart.INTRODUCTION, question: int = 1, take: int = 1
) -> on.Recorded:
    return on.Recorded(part, question, take, 20_000, -30.0, bytes([take]) * 32)


ONE_OF_EACH: tuple[on.OralEvent, ...] = (
    OPENED,
    Captured(CapturePurpose.SELFIE, True, "good", bytes(32)),
    Compared(
        Finding.UNSURE,
        0.2,
        "small_portrait",
        Zone.VALID,
        Agreement.SAME,
        Agreement.NEAR,
        Agreement.UNKNOWN,
    ),
    HumanChecked("passport"),
    IdentityDone(),
    EXAMINER,
    on.InterviewBegun(),
    on.PartDone(OralPart.INTRODUCTION),
    recording(),
    on.AnswerConfirmed(OralPart.INTRODUCTION, 1, 1),
    GRADED,
    Recovered(0, 5_000, OutageClock.MONOTONIC),
    IncidentReported(Incident.SOUND, "quiet"),
    on.OralConcluded(),
)


def at(seconds: float, boot: str = "boot-1") -> Moment:
    """A moment, seconds after the boot."""
    return Moment(boot, round(seconds * 1e9))


def opened(mode: OralMode = OralMode.ON_SITE, **changes: object) -> Oral:
    """An oral part that was just opened."""
    event = replace(OPENED, mode=mode, **changes)  # pyright: ignore[reportArgumentType] -- by name
    return open_oral(event, at(0))[0]


def through(state: Oral, *events: on.OralEvent) -> Oral:
    """Apply events, all at one moment."""
    for event in events:
        state, _ = transition(state, event, at(1))
    return state


def ready(mode: OralMode = OralMode.ON_SITE, **changes: object) -> Oral:
    """An oral part whose identity was checked by a person."""
    return through(opened(mode, **changes), HumanChecked("passport"), IdentityDone())


def begun(mode: OralMode = OralMode.ON_SITE, **changes: object) -> Oral:
    """An oral part in its introduction."""
    admitted = (EXAMINER,) if mode is OralMode.ON_SITE else ()
    return through(ready(mode, **changes), *admitted, on.InterviewBegun())


def answers(part: OralPart) -> tuple[on.OralEvent, ...]:
    """Both answers of a part, recorded and confirmed."""
    return tuple(
        event
        for question in (1, 2)
        for event in (recording(part, question), on.AnswerConfirmed(part, question, 1))
    )


def at_stage(stage: OralStage, mode: OralMode) -> Oral:
    """An oral part in this stage."""
    state = opened(mode)
    if stage is OralStage.IDENTITY:
        return state
    if stage is OralStage.READY:
        return ready(mode)
    state = begun(mode)
    for part in OralPart:
        if state.stage is stage:
            return state
        events = (on.PartDone(part),) if mode is OralMode.ON_SITE else answers(part)
        state = through(state, *events)
    return through(state, GRADED) if stage is not state.stage else state

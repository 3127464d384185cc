# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""One event of each kind, and a sitting at each stage."""

from dataclasses import replace

from appliance.exam import sitting_events as on
from appliance.exam.sitting import Moment, Sitting, open_sitting, transition
from appliance.exam.sitting_words import (
    Actor,
    Agreement,
    CapturePurpose,
    Cause,
    CheckName,
    Finding,
    Incident,
    OutageClock,
    Stage,
    Verdict,
    Zone,
)

OPENED = on.Opened(
    sitting_id="s-1",
    candidate_id="c-1",
    device_id="d-1",
    pack_digest=bytes(32),
    seed=1,
    questions=2,
    time_factor=1.0,
    minutes_scale=1.0,
    rehearsal=False,
    target="B1",
    software="0.1.0",
)
PRESENTED = on.Presented(1, "item-1", 60_000)
ANSWERED = on.Answered(1, "item-1", b"\xa0", Cause.SUBMITTED, 1_000, 1, 1, 1)
CHECKS = tuple(on.Checked(name, Verdict.PASS, "fine") for name in CheckName)
CONSENTED = on.Consented(monitoring=False)

ONE_OF_EACH: tuple[on.Event, ...] = (
    OPENED,
    on.DataConfirmed({"email": "a@candidates.example"}),
    CONSENTED,
    CHECKS[0],
    on.EquipmentDone(),
    on.Captured(CapturePurpose.SELFIE, True, "good", bytes(32)),
    on.Compared(
        Finding.UNSURE,
        0.2,
        "small_portrait",
        Zone.VALID,
        Agreement.SAME,
        Agreement.NEAR,
        Agreement.UNKNOWN,
    ),
    on.HumanChecked("passport"),
    on.IdentityDone(),
    on.Begun(),
    PRESENTED,
    on.Played(1, 1),
    ANSWERED,
    on.Paused("fire alarm"),
    on.RestAsked(),
    on.Resumed(Actor.INVIGILATOR),
    on.Extended(10_000, "noise"),
    on.Recovered(0, 5_000, OutageClock.MONOTONIC),
    on.IncidentReported(Incident.SOUND, "quiet"),
    on.Monitored("phone", "start", 1, 0.5, 0.9, {"objects": "x"}, {"score": 0.5}, 3, False, None),
    on.Concluded(b"\xa0"),
)


def at(seconds: float, boot: str = "boot-1") -> Moment:
    """A moment, seconds after the boot."""
    return Moment(boot, round(seconds * 1e9))


def through(state: Sitting, *events: on.Event, seconds: float = 0.0) -> Sitting:
    """Apply events, all at one moment."""
    for event in events:
        state, _ = transition(state, event, at(seconds))
    return state


def ready(**changes: object) -> Sitting:
    """A sitting at the last screen before the questions, at second 0."""
    opened = replace(OPENED, **changes)  # pyright: ignore[reportArgumentType] -- fields by name
    return through(
        open_sitting(opened, at(0)),
        on.DataConfirmed({}),
        CONSENTED,
        *CHECKS,
        on.EquipmentDone(),
        on.HumanChecked("passport"),
        on.IdentityDone(),
    )


def asked(**changes: object) -> Sitting:
    """A sitting whose first question appeared at second 3."""
    return through(through(ready(**changes), on.Begun()), PRESENTED, seconds=3)


def at_stage(stage: Stage) -> Sitting:
    """A sitting in this stage."""
    fresh = open_sitting(OPENED, at(0))
    checked = (on.DataConfirmed({}), CONSENTED, *CHECKS, on.EquipmentDone())
    made = {
        Stage.PERSONAL_DATA: lambda: fresh,
        Stage.CONSENT: lambda: through(fresh, on.DataConfirmed({})),
        Stage.EQUIPMENT: lambda: through(fresh, on.DataConfirmed({}), CONSENTED),
        Stage.IDENTITY: lambda: through(fresh, *checked),
        Stage.READY: ready,
        Stage.BREATHER: lambda: through(ready(), on.Begun()),
        Stage.QUESTION: asked,
        Stage.PAUSED: lambda: through(asked(), on.Paused("alarm"), seconds=4),
        Stage.FINISHED: lambda: through(asked(questions=1), ANSWERED, seconds=4),
    }
    return made[stage]()

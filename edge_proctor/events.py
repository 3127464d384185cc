# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What the proctor tells the station: signals with their phase and sealed evidence.

Owns the names of the signals and the event's shape. Must not judge: an event is an
observation that people review. Stands on the standard library.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Signal(StrEnum):
    """What was observed; the last group are faults of the station, never of a candidate."""

    NO_FACE = "no_face"
    SEVERAL_FACES = "several_faces"
    OTHER_PERSON = "other_person"
    LOOKING_AWAY = "looking_away"
    PHONE = "phone"
    VOICE = "voice"
    CAMERA_COVERED = "camera_covered"
    CAMERA_FROZEN = "camera_frozen"
    CAMERA_REPLACED = "camera_replaced"
    USB_DEVICE = "usb_device"
    FOCUS_LOST = "focus_lost"
    POOR_LIGHT = "poor_light"
    BLURRED = "blurred"
    LOW_FRAME_RATE = "low_frame_rate"
    CAMERA_LOST = "camera_lost"
    MICROPHONE_LOST = "microphone_lost"
    PROCTOR_RESTARTED = "proctor_restarted"
    FRAMES_DROPPED = "frames_dropped"
    ON_BATTERY = "on_battery"
    CLOCK_JUMP = "clock_jump"

    @property
    def is_station_fault(self) -> bool:
        """Whether the station is at fault, so that no candidate may be blamed."""
        return self in _STATION_FAULTS

    @property
    def is_of_candidate(self) -> bool:
        """Whether camera or microphone tell it of the candidate, who is left alone in a pause."""
        return self in _OF_CANDIDATE


_OF_CANDIDATE = frozenset(
    {
        Signal.NO_FACE,
        Signal.SEVERAL_FACES,
        Signal.OTHER_PERSON,
        Signal.LOOKING_AWAY,
        Signal.PHONE,
        Signal.VOICE,
        Signal.CAMERA_COVERED,
        Signal.CAMERA_FROZEN,
        Signal.CAMERA_REPLACED,
    }
)

_STATION_FAULTS = frozenset(
    {
        Signal.POOR_LIGHT,
        Signal.BLURRED,
        Signal.LOW_FRAME_RATE,
        Signal.CAMERA_LOST,
        Signal.MICROPHONE_LOST,
        Signal.PROCTOR_RESTARTED,
        Signal.FRAMES_DROPPED,
        Signal.ON_BATTERY,
        Signal.CLOCK_JUMP,
    }
)


class Phase(StrEnum):
    """Where in a signal's life an event stands.

    `START` comes at once, `EVIDENCE` carries the clip when its last second has been
    filmed (same signal and `start_ns`), `END` closes; `POINT` stands alone.
    """

    START = "start"
    EVIDENCE = "evidence"
    END = "end"
    POINT = "point"


class EvidenceKind(StrEnum):
    """What a sealed part shows once central has opened it."""

    CLIP = "clip"
    SELFIE = "selfie"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class SealedEvidence:
    """Ciphertext for central's evidence key; nobody on the station can open it.

    `digest` is the SHA-256 of `sealed`. Clips are Motion-JPEG in an AVI container,
    selfies and documents are JPEG pictures.
    """

    digest: bytes
    sealed: bytes = field(repr=False)
    kind: EvidenceKind


@dataclass(frozen=True, slots=True)
class ProctorEvent:
    """One observation, with all that a reviewer needs to weigh it.

    `start_ns` is on the monotonic clock; `duration_s` is the time so far;
    `confidence` is 0..1; `models` maps a role to "name sha256-prefix";
    `thresholds` are those in force; `frames` counts the pictures that showed it, or that
    were dropped.
    """

    signal: Signal
    phase: Phase
    start_ns: int
    duration_s: float
    confidence: float
    models: Mapping[str, str] = field(default_factory=dict[str, str])
    evidence: SealedEvidence | None = None
    frames: int = 0
    thresholds: Mapping[str, float] = field(default_factory=dict[str, float])

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The words of a sitting: its stages, its checks, its incidents and why a question ended.

Owns the enumerations that the machine, the journal, the service and the screens share.
Must not know any of those. Stands on nothing.
"""

from enum import StrEnum


class Stage(StrEnum):
    """Where a sitting stands; each stage is one screen with one clear action."""

    WELCOME = "welcome"
    PERSONAL_DATA = "personal_data"
    CONSENT = "consent"
    EQUIPMENT = "equipment"
    IDENTITY = "identity"
    READY = "ready"
    BREATHER = "breather"
    QUESTION = "question"
    PAUSED = "paused"
    FINISHED = "finished"


class CheckName(StrEnum):
    """The equipment checks, in the order in which they are offered."""

    SOUND = "sound"
    MICROPHONE = "microphone"
    CAMERA = "camera"
    POWER = "power"
    STORAGE = "storage"
    LINK = "link"


class Verdict(StrEnum):
    """Outcome of an equipment check; a warning lets the candidate go on."""

    PASS = "pass"
    WARNING = "warning"
    FAIL = "fail"


class Incident(StrEnum):
    """Entries of the help menu; each is journaled and none stops the clock."""

    CONNECTION = "connection"
    FROZEN_SCREEN = "frozen_screen"
    QUESTION_NOT_LOADED = "question_not_loaded"
    SOUND = "sound"
    CALL_INVIGILATOR = "call_invigilator"
    REPORT_QUESTION = "report_question"


class Rest(StrEnum):
    """The candidate's own pause before the next question."""

    NO_RIGHT = "no_right"
    POSSIBLE = "possible"
    COMING = "coming"


class CapturePurpose(StrEnum):
    """What a picture of the identity step shows."""

    SELFIE = "selfie"
    DOCUMENT = "document"


class Finding(StrEnum):
    """What a comparison of the identity says; people look at all but a match."""

    MATCH = "match"
    UNSURE = "unsure"
    NO_MATCH = "no_match"


class Zone(StrEnum):
    """How the machine-readable zone of a document was read."""

    VALID = "valid"
    NOT_VALID = "not_valid"
    NOT_READ = "not_read"


class Agreement(StrEnum):
    """How one particular of a document agrees with the list."""

    SAME = "same"
    NEAR = "near"
    OTHER = "other"
    UNKNOWN = "unknown"


class Actor(StrEnum):
    """Who did something at the station."""

    CANDIDATE = "candidate"
    INVIGILATOR = "invigilator"


class Cause(StrEnum):
    """Why a question ended."""

    SUBMITTED = "submitted"
    TIMED_OUT = "timed_out"


class OutageClock(StrEnum):
    """Which clock measured an outage; a reboot leaves only the wall clock."""

    MONOTONIC = "monotonic"
    WALL = "wall"

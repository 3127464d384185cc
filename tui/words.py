# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The words of the exam in the candidate's language: domains, tasks, checks, hints.

Owns one table per enumeration of the service; a test holds each table complete. Must
not know a widget. Stands on the catalogues and on the views.
"""

from collections.abc import Mapping
from typing import Final

from appliance.service.views import (
    CheckName,
    Domain,
    FramingHint,
    Incident,
    ItemType,
    Verdict,
)
from tui.language import mark, say

DOMAIN_NAMES: Final[Mapping[Domain, str]] = {
    Domain.VOCABULARY: mark("Vocabulary"),
    Domain.GRAMMAR: mark("Grammar and syntax"),
    Domain.EXPRESSIONS: mark("Expressions"),
    Domain.READING: mark("Reading"),
    Domain.LISTENING: mark("Listening"),
}

TYPE_NAMES: Final[Mapping[ItemType, str]] = {
    ItemType.INLINE_CHOICE: mark("Gapped text with choices"),
    ItemType.TEXT_ORDER: mark("Text to put in order"),
    ItemType.WORD_BANK: mark("Word bank"),
    ItemType.SCRAMBLED: mark("Scrambled sentence"),
    ItemType.OPEN_CLOZE: mark("Gapped text"),
    ItemType.MULTIPLE_CHOICE: mark("Multiple choice"),
    ItemType.LISTENING: mark("Listening comprehension"),
}

CHECK_NAMES: Final[Mapping[CheckName, str]] = {
    CheckName.SOUND: mark("Sound"),
    CheckName.MICROPHONE: mark("Microphone"),
    CheckName.CAMERA: mark("Camera"),
    CheckName.POWER: mark("Power"),
    CheckName.STORAGE: mark("Storage"),
    CheckName.LINK: mark("Network link (optional)"),
}

VERDICT_NAMES: Final[Mapping[Verdict, str]] = {
    Verdict.PASS: mark("OK"),
    Verdict.WARNING: mark("Warning"),
    Verdict.FAIL: mark("Problem"),
}

HINTS: Final[Mapping[FramingHint, str]] = {
    FramingHint.GOOD: mark("Well placed. Take the picture."),
    FramingHint.NO_FACE: mark("Nobody is in the picture. Sit in front of the camera."),
    FramingHint.SEVERAL_FACES: mark("Several people are in the picture. You must be alone."),
    FramingHint.TOO_FAR: mark("Come a little closer."),
    FramingHint.TOO_CLOSE: mark("Move back a little."),
    FramingHint.OFF_CENTRE: mark("Move to the middle of the picture."),
    FramingHint.TOO_DARK: mark("It is too dark. Turn on a light in front of you."),
    FramingHint.TOO_BRIGHT: mark("It is too bright. Turn away from the window."),
    FramingHint.BLURRED: mark("The picture is blurred. Hold still for a moment."),
    FramingHint.GLARE: mark("The document reflects the light. Tilt it a little."),
    FramingHint.NO_DOCUMENT: mark("No document yet. Hold it inside the frame."),
    FramingHint.LOOK_AHEAD: mark("Look straight into the camera."),
    FramingHint.NO_MODEL: mark("Faces cannot be recognised here. Call the invigilator."),
    FramingHint.NO_CAMERA: mark("The camera gives no picture. Call the invigilator."),
}

INCIDENT_NAMES: Final[Mapping[Incident, str]] = {
    Incident.SOUND: mark("I cannot hear well"),
    Incident.FROZEN_SCREEN: mark("The screen is frozen or looks wrong"),
    Incident.QUESTION_NOT_LOADED: mark("The question does not load"),
    Incident.CONNECTION: mark("Connection or power problem"),
    Incident.REPORT_QUESTION: mark("Report this question"),
    Incident.CALL_INVIGILATOR: mark("Call the invigilator"),
}

FIELD_NAMES: Final[Mapping[str, str]] = {
    "given_name": mark("Given name"),
    "family_name": mark("Family name"),
    "birth_date": mark("Date of birth"),
    "email": mark("E-mail"),
}

FIELD_ADVICE: Final[Mapping[str, str]] = {
    "given_name": mark("1 to 80 letters; longer? Ask the invigilator."),
    "family_name": mark("1 to 80 letters; longer? Ask the invigilator."),
    "birth_date": mark("Type it like 31/12/1990."),
    "email": mark("Type it like name@example.org."),
}


def domain_name(domain: Domain) -> str:
    """The competence's name."""
    return say(DOMAIN_NAMES[domain])


def type_name(kind: ItemType) -> str:
    """The question type's name."""
    return say(TYPE_NAMES[kind])


def check_name(name: CheckName) -> str:
    """The equipment check's name."""
    return say(CHECK_NAMES[name])


def verdict_name(verdict: Verdict) -> str:
    """The verdict in a word."""
    return say(VERDICT_NAMES[verdict])


def hint(framing: FramingHint) -> str:
    """What the person in front of the camera should do."""
    return say(HINTS[framing])


def incident_name(incident: Incident) -> str:
    """The incident as the help menu offers it."""
    return say(INCIDENT_NAMES[incident])


def field_name(field: str) -> str:
    """The label of a personal datum; a field unknown here shows its own name."""
    return say(FIELD_NAMES.get(field, field))


def field_advice(field: str) -> str:
    """What to type where a personal datum cannot stand on a certificate."""
    return say(FIELD_ADVICE[field])

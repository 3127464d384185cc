# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The words of the oral part: parts, competences, fields of work, why a booking failed.

Owns one table per enumeration; a test holds each table complete. Must not know a widget.
Stands on the catalogues and on the oral views.
"""

from collections.abc import Mapping
from typing import Final

from appliance.service.oral.views import Competence, OralMode, OralPart, OralStage
from tui.language import mark, say

PART_NAMES: Final[Mapping[OralPart, str]] = {
    OralPart.INTRODUCTION: mark("Introduction"),
    OralPart.ROLE_PLAY: mark("Role play"),
    OralPart.DISCUSSION: mark("Discussion"),
}

COMPETENCE_NAMES: Final[Mapping[Competence, str]] = {
    Competence.VOCABULARY: mark("Range and mastery of vocabulary"),
    Competence.GRAMMAR: mark("Grammar and syntax"),
    Competence.FLUENCY: mark("Ease and fluency"),
    Competence.PRONUNCIATION: mark("Pronunciation and intonation"),
    Competence.INTERACTION: mark("Quality of interaction"),
}

MODE_NAMES: Final[Mapping[OralMode, str]] = {
    OralMode.ON_SITE: mark("With an examiner who is here"),
    OralMode.RECORDED: mark("My answers are recorded and graded later"),
}

TRADE_NAMES: Final[Mapping[str, str]] = {
    "general": mark("General"),
    "construction": mark("Construction"),
    "healthcare": mark("Healthcare"),
    "hospitality": mark("Hospitality"),
    "it": mark("Computing"),
    "logistics": mark("Logistics"),
    "office": mark("Office work"),
    "retail": mark("Retail"),
}

REFUSED_REASONS: Final[Mapping[str, str]] = {
    "taken": mark("Somebody else was given these times before your request arrived."),
    "over": mark("These times were over when your request arrived."),
    "unknown": mark("The training centre no longer offers these times."),
    "already_booked": mark("You have another appointment already."),
}

ORAL_STAGE_WORDS: Final[Mapping[OralStage, str]] = {
    OralStage.IDENTITY: mark("oral part: shows the identity"),
    OralStage.READY: mark("oral part: is ready to start"),
    OralStage.INTRODUCTION: mark("oral part: introduction"),
    OralStage.ROLE_PLAY: mark("oral part: role play"),
    OralStage.DISCUSSION: mark("oral part: discussion"),
    OralStage.GRADING: mark("oral part: the examiner grades"),
    OralStage.FINISHED: mark("oral part finished"),
}

ORAL_STEPS: Final = (
    mark("Identity"),
    mark("Preparation"),
    mark("Introduction"),
    mark("Role play"),
    mark("Discussion"),
    mark("End"),
)
"""The oral part in steps, as its trail names them."""


def part_name(part: OralPart) -> str:
    """The part's name."""
    return say(PART_NAMES[part])


def competence_name(competence: Competence) -> str:
    """The category of the grid."""
    return say(COMPETENCE_NAMES[competence])


def trade_name(trade: str) -> str:
    """The field of work; one that is unknown here shows its own name."""
    return say(TRADE_NAMES.get(trade, trade))


def refused_reason(reason: str) -> str:
    """Why none of the wishes could be given."""
    return say(REFUSED_REASONS.get(reason, reason))


def oral_stage_words(stage: OralStage) -> str:
    """Where an interview stands, for the invigilator."""
    return say(ORAL_STAGE_WORDS[stage])

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The words of an oral part: its stages, its two modes at a station, the five competences.

Owns the enumerations that the oral machine, its journal, the service, the screens and
central share. Must not know any of those. Stands on nothing.
"""

from enum import StrEnum


class OralStage(StrEnum):
    """Where an oral part stands; each stage is one screen with one clear action."""

    IDENTITY = "identity"
    READY = "ready"
    INTRODUCTION = "introduction"
    ROLE_PLAY = "role_play"
    DISCUSSION = "discussion"
    GRADING = "grading"
    FINISHED = "finished"


class OralMode(StrEnum):
    """Who is at the other side: an examiner in the room, or a microphone."""

    ON_SITE = "on_site"
    RECORDED = "recorded"


class Competence(StrEnum):
    """What the examiner grades, in the order of the grid."""

    VOCABULARY = "vocabulary"
    GRAMMAR = "grammar"
    FLUENCY = "fluency"
    PRONUNCIATION = "pronunciation"
    INTERACTION = "interaction"

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The texts, extracts and prompts that questions refer to.

Owns reading passages, listening extracts (by digest, never by bytes) and the prompts of
the oral part. Must not read or decode audio. Stands on the levels.
"""

from dataclasses import dataclass
from enum import StrEnum

from appliance.exam.levels import Level


class AudioKind(StrEnum):
    """What a listening extract is."""

    ANNOUNCEMENT = "announcement"
    MONOLOGUE = "monologue"
    DIALOGUE = "dialogue"
    MESSAGE = "message"


class OralPart(StrEnum):
    """The three parts of the interview, in order."""

    INTRODUCTION = "introduction"
    ROLE_PLAY = "role_play"
    DISCUSSION = "discussion"


@dataclass(frozen=True, slots=True)
class Passage:
    """A reading text that several questions may share."""

    id: str
    title: str
    text: str
    level: Level

    @property
    def words(self) -> int:
        """Words of the text, as whitespace separates them."""
        return len(self.text.split())


@dataclass(frozen=True, slots=True)
class AudioRef:
    """A listening extract: SHA-256 of its Ogg/Opus file, length in seconds, what is said."""

    id: str
    kind: AudioKind
    digest: bytes
    duration_s: float
    transcript: str


@dataclass(frozen=True, slots=True)
class OralPrompt:
    """What the examiner opens a part of the interview with.

    ``trade`` is ``general`` or a field of work; ``situation`` is read by both,
    ``examiner`` by the examiner only; ``follow_up`` are questions to keep it going.
    """

    id: str
    part: OralPart
    level: Level
    trade: str
    title: str
    situation: str
    examiner: str
    follow_up: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OralMaterial:
    """Every prompt of the pack, in the author's order."""

    prompts: tuple[OralPrompt, ...] = ()

    def of(self, part: OralPart) -> tuple[OralPrompt, ...]:
        """The prompts of one part."""
        return tuple(prompt for prompt in self.prompts if prompt.part is part)

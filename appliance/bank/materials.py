# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Passages, extracts and oral prompts as authors write them.

Owns the entries of ``passages.yaml``, ``extracts.yaml`` and ``oral.yaml``. Must not
speak or read audio. Stands on the YAML entries and the exam's passages.
"""

import re
from dataclasses import dataclass
from typing import Final

from appliance.bank.authoring import level_of
from appliance.bank.errors import SourceError
from appliance.bank.yaml_source import Entry
from appliance.exam.levels import Level
from appliance.exam.passages import AudioKind, OralPart, OralPrompt, Passage

ORAL_PARTS: Final[dict[str, OralPart]] = {
    "introduction": OralPart.INTRODUCTION,
    "role_plays": OralPart.ROLE_PLAY,
    "discussions": OralPart.DISCUSSION,
}
_FILE_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_VOICES: Final = frozenset({"a", "b"})


@dataclass(frozen=True, slots=True)
class Line:
    """What one voice says; voices are ``a`` and ``b``."""

    voice: str
    text: str


@dataclass(frozen=True, slots=True)
class Extract:
    """A listening extract before it is spoken."""

    id: str
    level: Level
    kind: AudioKind
    lines: tuple[Line, ...]
    line: int

    @property
    def transcript(self) -> str:
        """What is said, one line per turn; a dialogue names its voices."""
        if self.kind is AudioKind.DIALOGUE:
            return "\n".join(f"{said.voice.upper()}: {said.text}" for said in self.lines)
        return "\n".join(said.text for said in self.lines)


@dataclass(frozen=True, slots=True)
class Spoken:
    """An extract and the length of its recording in seconds."""

    extract: Extract
    duration_s: float


def author_passage(entry: Entry) -> Passage:
    """The passage that an entry describes.

    Raises:
        SourceError: It does not describe one.
    """
    entry.refuse_unknown(frozenset({"id", "level", "title", "text"}))
    return Passage(entry.text("id"), entry.text("title"), entry.text("text"), level_of(entry))


def author_extract(entry: Entry) -> Extract:
    """The extract that an entry describes.

    Raises:
        SourceError: It does not describe one.
    """
    identity = entry.text("id")
    entry.refuse_unknown(frozenset({"id", "level", "kind", "title", "lines"}))
    if not is_extract_id(identity):
        message = "the id of an extract names a file: letters, digits, `-`, `_` and `.` inside"
        raise SourceError(message, line=entry.line, item=identity)
    kind = entry.text("kind")
    if kind not in set(AudioKind):
        raise SourceError(f"`{kind}` is no kind of extract", line=entry.line, item=identity)
    lines = tuple(_line(said) for said in entry.entries("lines"))
    if not lines:
        raise SourceError("an extract in which nobody speaks", line=entry.line, item=identity)
    return Extract(identity, level_of(entry), AudioKind(kind), lines, entry.line)


def is_extract_id(identity: str) -> bool:
    """Whether an id may name an extract, and hence a file."""
    return _FILE_NAME.fullmatch(identity) is not None


def author_prompt(entry: Entry, part: OralPart) -> OralPrompt:
    """The oral prompt that an entry describes.

    ``text`` (or ``prompt``) is what both read, ``examiner`` what the examiner alone reads,
    ``follow_up`` what keeps the talk going.

    Raises:
        SourceError: It does not describe one.
    """
    known = {"id", "level", "trade", "title", "text", "prompt", "examiner", "follow_up"}
    entry.refuse_unknown(frozenset(known))
    return OralPrompt(
        entry.text("id"),
        part,
        level_of(entry),
        entry.text_or("trade", "general"),
        entry.text_or("title", ""),
        entry.text("prompt" if "prompt" in entry.values else "text"),
        entry.text_or("examiner", ""),
        entry.texts("follow_up"),
    )


def _line(entry: Entry) -> Line:
    entry.refuse_unknown(frozenset({"voice", "text"}))
    voice = entry.text_or("voice", "a").lower()
    if voice not in _VOICES:
        raise SourceError(f"`{voice}` is no voice; write a or b", line=entry.line)
    return Line(voice, " ".join(entry.text("text").split()))

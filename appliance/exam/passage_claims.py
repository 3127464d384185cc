# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Passages, extracts and oral prompts as claims of a signed pack.

Owns their maps and the strict way back. Must not know the pack around them. Stands on
:mod:`appliance.exam.passages` and the shapes of :mod:`sync.protocol`.
"""

from typing import Any

from appliance.exam.levels import Level
from appliance.exam.passages import AudioKind, AudioRef, OralPart, OralPrompt, Passage
from sync.protocol.canonical import CborValue
from sync.protocol.errors import MalformedError
from sync.protocol.shape import fields, list_of, member_of, sized

_DIGEST_SIZE = 32


def passage_to_claims(passage: Passage) -> dict[str, Any]:
    """The map of a passage."""
    return {
        "id": passage.id,
        "title": passage.title,
        "text": passage.text,
        "level": int(passage.level),
    }


def passage_from_claims(claims: CborValue) -> Passage:
    """The passage of a map.

    Raises:
        MalformedError: An entry is missing, unknown or of another type.
    """
    entries = fields(claims, required={"id": str, "title": str, "text": str, "level": int})
    return Passage(
        entries["id"], entries["title"], entries["text"], member_of(Level, entries["level"])
    )


def audio_to_claims(audio: AudioRef) -> dict[str, Any]:
    """The map of an extract."""
    return {
        "id": audio.id,
        "kind": audio.kind.value,
        "digest": audio.digest,
        "duration_s": float(audio.duration_s),
        "transcript": audio.transcript,
    }


def audio_from_claims(claims: CborValue) -> AudioRef:
    """The extract of a map.

    Raises:
        MalformedError: An entry is missing, unknown, of another type, or a length of 0.
    """
    required = {"id": str, "kind": str, "digest": bytes, "duration_s": float, "transcript": str}
    entries = fields(claims, required=required)
    if not 0.0 < entries["duration_s"] < 3600.0:
        raise MalformedError("an extract without a sensible length")
    return AudioRef(
        entries["id"],
        member_of(AudioKind, entries["kind"]),
        sized(entries["digest"], _DIGEST_SIZE, "the digest of an extract"),
        entries["duration_s"],
        entries["transcript"],
    )


def prompt_to_claims(prompt: OralPrompt) -> dict[str, Any]:
    """The map of an oral prompt."""
    return {
        "id": prompt.id,
        "part": prompt.part.value,
        "level": int(prompt.level),
        "trade": prompt.trade,
        "title": prompt.title,
        "situation": prompt.situation,
        "examiner": prompt.examiner,
        "follow_up": list(prompt.follow_up),
    }


def prompt_from_claims(claims: CborValue) -> OralPrompt:
    """The oral prompt of a map.

    Raises:
        MalformedError: An entry is missing, unknown or of another type.
    """
    texts = ("id", "part", "trade", "title", "situation", "examiner")
    required: dict[str, type] = {**dict.fromkeys(texts, str), "level": int, "follow_up": list}
    entries = fields(claims, required=required)
    return OralPrompt(
        entries["id"],
        member_of(OralPart, entries["part"]),
        member_of(Level, entries["level"]),
        entries["trade"],
        entries["title"],
        entries["situation"],
        entries["examiner"],
        list_of(entries["follow_up"], str),
    )

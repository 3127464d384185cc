# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Practice material: questions whose keys anybody may see, in a section of the pack.

Owns that section and its map. Must not be part of an exam: the engine, the blueprint and
the rescoring read `Pack.items`, in which nothing of it stands, and a pack that shares an
item, a text, a sound or a prompt between both cannot exist (ADR 0011). Stands on items,
passages and their claims.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from appliance.exam.errors import InvalidPackError
from appliance.exam.item_claims import item_from_claims, item_to_claims
from appliance.exam.items import Item
from appliance.exam.passage_claims import (
    audio_from_claims,
    audio_to_claims,
    passage_from_claims,
    passage_to_claims,
    prompt_from_claims,
    prompt_to_claims,
)
from appliance.exam.passages import AudioRef, OralMaterial, Passage
from sync.protocol.canonical import CborValue
from sync.protocol.shape import fields


@dataclass(frozen=True, slots=True)
class PracticeMaterial:
    """Questions and oral prompts to practise with, and what the questions refer to.

    Raises:
        InvalidPackError: Two parts share an id, or a reference leads nowhere.
    """

    items: tuple[Item, ...] = ()
    passages: dict[str, Passage] = field(default_factory=dict[str, Passage])
    audio: dict[str, AudioRef] = field(default_factory=dict[str, AudioRef])
    oral: OralMaterial = field(default_factory=lambda: OralMaterial(()))

    def __post_init__(self) -> None:
        known = {item.id for item in self.items}
        _require(len(known) == len(self.items), "two practice items share an id")
        filed = (*self.passages.items(), *self.audio.items())
        _require(all(part.id == key for key, part in filed), "practice filed under another id")
        for item in self.items:
            _require(
                item.passage is None or item.passage in self.passages,
                f"{item.id} refers to an unknown practice passage",
            )
            _require(
                item.audio is None or item.audio in self.audio,
                f"{item.id} refers to an unknown practice extract",
            )

    @property
    def empty(self) -> bool:
        """Whether there is nothing to practise with."""
        return not (self.items or self.oral.prompts)

    @property
    def identities(self) -> frozenset[str]:
        """The ids of everything in it."""
        prompts = (prompt.id for prompt in self.oral.prompts)
        items = (item.id for item in self.items)
        return frozenset((*items, *self.passages, *self.audio, *prompts))


def practice_to_claims(material: PracticeMaterial) -> dict[str, Any]:
    """The map of a practice section."""
    return {
        "items": [item_to_claims(item) for item in material.items],
        "passages": [passage_to_claims(passage) for passage in material.passages.values()],
        "audio": [audio_to_claims(audio) for audio in material.audio.values()],
        "oral": [prompt_to_claims(prompt) for prompt in material.oral.prompts],
    }


def practice_from_claims(claims: CborValue) -> PracticeMaterial:
    """The practice section of a map.

    Raises:
        MalformedError: An entry is missing, unknown or of another type.
        InvalidItemError: An item that cannot be asked or scored.
        InvalidPackError: Two parts share an id, or a reference leads nowhere.
    """
    required = {"items": list, "passages": list, "audio": list, "oral": list}
    entries: Mapping[str, Any] = fields(claims, required=required)
    passages = [passage_from_claims(passage) for passage in entries["passages"]]
    audio = [audio_from_claims(extract) for extract in entries["audio"]]
    material = PracticeMaterial(
        items=tuple(item_from_claims(item) for item in entries["items"]),
        passages={passage.id: passage for passage in passages},
        audio={extract.id: extract for extract in audio},
        oral=OralMaterial(tuple(prompt_from_claims(prompt) for prompt in entries["oral"])),
    )
    _require(len(material.passages) == len(passages), "two practice passages share an id")
    _require(len(material.audio) == len(audio), "two practice extracts share an id")
    _require(not material.empty, "a practice section with nothing in it")
    return material


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise InvalidPackError(f"The content pack cannot be used: {otherwise}.")


NO_PRACTICE: Final = PracticeMaterial()

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The practice section: it travels in the pack, and shares nothing with the exam."""

from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from appliance.exam.errors import InvalidPackError
from appliance.exam.levels import Domain, ItemType, Level
from appliance.exam.pack import encode_pack, open_pack
from appliance.exam.passages import AudioKind, AudioRef, OralMaterial, OralPart, OralPrompt, Passage
from appliance.exam.practice import NO_PRACTICE, PracticeMaterial, practice_from_claims
from tests.unit.exam.samples import CHOICE, item_of
from tests.unit.exam.test_pack import BLOB, DIGEST, KEYS, PACK, SIGNER

SOUND = b"OggS, to practise with"
HEARD = replace(
    item_of(CHOICE, identity="p-heard"),
    domain=Domain.LISTENING,
    type=ItemType.LISTENING,
    audio="p-extract",
)
READ = replace(item_of(CHOICE, identity="p-read"), passage="p-text")
MATERIAL = PracticeMaterial(
    items=(HEARD, READ),
    passages={"p-text": Passage("p-text", "A title", "Some words to read.", Level.A1)},
    audio={
        "p-extract": AudioRef(
            "p-extract", AudioKind.MESSAGE, sha256(SOUND).digest(), 2.0, "Call me back."
        )
    },
    oral=OralMaterial(
        (OralPrompt("p-o", OralPart.DISCUSSION, Level.A1, "general", "T", "S", "E", ()),)
    ),
)


def test_practice_comes_back_as_it_was() -> None:
    pack = replace(PACK, practice=MATERIAL)
    media = {DIGEST: BLOB, sha256(SOUND).digest(): SOUND}
    opened = open_pack(encode_pack(pack, media, SIGNER), KEYS)
    assert opened.pack == pack
    assert opened.media == media
    assert not {item.id for item in opened.pack.exam_items} & MATERIAL.identities


def test_a_pack_without_practice_opens() -> None:
    opened = open_pack(encode_pack(PACK, {DIGEST: BLOB}, SIGNER), KEYS)
    assert opened.pack.practice == NO_PRACTICE
    assert opened.pack.practice.empty


SHARED = {
    "an item": replace(MATERIAL, items=(*MATERIAL.items, item_of(CHOICE, identity="item-0"))),
    "a text": PracticeMaterial(passages={"p": PACK.passages["p"]}),
    "an extract": PracticeMaterial(audio=dict(PACK.audio)),
    "a sound under another name": PracticeMaterial(
        audio={"p-extract": replace(PACK.audio["extract"], id="p-extract")}
    ),
    "a prompt": PracticeMaterial(oral=PACK.oral),
}


@pytest.mark.parametrize("material", SHARED.values(), ids=SHARED.keys())
def test_what_is_examined_cannot_be_practised_with(material: PracticeMaterial) -> None:
    with pytest.raises(InvalidPackError):
        replace(PACK, practice=material)


BROKEN: dict[str, dict[str, Any]] = {
    "an item twice": {"items": (READ, READ)},
    "a text that is missing": {"passages": {}},
    "an extract that is missing": {"audio": {}},
    "a text under another id": {"passages": {"other": MATERIAL.passages["p-text"]}},
}


@pytest.mark.parametrize("changes", BROKEN.values(), ids=BROKEN.keys())
def test_an_incoherent_section_cannot_exist(changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidPackError):
        replace(MATERIAL, **changes)


def test_an_empty_section_is_left_out_not_written() -> None:
    with pytest.raises(InvalidPackError):
        practice_from_claims({"items": [], "passages": [], "audio": [], "oral": []})

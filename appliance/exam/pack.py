# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The content pack: everything a sitting asks, frozen, signed and content-addressed.

Owns the pack, what must hold between its parts, and its one file. Must not build it from
sources (the bank does) nor store it. Stands on items, passages, the blueprint and the
signed statements of :mod:`sync.protocol`.

The file is one canonical CBOR map: ``format``, ``statement`` (a signed statement of kind
PACK over everything but the media) and ``media`` (the extracts, ordered by SHA-256). The
statement names every extract by digest, so the signature covers the whole file. What is
practised with stands in a section of its own, which no exam reads.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from appliance.exam.cat.blueprint import Blueprint
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
from appliance.exam.practice import (
    NO_PRACTICE,
    PracticeMaterial,
    practice_from_claims,
    practice_to_claims,
)
from sync.protocol.canonical import CborValue, decode, encode
from sync.protocol.cose import PublicKey
from sync.protocol.keys import Signer
from sync.protocol.kinds import Kind
from sync.protocol.shape import fields, list_of
from sync.protocol.statement import open_statement, sign_statement

FORMAT: Final = "escale-pack-1"
CEILING: Final = 64 << 20
"""Most bytes of a pack file (64 MiB)."""

STATEMENT_CEILING: Final = 16 << 20
"""Most bytes of its signed statement (16 MiB)."""


@dataclass(frozen=True, slots=True)
class Pack:
    """What a station needs to seat a candidate in one language.

    Raises:
        InvalidPackError: Two parts share an id, a reference leads nowhere, or something is
            both examined and practised with.
    """

    id: str
    language: str
    version: str
    items: tuple[Item, ...]
    passages: dict[str, Passage]
    audio: dict[str, AudioRef]
    minitest: tuple[str, ...]
    blueprint: Blueprint
    oral: OralMaterial
    practice: PracticeMaterial = NO_PRACTICE

    def __post_init__(self) -> None:
        known = {item.id for item in self.items}
        _require(len(known) == len(self.items), "two items share an id")
        _require(_keyed_by_id(self.passages), "a passage is filed under another id")
        _require(_keyed_by_id(self.audio), "an extract is filed under another id")
        _require(known.issuperset(self.minitest), "the mini-test names an unknown item")
        _require(len(set(self.minitest)) == len(self.minitest), "the mini-test repeats an item")
        for item in self.items:
            _require(
                item.passage is None or item.passage in self.passages,
                f"{item.id} refers to an unknown passage",
            )
            _require(
                item.audio is None or item.audio in self.audio,
                f"{item.id} refers to an unknown extract",
            )
            _require(known.issuperset(item.enemies), f"{item.id} has an unknown enemy")
        prompts = {prompt.id for prompt in self.oral.prompts}
        examined = known.union(self.passages, self.audio, prompts)
        _require(examined.isdisjoint(self.practice.identities), "practice shares an id")
        sounds = {extract.digest for extract in self.audio.values()}
        practised = {extract.digest for extract in self.practice.audio.values()}
        _require(sounds.isdisjoint(practised), "an extract is both examined and practised with")

    @property
    def exam_items(self) -> tuple[Item, ...]:
        """The items of the exam: all but the mini-test, which every visitor has seen."""
        shown = frozenset(self.minitest)
        return tuple(item for item in self.items if item.id not in shown)

    def item(self, identity: str) -> Item:
        """The item of that id.

        Raises:
            InvalidPackError: There is none.
        """
        for item in self.items:
            if item.id == identity:
                return item
        raise InvalidPackError(f"The pack has no item {identity}.")

    def passage_words(self, item: Item) -> int:
        """Words of the item's passage, 0 without one."""
        return self.passages[item.passage].words if item.passage is not None else 0

    def audio_s(self, item: Item) -> float:
        """Length of the item's extract in seconds, 0 without one."""
        return self.audio[item.audio].duration_s if item.audio is not None else 0.0


@dataclass(frozen=True, slots=True)
class OpenedPack:
    """A pack whose signature and parts have been checked.

    ``media`` maps the SHA-256 of each extract to its Ogg/Opus bytes; ``digest`` is the
    SHA-256 of the whole file, by which journals and manifests refer to it.
    """

    pack: Pack
    media: dict[bytes, bytes]
    digest: bytes


def encode_pack(pack: Pack, media: Mapping[bytes, bytes], signer: Signer) -> bytes:
    """The signed file of a pack.

    Args:
        pack: The pack.
        media: Its extracts by SHA-256; exactly those that the pack names.
        signer: The content key of central.

    Raises:
        InvalidPackError: An extract is missing, altered or not named, or the file is too large.
    """
    _check_media(pack, media)
    statement = sign_statement(Kind.PACK, _pack_to_claims(pack), signer)
    blobs = [media[digest] for digest in sorted(media)]
    data = encode({"format": FORMAT, "statement": statement, "media": blobs})
    _require(len(data) <= CEILING, f"{len(data)} bytes exceed the limit of {CEILING}")
    return data


def open_pack(data: bytes, keys: Mapping[bytes, PublicKey]) -> OpenedPack:
    """Open a pack file, or refuse it.

    1. The file is not larger than the ceiling and is one canonical CBOR map.
    2. It is of the format that this release knows.
    3. Its statement is of kind PACK and signed by one of the keys.
    4. Every entry has its shape, every item is sound and every reference leads somewhere.
    5. The extracts are exactly those that the statement names, by digest and in order.

    Raises:
        MalformedError: Steps 1 and 4.
        InvalidPackError: Steps 2, 4 and 5.
        InvalidItemError: Step 4, an item that cannot be asked or scored.
        UnknownKeyError: Step 3, nobody knows the key.
        SignatureInvalidError: Step 3, the signature does not hold.
        WrongKindError: Step 3, a genuine message of another kind.
    """
    value = decode(data, ceiling=CEILING)  # 1
    entries = fields(value, required={"format": str, "statement": bytes, "media": list})
    _require(entries["format"] == FORMAT, "a format that this release does not know")  # 2
    opened = open_statement(Kind.PACK, entries["statement"], keys, ceiling=STATEMENT_CEILING)  # 3
    pack = _pack_from_claims(opened.claims)  # 4
    blobs = list_of(entries["media"], bytes)
    media = {sha256(blob).digest(): blob for blob in blobs}
    _require(
        list(media) == sorted(media) and len(media) == len(blobs),  # 5
        "the extracts are not in the order of their digests",
    )
    _check_media(pack, media)
    return OpenedPack(pack, media, sha256(data).digest())


def _pack_to_claims(pack: Pack) -> dict[str, CborValue]:
    claims: dict[str, CborValue] = {
        "id": pack.id,
        "language": pack.language,
        "version": pack.version,
        "items": [item_to_claims(item) for item in pack.items],
        "passages": [passage_to_claims(passage) for passage in pack.passages.values()],
        "audio": [audio_to_claims(audio) for audio in pack.audio.values()],
        "minitest": list(pack.minitest),
        "blueprint": pack.blueprint.to_claims(),
        "oral": [prompt_to_claims(prompt) for prompt in pack.oral.prompts],
    }
    if not pack.practice.empty:  # packs without practice keep their bytes
        claims["practice"] = practice_to_claims(pack.practice)
    return claims


_PACK: Final[dict[str, type]] = {
    "id": str,
    "language": str,
    "version": str,
    "items": list,
    "passages": list,
    "audio": list,
    "minitest": list,
    "blueprint": dict,
    "oral": list,
}


def _pack_from_claims(claims: Mapping[str, CborValue]) -> Pack:
    entries: dict[str, Any] = fields(claims, required=_PACK, optional={"practice": dict})
    passages = [passage_from_claims(passage) for passage in entries["passages"]]
    audio = [audio_from_claims(extract) for extract in entries["audio"]]
    _require(len({passage.id for passage in passages}) == len(passages), "two passages share an id")
    _require(len({extract.id for extract in audio}) == len(audio), "two extracts share an id")
    return Pack(
        id=entries["id"],
        language=entries["language"],
        version=entries["version"],
        items=tuple(item_from_claims(item) for item in entries["items"]),
        passages={passage.id: passage for passage in passages},
        audio={extract.id: extract for extract in audio},
        minitest=list_of(entries["minitest"], str),
        blueprint=Blueprint.from_claims(entries["blueprint"]),
        oral=OralMaterial(tuple(prompt_from_claims(prompt) for prompt in entries["oral"])),
        practice=practice_from_claims(entries["practice"])
        if "practice" in entries
        else NO_PRACTICE,
    )


def _keyed_by_id(parts: Mapping[str, Passage] | Mapping[str, AudioRef]) -> bool:
    return all(part.id == identity for identity, part in parts.items())


def _check_media(pack: Pack, media: Mapping[bytes, bytes]) -> None:
    extracts = (*pack.audio.values(), *pack.practice.audio.values())
    named = {extract.digest for extract in extracts}
    _require(named == set(media), "the extracts are not those that the pack names")
    for digest, blob in media.items():
        _require(sha256(blob).digest() == digest, "an extract was altered")


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise InvalidPackError(f"The content pack cannot be used: {otherwise}.")

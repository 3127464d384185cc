# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Packs: what goes in comes out, and nothing else opens."""

import dataclasses
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given

from appliance.exam.cat.blueprint import Blueprint
from appliance.exam.cat.parameters import ItemParameters, Model
from appliance.exam.errors import ExamError, InvalidPackError
from appliance.exam.item_claims import (
    body_from_claims,
    body_to_claims,
    item_from_claims,
    item_to_claims,
)
from appliance.exam.items import Body, Item
from appliance.exam.levels import Domain, ItemType, Level
from appliance.exam.pack import Pack, encode_pack, open_pack
from appliance.exam.passages import (
    AudioKind,
    AudioRef,
    OralMaterial,
    OralPart,
    OralPrompt,
    Passage,
)
from sync.protocol.canonical import decode, encode
from sync.protocol.errors import (
    EscaleError,
    MalformedError,
    SignatureInvalidError,
    UnknownKeyError,
    WrongKindError,
)
from sync.protocol.keys import Signer, key_ring
from sync.protocol.kinds import Kind
from sync.protocol.shape import fields
from sync.protocol.statement import open_statement, sign_statement
from tests.unit.exam.samples import BODIES, CHOICE, bodies, item_of

SIGNER = Signer.from_private_bytes(bytes(range(32)))
KEYS = key_ring(SIGNER.public)
BLOB = b"OggS and so on"
DIGEST = sha256(BLOB).digest()


def _pack() -> Pack:
    items = [item_of(body, identity=f"item-{index}") for index, body in enumerate(BODIES)]
    items[0] = dataclasses.replace(items[0], enemies=frozenset({"item-1"}), passage="p")
    heard = Item(
        "heard",
        Domain.LISTENING,
        ItemType.LISTENING,
        Level.A2,
        CHOICE,
        ItemParameters(Model.THREE_PL, 1.2, (-0.5,), c=0.25),
        "Because she says so.",
        audio="extract",
    )
    return Pack(
        id="test",
        language="en",
        version="1",
        items=(*items, heard),
        passages={"p": Passage("p", "A title", "Some words to read.", Level.B1)},
        audio={"extract": AudioRef("extract", AudioKind.MESSAGE, DIGEST, 7.5, "Hello.")},
        minitest=("item-0",),
        blueprint=Blueprint(),
        oral=OralMaterial(
            (OralPrompt("o", OralPart.ROLE_PLAY, Level.B1, "general", "T", "S", "E", ("F",)),)
        ),
    )


PACK = _pack()
FILE = encode_pack(PACK, {DIGEST: BLOB}, SIGNER)


def test_a_pack_comes_back_as_it_was() -> None:
    opened = open_pack(FILE, KEYS)
    assert opened.pack == PACK
    assert opened.media == {DIGEST: BLOB}
    assert opened.digest == sha256(FILE).digest()


def test_the_same_pack_is_the_same_file() -> None:
    assert encode_pack(_pack(), {DIGEST: BLOB}, SIGNER) == FILE


@given(bodies)
def test_bodies_round_trip(body: Body) -> None:
    assert body_from_claims(decode(encode(body_to_claims(body)), ceiling=1 << 16)) == body


def test_a_pack_answers_for_its_items() -> None:
    assert PACK.item("heard").level is Level.A2
    assert PACK.audio_s(PACK.item("heard")) == 7.5
    assert PACK.passage_words(PACK.item("item-0")) == 4
    assert PACK.passage_words(PACK.item("heard")) == 0
    assert {item.id for item in PACK.items} - {item.id for item in PACK.exam_items} == {"item-0"}
    assert [prompt.id for prompt in PACK.oral.of(OralPart.ROLE_PLAY)] == ["o"]
    assert PACK.oral.of(OralPart.DISCUSSION) == ()
    with pytest.raises(InvalidPackError):
        PACK.item("nowhere")


INCOHERENT: dict[str, dict[str, Any]] = {
    "two items with one id": {"items": (*PACK.items, PACK.items[0])},
    "unknown passage": {"passages": {}},
    "unknown extract": {"audio": {}},
    "misfiled passage": {"passages": PACK.passages | {"q": PACK.passages["p"]}},
    "misfiled extract": {"audio": PACK.audio | {"q": PACK.audio["extract"]}},
    "unknown mini-test item": {"minitest": ("nowhere",)},
    "mini-test item twice": {"minitest": ("item-0", "item-0")},
    "unknown enemy": {
        "items": (
            dataclasses.replace(PACK.items[0], enemies=frozenset({"nowhere"})),
            *PACK.items[1:],
        )
    },
}


@pytest.mark.parametrize("changes", INCOHERENT.values(), ids=INCOHERENT.keys())
def test_an_incoherent_pack_cannot_exist(changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidPackError):
        dataclasses.replace(PACK, **changes)


@pytest.mark.parametrize("media", [{}, {DIGEST: b"other"}, {DIGEST: BLOB, bytes(32): b"more"}])
def test_media_must_be_those_that_the_pack_names(media: dict[bytes, bytes]) -> None:
    with pytest.raises(InvalidPackError):
        encode_pack(PACK, media, SIGNER)


def _entries() -> dict[str, Any]:
    shape = {"format": str, "statement": bytes, "media": list}
    return fields(decode(FILE, ceiling=1 << 20), required=shape)


def _outer(**changes: Any) -> bytes:
    return encode(_entries() | changes)


def _claims(**changes: Any) -> bytes:
    claims = open_statement(Kind.PACK, _entries()["statement"], KEYS).claims
    return _outer(statement=sign_statement(Kind.PACK, claims | changes, SIGNER))


REFUSED: dict[str, tuple[Callable[[], bytes], type[EscaleError]]] = {
    "not CBOR": (lambda: b"PK\x03\x04", MalformedError),
    "trailing bytes": (lambda: FILE + b"\0", MalformedError),
    "unknown entry": (lambda: _outer(more=1), MalformedError),
    "unknown format": (lambda: _outer(format="escale-pack-9"), InvalidPackError),
    "media missing": (lambda: _outer(media=[]), InvalidPackError),
    "media altered": (lambda: _outer(media=[b"other"]), InvalidPackError),
    "media twice": (lambda: _outer(media=[BLOB, BLOB]), InvalidPackError),
    "another kind": (
        lambda: _outer(statement=sign_statement(Kind.ROSTER, {"id": "x"}, SIGNER)),
        WrongKindError,
    ),
    "another signer": (
        lambda: encode_pack(PACK, {DIGEST: BLOB}, Signer.from_private_bytes(bytes(32))),
        UnknownKeyError,
    ),
    "unknown claim": (lambda: _claims(more=1), MalformedError),
    "level out of range": (
        lambda: _claims(items=[item_to_claims(PACK.items[1]) | {"level": 7}]),
        MalformedError,
    ),
    "item without id": (
        lambda: _claims(items=[item_to_claims(PACK.items[1]) | {"id": ""}]),
        ExamError,
    ),
    "unknown body": (
        lambda: _claims(items=[item_to_claims(PACK.items[1]) | {"body": {"kind": "essay"}}]),
        MalformedError,
    ),
    "extract without length": (
        lambda: _claims(
            audio=[
                {
                    "id": "extract",
                    "kind": "message",
                    "digest": DIGEST,
                    "duration_s": 0.0,
                    "transcript": "",
                }
            ]
        ),
        MalformedError,
    ),
    "root that is a number": (
        lambda: _claims(
            items=[
                item_to_claims(PACK.items[2])
                | {"body": body_to_claims(BODIES[2]) | {"roots": [1, None]}}
            ]
        ),
        MalformedError,
    ),
}


@pytest.mark.parametrize(("make", "error"), REFUSED.values(), ids=REFUSED.keys())
def test_any_other_file_is_refused(make: Callable[[], bytes], error: type[EscaleError]) -> None:
    with pytest.raises(error):
        open_pack(make(), KEYS)


def test_no_byte_of_the_signed_statement_can_change() -> None:
    statement = bytearray(_entries()["statement"])
    statement[-1] ^= 1
    with pytest.raises(SignatureInvalidError):
        open_pack(_outer(statement=bytes(statement)), KEYS)


def test_an_item_round_trips_with_everything() -> None:
    for item in PACK.items:
        assert item_from_claims(decode(encode(item_to_claims(item)), ceiling=1 << 16)) == item

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Sealing: one recipient, one context, nothing cut, moved or added."""

import pytest

from sync.protocol.errors import MalformedError, UnsealError
from sync.protocol.sealing import CHUNK_SIZE, SealingKey, UnsealingKey, seal, unseal

KEY = UnsealingKey.generate()
CONTEXT = b"escale/test"
OVERHEAD = 1177
STEP = CHUNK_SIZE + 16


@pytest.mark.parametrize("size", [0, 1, CHUNK_SIZE - 1, CHUNK_SIZE, CHUNK_SIZE + 1, 200_000])
def test_opens_what_was_sealed(size: int) -> None:
    plaintext = bytes(range(256)) * (size // 256) + bytes(size % 256)
    sealed = seal(plaintext, KEY.public, context=CONTEXT)
    assert unseal(sealed, KEY, context=CONTEXT) == plaintext
    assert len(sealed) == size + OVERHEAD + 16 * max(1, -(-size // CHUNK_SIZE))


def test_keys_travel() -> None:
    assert len(KEY.public.to_bytes()) == 1216
    assert len(KEY.to_bytes()) == 96
    public = SealingKey.from_bytes(KEY.public.to_bytes())
    private = UnsealingKey.from_bytes(KEY.to_bytes())
    assert unseal(seal(b"x", public, context=CONTEXT), private, context=CONTEXT) == b"x"
    assert KEY.to_bytes().hex()[:16] not in repr(KEY)


def test_sealing_twice_shows_nothing_in_common() -> None:
    first, second = (seal(b"x" * 64, KEY.public, context=CONTEXT) for _ in range(2))
    assert first[9:] != second[9:]


def test_another_key_or_context_does_not_open() -> None:
    sealed = seal(b"x", KEY.public, context=CONTEXT)
    with pytest.raises(UnsealError, match="another key"):
        unseal(sealed, UnsealingKey.generate(), context=CONTEXT)
    with pytest.raises(UnsealError, match="another use"):
        unseal(sealed, KEY, context=b"escale/other")


def test_every_region_is_protected() -> None:
    sealed = seal(b"secret", KEY.public, context=CONTEXT)
    for position in (0, 1, 8, 9, 700, 1128, 1129, 1176, 1177, len(sealed) - 1):
        altered = bytearray(sealed)
        altered[position] ^= 1
        with pytest.raises(UnsealError):
            unseal(bytes(altered), KEY, context=CONTEXT)


def test_truncation_reordering_and_extension_are_refused() -> None:
    sealed = seal(bytes(3 * CHUNK_SIZE), KEY.public, context=CONTEXT)
    header, body = sealed[:OVERHEAD], sealed[OVERHEAD:]
    chunks = [body[start : start + STEP] for start in range(0, len(body), STEP)]
    assert len(chunks) == 3
    for wrong in (
        chunks[:2],
        chunks[:0],
        [chunks[1], chunks[0], chunks[2]],
        [*chunks, chunks[2]],
        [chunks[0], *chunks],
        [*chunks, b"\x00"],
        [chunks[0], chunks[1], chunks[2][:-1]],
    ):
        with pytest.raises(UnsealError):
            unseal(header + b"".join(wrong), KEY, context=CONTEXT)


@pytest.mark.parametrize("size", [0, 1, 9, OVERHEAD, OVERHEAD + 15])
def test_a_short_part_is_refused(size: int) -> None:
    with pytest.raises(UnsealError, match="cut short"):
        unseal(seal(b"", KEY.public, context=CONTEXT)[:size], KEY, context=CONTEXT)


@pytest.mark.parametrize("data", [b"", bytes(1215), bytes(1217), b"\xff" * 1216])
def test_no_sealing_key(data: bytes) -> None:
    with pytest.raises(MalformedError):
        SealingKey.from_bytes(data)


@pytest.mark.parametrize("size", [0, 95, 97])
def test_no_unsealing_key(size: int) -> None:
    with pytest.raises(MalformedError):
        UnsealingKey.from_bytes(bytes(size))

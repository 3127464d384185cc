# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Deterministic CBOR: one value, one byte string (RFC 8949 §4.2.1).

Owns how values become bytes and bytes become values, everywhere in the system:
shortest heads, definite lengths, map keys in bytewise order, shortest floats.
Must not know what any value means. Stands on cbor2 for reading; writing is here,
because cbor2 orders map keys by length first (RFC 7049) instead of bytewise.

Reading is strict by construction: what was read is written again and must come
out byte for byte. That one comparison refuses trailing bytes, long heads,
unsorted or duplicate keys (cbor2 keeps the last one and takes `true` and `1` for
the same key), big-number tags and every other second spelling of a value.
"""

import math
import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import Never, TypeAlias, cast

import cbor2

from sync.protocol.errors import MalformedError

CborValue: TypeAlias = (
    bool
    | int
    | float
    | bytes
    | str
    | Sequence["CborValue"]
    | Mapping[str, "CborValue"]
    | Mapping[int, "CborValue"]
    | None
)
"""What may travel: no tags, no undefined, integers of 64 bits, text or integer keys."""

MAX_DEPTH = 32
"""Deepest nesting of arrays and maps that is written or read."""

_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP = range(6)
_SIMPLE = {None: b"\xf6", False: b"\xf4", True: b"\xf5"}
_NAN = b"\xf9\x7e\x00"
_BUILT_IN_TAGS = (*range(6), 25, 28, 29, 30, 35, 36, 37, 100, 256, 258, 260, 261, 1004, 43000)


def encode(value: CborValue) -> bytes:
    """The one encoding of a value.

    Raises:
        MalformedError: A type, an integer, a key or a depth that may not travel.
    """
    return b"".join(_pieces(value, MAX_DEPTH))


def decode(data: bytes, *, ceiling: int) -> CborValue:
    """The value that these bytes, and no others, encode.

    Args:
        data: Untrusted bytes.
        ceiling: Most bytes that are looked at.

    Raises:
        MalformedError: Too large, not CBOR, or not the deterministic encoding.
    """
    if len(data) > ceiling:
        raise MalformedError(f"{len(data)} bytes exceed the limit of {ceiling}")
    try:
        value = cast(
            "CborValue",
            cbor2.loads(
                data, max_depth=MAX_DEPTH, semantic_decoders=_REFUSED, tag_hook=_refuse_tag
            ),
        )
    except cbor2.CBORDecodeError as error:
        raise MalformedError("the bytes are not CBOR of the accepted profile") from error
    if encode(value) != data:
        raise MalformedError("the bytes are not the deterministic encoding of their value")
    return value


def _refuse_tag(_decoder: object, _immutable: bool = False) -> Never:
    raise ValueError("tags have no place in this profile")


_REFUSED = dict.fromkeys(_BUILT_IN_TAGS, _refuse_tag)


def _pieces(value: CborValue, depth: int) -> Iterator[bytes]:
    if depth < 0:
        raise MalformedError(f"the value is nested deeper than {MAX_DEPTH}")
    if value is None or isinstance(value, bool):
        yield _SIMPLE[value]
    elif isinstance(value, int):
        yield _integer(value)
    elif isinstance(value, float):
        yield _float(value)
    elif isinstance(value, bytes):
        yield _head(_BYTES, len(value))
        yield value
    elif isinstance(value, str):
        text = _utf8(value)
        yield _head(_TEXT, len(text))
        yield text
    elif isinstance(value, list | tuple):
        yield _head(_ARRAY, len(value))
        for member in value:
            yield from _pieces(member, depth - 1)
    elif isinstance(value, dict):
        yield from _map(cast("Mapping[object, CborValue]", value), depth)
    else:
        raise MalformedError(f"a value of type {type(value).__name__} may not travel")


def _map(value: Mapping[object, CborValue], depth: int) -> Iterator[bytes]:
    entries = sorted(((_key(key), member) for key, member in value.items()), key=_first)
    yield _head(_MAP, len(entries))
    for key, member in entries:
        yield key
        yield from _pieces(member, depth - 1)


def _first(entry: tuple[bytes, CborValue]) -> bytes:
    return entry[0]


def _key(key: object) -> bytes:
    if isinstance(key, bool) or not isinstance(key, int | str):
        raise MalformedError(f"a map key of type {type(key).__name__} may not travel")
    return encode(key)


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise MalformedError("the text holds half of a surrogate pair") from error


def _integer(value: int) -> bytes:
    if not -(1 << 64) <= value < 1 << 64:
        raise MalformedError("an integer needs more than 64 bits")
    return _head(_UNSIGNED, value) if value >= 0 else _head(_NEGATIVE, -1 - value)


def _head(major: int, argument: int) -> bytes:
    """Major type and argument in the fewest bytes (RFC 8949 §3)."""
    if argument < 24:
        return bytes((major << 5 | argument,))
    for code, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if argument < 1 << 8 * size:
            return bytes((major << 5 | code,)) + argument.to_bytes(size)
    raise MalformedError("a length needs more than 64 bits")


def _float(value: float) -> bytes:
    """The shortest of half, single and double that keeps the value (RFC 8949 §4.2.1)."""
    if math.isnan(value):
        return _NAN
    for head, form in ((b"\xf9", ">e"), (b"\xfa", ">f")):
        try:
            packed = struct.pack(form, value)
        except OverflowError:
            continue
        if struct.unpack(form, packed)[0] == value:
            return head + packed
    return b"\xfb" + struct.pack(">d", value)

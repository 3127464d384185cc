# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""One value, one byte string; everything else is refused."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.protocol.canonical import MAX_DEPTH, CborValue, decode, encode
from sync.protocol.errors import MalformedError

KNOWN = [  # RFC 8949 appendix A
    (0, "00"),
    (23, "17"),
    (24, "1818"),
    (255, "18ff"),
    (1000, "1903e8"),
    (1000000, "1a000f4240"),
    (1000000000000, "1b000000e8d4a51000"),
    (18446744073709551615, "1bffffffffffffffff"),
    (-1, "20"),
    (-1000, "3903e7"),
    (-18446744073709551616, "3bffffffffffffffff"),
    (0.0, "f90000"),
    (-0.0, "f98000"),
    (1.5, "f93e00"),
    (65504.0, "f97bff"),
    (100000.0, "fa47c35000"),
    (3.4028234663852886e38, "fa7f7fffff"),
    (1.1, "fb3ff199999999999a"),
    (1.0e300, "fb7e37e43c8800759c"),
    (5.960464477539063e-08, "f90001"),
    (math.inf, "f97c00"),
    (-math.inf, "f9fc00"),
    (math.nan, "f97e00"),
    (False, "f4"),
    (True, "f5"),
    (None, "f6"),
    (b"\x01\x02\x03\x04", "4401020304"),
    ("", "60"),
    ("\u6c34", "63e6b0b4"),
    ("\U00010151", "64f0908591"),
    ([], "80"),
    ([1, [2, 3], [4, 5]], "8301820203820405"),
    ({}, "a0"),
    ({"a": 1, "b": [2, 3]}, "a26161016162820203"),
]

# RFC 8949 §4.2.1: bytewise order of the encoded keys, not length first.
BYTEWISE = "a60a0118640220036161 04 6162 05 626161 06".replace(" ", "")

REFUSED = {
    "trailing byte": "0000",
    "long head": "1817",
    "long length": "5801ff",
    "long float": "fa3fc00000",
    "NaN with payload": "f97e01",
    "signalling NaN": "fa7fc00001",
    "indefinite array": "9fff",
    "indefinite text": "7f6161ff",
    "indefinite map": "bfff",
    "unsorted keys": "a2616201616102",
    "keys length first": "a2616201186402",
    "duplicate keys": "a2616101616102",
    "duplicate integer keys": "a201020103",
    "true beside 1": "a20101f502",
    "true as key": "a1f501",
    "bytes as key": "a1416101",
    "array as key": "a1800100",
    "float as key": "a1f93c0001",
    "undefined": "f7",
    "simple value": "f0",
    "tagged date": "c11a514b67b0",
    "tagged big number": "c249010000000000000000",
    "tagged small number": "c24101",
    "self-described": "d9d9f700",
    "unknown tag": "d8ff00",
    "shared reference to itself": "d81c81d81d00",
    "invalid UTF-8": "61ff",
    "surrogate": "63eda080",
    "cut short": "a1",
    "huge array": "9b7fffffffffffffff",
    "huge text": "7b7fffffffffffffff",
    "nothing": "",
    "deep": "81" * (MAX_DEPTH + 2) + "00",
    "regular expression": "d8236128",
    "zero denominator": "d81e820100",
    "huge decimal": "c4821a7fffffff01",
    "huge float": "c5821a7fffffff01",
}


@pytest.mark.parametrize(("value", "encoded"), KNOWN, ids=[hexed for _, hexed in KNOWN])
def test_known_values(value: CborValue, encoded: str) -> None:
    assert encode(value).hex() == encoded
    assert repr(decode(bytes.fromhex(encoded), ceiling=64)) == repr(value)


def test_keys_are_ordered_bytewise() -> None:
    value = {"aa": 6, "b": 5, "a": 4}
    assert encode(value).hex() == "a3616104616205" + "62616106"
    mixed = {10: 1, 100: 2, -1: 3, "a": 4, "b": 5, "aa": 6}
    assert encode(mixed).hex() == BYTEWISE  # pyright: ignore[reportArgumentType] -- mixed on purpose


@pytest.mark.parametrize("name", REFUSED)
def test_refuses(name: str) -> None:
    with pytest.raises(MalformedError):
        decode(bytes.fromhex(REFUSED[name]), ceiling=1 << 10)


def test_refuses_more_than_the_ceiling() -> None:
    assert decode(encode("abc"), ceiling=4) == "abc"
    with pytest.raises(MalformedError, match="limit of 3"):
        decode(encode("abc"), ceiling=3)


@pytest.mark.parametrize(
    "value", [1 << 64, -(1 << 64) - 1, {1.0: 2}, {True: 1}, {b"k": 1}, object(), "\ud800", {1, 2}]
)
def test_refuses_to_write(value: object) -> None:
    with pytest.raises(MalformedError):
        encode(value)  # pyright: ignore[reportArgumentType] -- refused at run time too


def test_refuses_to_write_too_deep() -> None:
    value: CborValue = 0
    for _ in range(MAX_DEPTH + 1):
        value = [value]
    with pytest.raises(MalformedError, match="nested"):
        encode(value)


def test_depth_limits_agree() -> None:
    value: CborValue = 0
    for _ in range(MAX_DEPTH - 1):
        value = [value]
    assert decode(encode(value), ceiling=100) == value


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(1 << 64), (1 << 64) - 1)
    | st.floats(allow_nan=False)
    | st.binary(max_size=40)
    | st.text(max_size=20)
)
KEYS = st.integers(-1000, 1000) | st.text(max_size=6)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(VALUES)
def test_what_is_written_is_read(value: CborValue) -> None:
    encoded = encode(value)
    assert decode(encoded, ceiling=1 << 16) == value
    assert encode(decode(encoded, ceiling=1 << 16)) == encoded


@settings(max_examples=500, deadline=None)
@given(st.binary(max_size=48))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        value = decode(data, ceiling=1 << 10)
    except MalformedError:
        return
    assert encode(value) == data

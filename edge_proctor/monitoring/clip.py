# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The last seconds in memory, and the clip that is cut from them.

Owns the ring of JPEG frames and the Motion-JPEG AVI written around a cut. Must not
touch a disk. Stands on the RIFF/AVI 1.0 layout (Microsoft, "AVI RIFF File Reference").
"""

import struct
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

_KEYFRAME = 0x10
_HAS_INDEX = 0x10


@dataclass(frozen=True, slots=True)
class Shot:
    """One encoded frame: a JPEG of `width` x `height` pixels."""

    monotonic_ns: int
    width: int
    height: int
    jpeg: bytes = field(repr=False)


class Ring:
    """The newest `span_s` seconds of shots."""

    def __init__(self, span_s: float) -> None:
        self._span_ns = round(span_s * 1e9)
        self._shots: deque[Shot] = deque()

    def add(self, shot: Shot) -> None:
        """Keep a shot and forget those older than the span."""
        self._shots.append(shot)
        while self._shots[0].monotonic_ns < shot.monotonic_ns - self._span_ns:
            self._shots.popleft()

    def cut(self, from_ns: int, to_ns: int) -> tuple[Shot, ...]:
        """The shots between two moments, both included."""
        return tuple(shot for shot in self._shots if from_ns <= shot.monotonic_ns <= to_ns)


def write_avi(shots: Sequence[Shot]) -> bytes:
    """A Motion-JPEG AVI of the shots at their mean rate.

    Args:
        shots: At least one; those of another size than the first are left out.
    """
    first = shots[0]
    same = [shot for shot in shots if (shot.width, shot.height) == (first.width, first.height)]
    span_ns = same[-1].monotonic_ns - first.monotonic_ns
    microseconds = round(span_ns / 1000 / (len(same) - 1)) if len(same) > 1 else 200_000
    microseconds = max(microseconds, 1)
    frames = [_chunk(b"00dc", shot.jpeg) for shot in same]
    movie = b"".join(frames)
    header = _list(
        b"hdrl", _main_header(first, len(same), microseconds) + _stream(first, same, microseconds)
    )
    body = header + _list(b"movi", movie) + _chunk(b"idx1", _index(frames, same))
    return _chunk(b"RIFF", b"AVI " + body)


def read_avi(data: bytes) -> tuple[bytes, ...]:
    """The JPEG frames of a clip that `write_avi` made, in order.

    Raises:
        ValueError: the bytes are no such clip.
    """
    start = data.find(b"movi")
    if data[:4] != b"RIFF" or data[8:12] != b"AVI " or start < 4:
        raise ValueError("no AVI clip")
    (size,) = struct.unpack_from("<I", data, start - 4)
    end, place = min(start + size, len(data)), start + 4
    frames: list[bytes] = []
    while place + 8 <= end:
        (length,) = struct.unpack_from("<I", data, place + 4)
        frames.append(data[place + 8 : place + 8 + length])
        place += 8 + length + length % 2
    return tuple(frames)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def _list(kind: bytes, data: bytes) -> bytes:
    return _chunk(b"LIST", kind + data)


def _main_header(first: Shot, count: int, microseconds: int) -> bytes:
    values = (microseconds, 0, 0, _HAS_INDEX, count, 0, 1, 0, first.width, first.height, 0, 0, 0, 0)
    return _chunk(b"avih", struct.pack("<14I", *values))


def _stream(first: Shot, shots: Sequence[Shot], microseconds: int) -> bytes:
    largest = max(len(shot.jpeg) for shot in shots)
    header = struct.pack(
        "<4s4sIHHIIIIIIII4H",
        *(b"vids", b"MJPG", 0, 0, 0, 0, microseconds, 1_000_000, 0, len(shots), largest),
        *(0xFFFFFFFF, 0, 0, 0, first.width, first.height),
    )
    size = first.width * first.height * 3
    bitmap = struct.pack(
        "<IiiHH4sIiiII", 40, first.width, first.height, 1, 24, b"MJPG", size, 0, 0, 0, 0
    )
    return _list(b"strl", _chunk(b"strh", header) + _chunk(b"strf", bitmap))


def _index(frames: Sequence[bytes], shots: Sequence[Shot]) -> bytes:
    place, rows = 4, bytearray()
    for frame, shot in zip(frames, shots, strict=True):
        rows += struct.pack("<4sIII", b"00dc", _KEYFRAME, place, len(shot.jpeg))
        place += len(frame)
    return bytes(rows)

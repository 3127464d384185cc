# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A clip as it travels: pictures of some seconds, in one file that other software plays, too.

Owns the Motion-JPEG AVI that a station writes and central takes apart. Must not decode a
picture or touch a disk. Stands on the RIFF/AVI 1.0 layout (Microsoft, "AVI RIFF File
Reference").
"""

import struct
from dataclasses import dataclass, field

from sync.protocol.errors import MalformedError

MOST_FRAMES = 1_000
MOST_SIDE = 8_192

_KEYFRAME = 0x10
_HAS_INDEX = 0x10
_JPEG = b"\xff\xd8\xff"
_RATE_PLACE, _SIZE_PLACE = 32, 64
_HEAD = 12


@dataclass(frozen=True, slots=True)
class Clip:
    """Pictures at an even rate.

    Attributes:
        width, height: Pixels of each.
        frame_us: How long each is shown, in microseconds.
        frames: A JPEG each, one at least.
    """

    width: int
    height: int
    frame_us: int
    frames: tuple[bytes, ...] = field(repr=False)

    @property
    def duration_s(self) -> float:
        """How long all of them last."""
        return len(self.frames) * self.frame_us / 1e6


def write_clip(clip: Clip) -> bytes:
    """The clip as a Motion-JPEG AVI."""
    frames = [_chunk(b"00dc", jpeg) for jpeg in clip.frames]
    header = _list(b"hdrl", _main_header(clip) + _stream(clip))
    body = header + _list(b"movi", b"".join(frames)) + _chunk(b"idx1", _index(frames, clip.frames))
    return _chunk(b"RIFF", b"AVI " + body)


def read_clip(data: bytes) -> Clip:
    """The clip in a file that `write_clip` made.

    Raises:
        MalformedError: the bytes are no such file, or one beyond the ceilings.
    """
    if data[:4] != b"RIFF" or data[8:_HEAD] != b"AVI " or data[24:28] != b"avih":
        raise MalformedError("no clip: another kind of file")
    try:
        (frame_us,) = struct.unpack_from("<I", data, _RATE_PLACE)
        width, height = struct.unpack_from("<II", data, _SIZE_PLACE)
        frames = tuple(_frames(data))
    except struct.error as error:
        raise MalformedError("no clip: it ends too soon") from error
    if not (0 < width <= MOST_SIDE and 0 < height <= MOST_SIDE and frame_us):
        raise MalformedError("no clip: a size or rate beyond reason")
    if not frames or len(frames) > MOST_FRAMES or not all(it.startswith(_JPEG) for it in frames):
        raise MalformedError("no clip: no pictures, too many, or of another kind")
    return Clip(width, height, frame_us, frames)


def _frames(data: bytes) -> list[bytes]:
    """What the list of pictures holds, which stands behind that of headers."""
    place = _HEAD
    while data[place + 8 : place + 12] != b"movi":
        (size,) = struct.unpack_from("<I", data, place + 4)
        place += 8 + size + size % 2
    (size,) = struct.unpack_from("<I", data, place + 4)
    end, place = place + 8 + size, place + 12
    frames: list[bytes] = []
    while place < end:
        (length,) = struct.unpack_from("<I", data, place + 4)
        if place + 8 + length > min(end, len(data)):
            raise MalformedError("no clip: a picture is cut off")
        frames.append(data[place + 8 : place + 8 + length])
        place += 8 + length + length % 2
    return frames


def _chunk(kind: bytes, data: bytes) -> bytes:
    return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def _list(kind: bytes, data: bytes) -> bytes:
    return _chunk(b"LIST", kind + data)


def _main_header(clip: Clip) -> bytes:
    counts = (clip.frame_us, 0, 0, _HAS_INDEX, len(clip.frames), 0, 1, 0)
    return _chunk(b"avih", struct.pack("<14I", *counts, clip.width, clip.height, 0, 0, 0, 0))


def _stream(clip: Clip) -> bytes:
    largest = max(map(len, clip.frames))
    header = struct.pack(
        "<4s4sIHHIIIIIIII4H",
        *(b"vids", b"MJPG", 0, 0, 0, 0, clip.frame_us, 1_000_000, 0, len(clip.frames), largest),
        *(0xFFFFFFFF, 0, 0, 0, clip.width, clip.height),
    )
    size = clip.width * clip.height * 3
    bitmap = struct.pack(
        "<IiiHH4sIiiII", 40, clip.width, clip.height, 1, 24, b"MJPG", size, 0, 0, 0, 0
    )
    return _list(b"strl", _chunk(b"strh", header) + _chunk(b"strf", bitmap))


def _index(chunks: list[bytes], frames: tuple[bytes, ...]) -> bytes:
    place, rows = 4, bytearray()
    for chunk, frame in zip(chunks, frames, strict=True):
        rows += struct.pack("<4sIII", b"00dc", _KEYFRAME, place, len(frame))
        place += len(chunk)
    return bytes(rows)

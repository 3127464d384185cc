# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Clips as they travel: read back as written, and refused in every other shape."""

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sync.protocol.clip import MOST_FRAMES, MOST_SIDE, Clip, read_clip, write_clip
from sync.protocol.errors import MalformedError

JPEG = b"\xff\xd8\xff\xe0 a picture"
CLIP = Clip(480, 360, 200_000, (JPEG, JPEG + b"odd", JPEG))


@given(
    some.lists(some.binary(max_size=40), min_size=1, max_size=9),
    some.integers(1, MOST_SIDE),
    some.integers(1, 10_000_000),
)
def test_what_is_written_is_read_back(bodies: list[bytes], side: int, frame_us: int) -> None:
    clip = Clip(side, side, frame_us, tuple(JPEG[:3] + body for body in bodies))
    assert read_clip(write_clip(clip)) == clip


def test_a_clip_lasts_as_long_as_its_pictures() -> None:
    assert CLIP.duration_s == pytest.approx(0.6)


@pytest.mark.parametrize(
    "clip",
    [
        replace(CLIP, width=0),
        replace(CLIP, height=MOST_SIDE + 1),
        replace(CLIP, frame_us=0),
        replace(CLIP, frames=(JPEG, b"no picture")),
        replace(CLIP, frames=(JPEG,) * (MOST_FRAMES + 1)),
    ],
)
def test_a_clip_beyond_reason_is_refused(clip: Clip) -> None:
    with pytest.raises(MalformedError):
        read_clip(write_clip(clip))


@pytest.mark.parametrize(
    "data", [b"", b"RIFF", b"RIFF0000WAVEfmt ", b"RIFF0000AVI LIST0000hdrlavih"]
)
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(MalformedError):
        read_clip(data)


def test_a_clip_that_is_cut_off_anywhere_in_its_pictures_is_refused() -> None:
    whole = write_clip(CLIP)
    pictures_end = whole.rfind(b"idx1")
    for length in range(pictures_end - 1):
        with pytest.raises(MalformedError):
            read_clip(whole[:length])


@given(some.integers(0, len(write_clip(CLIP)) - 1), some.integers(0, 255))
def test_any_altered_byte_is_read_or_refused_in_our_words(place: int, value: int) -> None:
    data = bytearray(write_clip(CLIP))
    data[place] = value
    with suppress(MalformedError):
        read_clip(bytes(data))

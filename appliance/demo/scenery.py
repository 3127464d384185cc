# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What stands in for camera, microphone and loudspeaker in a demonstration.

Owns the choice of replays. Must not pretend: every replay says in its description that
it is one. Stands on the proctor's settings and the audio replays.
"""

import math
import os
from array import array
from pathlib import Path

from appliance.audio import FULL_SCALE, Sound
from edge_proctor.settings import CameraChoice, ProctorSettings

TEST_DATA = Path(os.environ.get("ESCALE_TEST_DATA", "../shared"))
PORTRAIT = Path("media/faces_pairs/img10.jpg")
ABSENCE_EVERY_S = 4.0
CLIP_S = 1.0
TONE_HZ, RATE_HZ, TONE_S, LOUDNESS = 220.0, 16_000, 1.0, 0.25


def camera(path: Path | None, absence_every_s: float | None) -> CameraChoice:
    """The camera: what the caller names, else the test portrait, else the one with clear rights.

    With `absence_every_s` a replayed person goes away now and then, so that something happens.
    """
    chosen = path or (TEST_DATA / PORTRAIT if (TEST_DATA / PORTRAIT).exists() else None)
    if chosen is None:
        return CameraChoice.portrait(absence_every_s=absence_every_s)
    return CameraChoice.replay(chosen, absence_every_s=absence_every_s)


def eventful(path: Path | None) -> ProctorSettings:
    """Monitoring of a person who goes away at times; short clips, so that the story ends soon."""
    return ProctorSettings(camera=camera(path, ABSENCE_EVERY_S), pre_s=CLIP_S, post_s=CLIP_S)


def quiet(path: Path | None) -> ProctorSettings:
    """Monitoring of a person who stays."""
    return ProctorSettings(camera=camera(path, None))


def hum() -> Sound:
    """A steady tone in front of the microphone."""
    samples = (
        round(LOUDNESS * FULL_SCALE * math.sin(2 * math.pi * TONE_HZ * n / RATE_HZ))
        for n in range(round(TONE_S * RATE_HZ))
    )
    return Sound(array("h", samples).tobytes(), RATE_HZ)

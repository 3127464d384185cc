# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Clips in memory: what the ring keeps, and a file that other people's software plays."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from edge_proctor.events import EvidenceKind
from edge_proctor.monitoring.evidence import EVIDENCE_CONTEXT, Sealer
from edge_proctor.monitoring.ring import Ring, Shot, joined
from edge_proctor.pictures import encode_jpeg
from sync.protocol.clip import read_clip, write_clip
from sync.protocol.errors import MalformedError
from sync.protocol.sealing import UnsealingKey, unseal


def shot(index: int, width: int = 64) -> Shot:
    pixels = np.full((48, width, 3), index % 25 * 10, np.uint8)
    return Shot(index * 200_000_000, width, 48, encode_jpeg(pixels, 80))


def test_ring_keeps_only_the_newest_seconds() -> None:
    ring = Ring(2.0)
    for index in range(30):
        ring.add(shot(index))
    kept = ring.cut(0, 10**12)
    assert [it.monotonic_ns // 200_000_000 for it in kept] == list(range(19, 30))
    assert len(ring.cut(kept[2].monotonic_ns, kept[4].monotonic_ns)) == 3


def test_shots_are_joined_at_their_mean_rate_and_in_one_size() -> None:
    shots = [shot(0), shot(1), shot(3, width=32), shot(4)]
    clip = joined(shots)
    assert clip.frames == tuple(shots[it].jpeg for it in (0, 1, 3))
    assert (clip.width, clip.height, clip.frame_us) == (64, 48, 400_000)
    assert joined([shot(1)]).duration_s == pytest.approx(0.2)


def test_clip_is_played_by_opencv_with_rate_and_frames(tmp_path: Path) -> None:
    clip = joined([shot(index) for index in range(11)])
    data = write_clip(clip)
    assert read_clip(data) == clip
    path = tmp_path / "clip.avi"
    path.write_bytes(data)
    video = cv2.VideoCapture(str(path))
    assert video.get(cv2.CAP_PROP_FPS) == pytest.approx(5.0, abs=0.01)
    greys: list[float] = []
    while (read := video.read())[0]:
        greys.append(float(np.mean(read[1])))
    video.release()
    assert greys == pytest.approx([index * 10 for index in range(11)], abs=4)


def test_sealed_evidence_opens_for_central_only_and_shows_nothing() -> None:
    key = UnsealingKey.generate()
    clip = write_clip(joined([shot(1), shot(2)]))
    evidence = Sealer(key.public.to_bytes())(clip, EvidenceKind.CLIP)
    assert unseal(evidence.sealed, key, context=EVIDENCE_CONTEXT) == clip
    assert b"\xff\xd8\xff" not in evidence.sealed
    assert b"RIFF" not in evidence.sealed
    with pytest.raises(MalformedError):
        Sealer(b"short")

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Clips in memory: what the ring keeps, and an AVI that other people's software reads."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from edge_proctor.events import EvidenceKind
from edge_proctor.monitoring.clip import Ring, Shot, read_avi, write_avi
from edge_proctor.monitoring.evidence import EVIDENCE_CONTEXT, Sealer
from edge_proctor.pictures import encode_jpeg
from sync.protocol.errors import MalformedError
from sync.protocol.sealing import UnsealingKey, unseal


def shot(index: int) -> Shot:
    pixels = np.full((48, 64, 3), index % 25 * 10, np.uint8)
    return Shot(index * 200_000_000, 64, 48, encode_jpeg(pixels, 80))


def test_ring_keeps_only_the_newest_seconds() -> None:
    ring = Ring(2.0)
    for index in range(30):
        ring.add(shot(index))
    kept = ring.cut(0, 10**12)
    assert [it.monotonic_ns // 200_000_000 for it in kept] == list(range(19, 30))
    assert len(ring.cut(kept[2].monotonic_ns, kept[4].monotonic_ns)) == 3


def test_avi_is_read_by_opencv_with_rate_and_frames(tmp_path: Path) -> None:
    shots = [shot(index) for index in range(11)]
    data = write_avi(shots)
    assert read_avi(data) == tuple(it.jpeg for it in shots)
    path = tmp_path / "clip.avi"
    path.write_bytes(data)
    video = cv2.VideoCapture(str(path))
    assert video.get(cv2.CAP_PROP_FPS) == pytest.approx(5.0, abs=0.01)
    greys: list[float] = []
    while (read := video.read())[0]:
        greys.append(float(np.mean(read[1])))
    video.release()
    assert greys == pytest.approx([index * 10 for index in range(11)], abs=4)


def test_avi_of_one_frame_and_refusal_of_other_bytes() -> None:
    assert len(read_avi(write_avi([shot(1)]))) == 1
    with pytest.raises(ValueError, match="no AVI"):
        read_avi(b"RIFF0000WAVEmovi")


def test_sealed_evidence_opens_for_central_only_and_shows_nothing() -> None:
    key = UnsealingKey.generate()
    clip = write_avi([shot(1), shot(2)])
    evidence = Sealer(key.public.to_bytes())(clip, EvidenceKind.CLIP)
    assert unseal(evidence.sealed, key, context=EVIDENCE_CONTEXT) == clip
    assert b"\xff\xd8\xff" not in evidence.sealed
    assert b"RIFF" not in evidence.sealed
    with pytest.raises(MalformedError):
        Sealer(b"short")

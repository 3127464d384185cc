# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Where the holder's portrait is on a document.

Owns the choice among faces: documents repeat the portrait small and pale, the largest
is the one to compare. Must not embed or compare. Stands on any face detector.
"""

from edge_proctor.detectors.faces import FaceDetector
from edge_proctor.framing import FaceBox
from edge_proctor.ports import Pixels


def find_portrait(upright: Pixels, detector: FaceDetector) -> FaceBox | None:
    """The largest face on a picture that is the right way up; None when there is none."""
    faces = detector.detect(upright)
    return max(faces, key=lambda face: face.width * face.height, default=None)

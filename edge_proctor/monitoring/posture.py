# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Where a candidate looks, measured from the candidate's own straight look.

Owns the neutral mesh learnt in the first minute, and the second model's yaw beside it.
Must not use anybody else's face as the measure. Stands on the mesh and the rotation
between two of them.
"""

from dataclasses import dataclass, replace

import numpy as np

from edge_proctor.detectors.landmarks import Mesh, angles, rotation_between
from edge_proctor.models.session import Tensor

_LEARN_S = 60.0
_FIRST_MESHES = 5
_LEARN_WITHIN_DEGREES = 15.0
_PRESENT = 0.5
_STRAIGHT_DEGREES = 10.0
_LEARN_LOOKS = 300  # a minute's


@dataclass(frozen=True, slots=True)
class Look:
    """Degrees from straight ahead; `hidden` when the face is turned away or covered."""

    yaw: float
    pitch: float
    hidden: bool

    @property
    def turn(self) -> float:
        """The larger of the two angles, without its sign."""
        return max(abs(self.yaw), abs(self.pitch))


class SecondOpinion:
    """A second model's yaw: a turn counts only as far as both models see it.

    The second model is asked on faces that the mesh sees, never on hidden ones; where it
    looks when the candidate looks straight is learnt from the candidate's first minute, and
    after that it is asked about turned heads only.
    """

    def __init__(self) -> None:
        self._sum = 0.0
        self._count = 0

    def wanted(self, look: Look) -> bool:
        """Whether the second model would change anything, or learn."""
        if look.hidden:
            return False
        return abs(look.yaw) > _STRAIGHT_DEGREES or self._count < _LEARN_LOOKS

    def temper(self, look: Look, yaw: float) -> Look:
        """The look with the smaller of the two turns; `yaw` as the second model gives it."""
        if abs(look.yaw) <= _STRAIGHT_DEGREES:
            self._sum, self._count = self._sum + yaw, self._count + 1
            return look
        if not self._count:
            return look
        other = yaw - self._sum / self._count
        if look.yaw < 0:
            return replace(look, yaw=min(0.0, max(look.yaw, other)))
        return replace(look, yaw=max(0.0, min(look.yaw, other)))


class Posture:
    """Learns the straight look, then measures.

    In the first minute every mesh close to what is known already refines the neutral
    one, so that a glance aside does not shift it.
    """

    def __init__(self) -> None:
        self._sum: Tensor | None = None
        self._count = 0
        self._began_ns: int | None = None

    def measure(self, mesh: Mesh, now_ns: int) -> Look | None:
        """The look on one frame; None until the straight look is known."""
        if mesh.presence < _PRESENT:
            return Look(0.0, 0.0, hidden=True) if self._count >= _FIRST_MESHES else None
        self._began_ns = now_ns if self._began_ns is None else self._began_ns
        if self._sum is None or self._count < _FIRST_MESHES:
            self._learn(mesh)
            return None
        yaw, pitch = angles(rotation_between(self._sum / self._count, mesh.points))
        look = Look(yaw, pitch, hidden=False)
        if look.turn <= _LEARN_WITHIN_DEGREES and now_ns - self._began_ns < _LEARN_S * 1e9:
            self._learn(mesh)
        return look

    def _learn(self, mesh: Mesh) -> None:
        points = mesh.points - mesh.points.mean(axis=0)
        self._sum = points if self._sum is None else np.add(self._sum, points)
        self._count += 1

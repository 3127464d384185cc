# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Taking a selfie or a document: wait for a good picture, seal it, answer.

Owns the decision when a picture is good enough. Must not talk to the parent or hold a
picture after its capture. Stands on the inspection of frames and the sealer.
"""

from dataclasses import dataclass

from edge_proctor.events import EvidenceKind
from edge_proctor.framing import Capture, Framing, Purpose
from edge_proctor.messages import Captured, WantCapture
from edge_proctor.monitor import Inspection, is_well_lit
from edge_proctor.pictures import encode_jpeg
from edge_proctor.ports import Pixels
from edge_proctor.recorder import Seal
from edge_proctor.thresholds import Thresholds

_STEADY_FRAMES = 2
_QUALITY = 85


@dataclass(slots=True)
class Capturing:
    """One capture under way.

    `deadline_ns` is on the frames' clock; `steady` counts good frames in a row.
    """

    wanted: WantCapture
    deadline_ns: int
    limits: Thresholds
    seal: Seal
    steady: int = 0
    reason: Framing = Framing.NO_CAMERA

    def look(self, pixels: Pixels, inspection: Inspection) -> Captured | None:
        """Consider a frame; an answer once enough good ones came in a row."""
        self.reason = self._judge(inspection)
        self.steady = self.steady + 1 if self.reason is Framing.GOOD else 0
        if self.steady < _STEADY_FRAMES:
            return None
        kind = (
            EvidenceKind.SELFIE if self.wanted.purpose is Purpose.SELFIE else EvidenceKind.DOCUMENT
        )
        evidence = self.seal(encode_jpeg(pixels, _QUALITY), kind)
        return Captured(self.wanted.request, Capture(True, Framing.GOOD, evidence))

    def expire(self, now_ns: int) -> Captured | None:
        """The answer once the time is over: not accepted, with what was wrong last."""
        if now_ns < self.deadline_ns:
            return None
        return Captured(self.wanted.request, Capture(False, self.reason, None))

    def _judge(self, inspection: Inspection) -> Framing:
        if self.wanted.purpose is Purpose.SELFIE:
            return inspection.hint
        light = inspection.observation.light
        if is_well_lit(light, self.limits):
            return Framing.GOOD
        if light.mean < self.limits.dark_mean:
            return Framing.TOO_DARK
        return Framing.TOO_BRIGHT if light.mean > self.limits.bright_mean else Framing.BLURRED

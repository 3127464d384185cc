# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""One frame in; observation, rules and evidence out: the monitoring itself.

Owns the order of the work on a frame and what it remembers from frame to frame. Must
not open devices, start threads or read a clock: frames carry their time. Stands on
the detectors, the rules and the recorder.
"""

from collections import deque
from dataclasses import dataclass

import numpy as np

from edge_proctor.detectors.suite import Suite
from edge_proctor.events import Signal
from edge_proctor.framing import FaceBox, Framing, LightLimits, hint_for
from edge_proctor.monitoring.observation import Conditions, Observation, conditions
from edge_proctor.monitoring.recorder import Recorder
from edge_proctor.monitoring.ring import Shot
from edge_proctor.monitoring.rules import States, advance, close
from edge_proctor.monitoring.scrutiny import Scrutiny
from edge_proctor.monitoring.sensor import Sensor
from edge_proctor.pictures import encode_jpeg, measure_light, scaled_to_width
from edge_proctor.ports import Frame, Pixels
from edge_proctor.settings import ProctorSettings
from edge_proctor.thresholds import Thresholds

_RATE_WINDOW_S = 3.0
_CLIP_QUALITY = 60

_NEEDS_PICTURE = (
    Signal.NO_FACE,
    Signal.SEVERAL_FACES,
    Signal.OTHER_PERSON,
    Signal.LOOKING_AWAY,
    Signal.PHONE,
    Signal.CAMERA_COVERED,
    Signal.CAMERA_FROZEN,
    Signal.CAMERA_REPLACED,
    Signal.POOR_LIGHT,
    Signal.BLURRED,
    Signal.LOW_FRAME_RATE,
)


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was seen on one frame, for the preview, the captures and the desk tool."""

    observation: Observation
    hint: Framing

    @property
    def faces(self) -> tuple[FaceBox, ...]:
        """The faces, or none where no face model is present."""
        return self.observation.faces or ()


class Monitor:
    """The monitoring of one candidate.

    Args:
        suite: The detectors that are present.
        settings: Pace, clip size and thresholds.
        recorder: Where flags and clips go.
    """

    def __init__(self, suite: Suite, settings: ProctorSettings, recorder: Recorder) -> None:
        self._suite = suite
        self._settings = settings
        self._recorder = recorder
        self._limits = settings.thresholds
        self._states: States = {}
        self._resting = False
        self._before: Pixels | None = None
        self._times: deque[int] = deque()
        self._sensor = Sensor()
        self.scrutiny = Scrutiny(suite, self._limits.phone_score)
        self._least_rate = min(self._limits.least_frames_per_s, settings.frames_per_s / 2)

    def inspect(self, frame: Frame) -> Inspection:
        """Look at one frame; flags, clips and events follow through the recorder."""
        observation = self._observe(frame)
        if self._recorder.wants_shots:
            self._recorder.film(self._shot(frame))
        met = conditions(observation, self._limits)
        met[Signal.CAMERA_LOST] = 0.0
        self._advance(met, frame.monotonic_ns)
        return Inspection(observation, self._hint(observation))

    def miss(self, now_ns: int) -> None:
        """No picture came when one was due: everything seen is unknown, the camera is lost."""
        met: Conditions = dict.fromkeys(_NEEDS_PICTURE)
        met[Signal.CAMERA_LOST] = 1.0
        self._times.clear()
        self._advance(met, now_ns)

    def lose(self, signal: Signal, now_ns: int) -> None:
        """Tell that a device other than the camera was lost."""
        self._recorder.point(signal, now_ns)

    def rest(self, now_ns: int, *, resting: bool) -> None:
        """The sitting is paused, or goes on: in a pause all that is told of the candidate is
        unknown, and a clip that was waiting ends with what was filmed before it.
        """
        if resting and not self._resting:
            self._recorder.deliver(now_ns, self._suite.models, at_once=True)
        self._resting = resting

    def finish(self, now_ns: int) -> None:
        """End open flags and deliver the clips that were waiting."""
        for transition in close(self._states, now_ns):
            self._recorder.record(transition, self._suite.models)
        self._states = {}
        self._recorder.deliver(now_ns, self._suite.models, at_once=True)

    def _advance(self, met: Conditions, now_ns: int) -> None:
        if self._resting:
            met = {it: None if it.is_of_candidate else met[it] for it in met}
        self._states, happened = advance(self._states, met, now_ns, self._limits)
        for transition in happened:
            self._recorder.record(transition, self._suite.models)
        self._recorder.deliver(now_ns, self._suite.models)

    def _observe(self, frame: Frame) -> Observation:
        pixels = frame.pixels
        before, self._before = self._before, pixels
        identical = before is not None and bool(np.array_equal(before, pixels))
        faces = self._suite.faces.detect(pixels) if self._suite.faces is not None else None
        detail = self.scrutiny.look(frame, faces or ())
        light = measure_light(pixels)
        return Observation(
            t_ns=frame.monotonic_ns,
            light=light,
            identical=identical,
            faces=faces,
            slow=self._is_slow(frame.monotonic_ns),
            look=detail.look,
            similarity=detail.similarity,
            phone=detail.phone,
            voice=detail.voice,
            replaced=self._sensor.look(frame, light, identical=identical),
        )

    def _is_slow(self, now_ns: int) -> bool:
        """Whether fewer frames than the least rate were inspected in the last seconds."""
        self._times.append(now_ns)
        while self._times[0] < now_ns - _RATE_WINDOW_S * 1e9:
            self._times.popleft()
        span_s = (now_ns - self._times[0]) / 1e9
        return span_s > 1.0 and (len(self._times) - 1) / span_s < self._least_rate

    def _shot(self, frame: Frame) -> Shot:
        small = scaled_to_width(frame.pixels, self._settings.clip_width)
        height, width = small.shape[:2]
        return Shot(frame.monotonic_ns, width, height, encode_jpeg(small, _CLIP_QUALITY))

    def _hint(self, seen: Observation) -> Framing:
        if seen.faces is None:
            return Framing.NO_MODEL
        large = tuple(face for face in seen.faces if face.height >= self._limits.second_face_height)
        return hint_for(large, seen.light, light_limits(self._limits))


def light_limits(limits: Thresholds) -> LightLimits:
    """The part of the thresholds that speaks of light and sharpness."""
    return LightLimits(limits.dark_mean, limits.bright_mean, limits.blur_variance)

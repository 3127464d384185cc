# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Small pictures go out while somebody looks, at their own pace and without waiting."""

import numpy as np

from edge_proctor.child.previewing import Previewing
from edge_proctor.framing import Framing
from edge_proctor.messages import Preview
from edge_proctor.monitoring.monitor import Inspection
from edge_proctor.monitoring.observation import Observation
from edge_proctor.pictures import measure_light
from edge_proctor.ports import Frame
from edge_proctor.settings import CameraChoice, ProctorSettings

SETTINGS = ProctorSettings(camera=CameraChoice.portrait())


def frame(number: int, per_s: int = 30) -> Frame:
    at_ns = round(1e9 + number / per_s * 1e9)
    return Frame(number, at_ns, np.zeros((480, 640, 3), np.uint8))


def seen() -> Inspection:
    dark = measure_light(frame(0).pixels)
    return Inspection(Observation(0, dark, identical=False, faces=()), Framing.NO_FACE)


def test_ten_of_thirty_frames_a_second_go_out_small() -> None:
    sent: list[Preview] = []
    previewing = Previewing(sent.append, SETTINGS)
    previewing.know(seen())
    previewing.want()
    for number in range(30):
        previewing.offer(frame(number))
    assert len(sent) == 10
    assert (sent[0].frame.width, sent[0].frame.height) == (320, 240)
    assert sent[0].frame.hint is Framing.NO_FACE


def test_nothing_goes_out_unwanted_or_before_anything_was_inspected() -> None:
    sent: list[Preview] = []
    previewing = Previewing(sent.append, SETTINGS)
    previewing.know(seen())
    previewing.offer(frame(0))
    unknown = Previewing(sent.append, SETTINGS)
    unknown.want()
    unknown.offer(frame(0))
    assert sent == []


def test_a_parent_that_is_gone_ends_nothing_here() -> None:
    def refuse(_: Preview) -> None:
        raise BrokenPipeError

    previewing = Previewing(refuse, SETTINGS)
    previewing.know(seen())
    previewing.want()
    previewing.offer(frame(0))

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What crosses between the station's process and the proctor's child.

Owns the message shapes of both directions. Must not carry evidence in the clear:
only a preview, which never leaves memory. Stands on the events and framing shapes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from edge_proctor.events import ProctorEvent
from edge_proctor.framing import Capture, PreviewFrame, Purpose


@dataclass(frozen=True, slots=True)
class Stop:
    """To the child: close open flags, then end."""


@dataclass(frozen=True, slots=True)
class WantPreview:
    """To the child: somebody looks; send previews for the next few seconds."""


@dataclass(frozen=True, slots=True)
class WantCapture:
    """To the child: take a selfie or a document within `timeout_s`."""

    request: int
    purpose: Purpose
    timeout_s: float


@dataclass(frozen=True, slots=True)
class Restore:
    """To a restarted child: the candidate's reference embedding from before."""

    embedding: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Rest:
    """To the child: the sitting is paused, or goes on; in a pause the candidate is not watched."""

    resting: bool


@dataclass(frozen=True, slots=True)
class Playing:
    """To the child: the station's own loudspeaker sounds until then, on the monotonic clock."""

    until_ns: int


@dataclass(frozen=True, slots=True)
class Hello:
    """From the child: what works, by role; sent once the models are warm."""

    capabilities: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Figures:
    """From the child, about once a second: how the work goes."""

    frames_seen: int
    frames_dropped: int
    median_frame_ms: float


@dataclass(frozen=True, slots=True)
class Happened:
    """From the child: one event."""

    event: ProctorEvent


@dataclass(frozen=True, slots=True)
class Preview:
    """From the child: the newest small picture."""

    frame: PreviewFrame


@dataclass(frozen=True, slots=True)
class Captured:
    """From the child: the answer to a `WantCapture`.

    `reference` is the embedding of an accepted selfie (float32): a restarted child still
    knows the candidate by it. The station keeps it encrypted under the sitting's own key
    until the sitting is concluded.
    """

    request: int
    capture: Capture
    reference: bytes | None = field(default=None, repr=False)


ToChild = Stop | WantPreview | WantCapture | Restore | Rest | Playing
FromChild = Hello | Figures | Happened | Preview | Captured

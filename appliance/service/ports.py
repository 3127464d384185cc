# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What the service asks of the world around it: monitoring, power, USB, disk, link.

Owns the narrow ports and their readings. Must not touch a device; adapters are in
`probes` and `edge_proctor`. Stands on the proctor's plain shapes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from edge_proctor.events import ProctorEvent
from edge_proctor.framing import Capture, PreviewFrame, Purpose


class Monitor(Protocol):
    """The proctor as the service sees it; see `edge_proctor.proctor.Proctor`."""

    @property
    def alive(self) -> bool:
        """Whether the child process runs."""
        ...

    @property
    def reference(self) -> bytes | None:
        """What the face of the last accepted selfie is recognised by."""
        ...

    def restore(self, reference: bytes) -> None:
        """Take back what the face is recognised by, from before a restart of the station."""
        ...

    def start(self) -> None:
        """Start watching; returns at once."""
        ...

    def stop(self) -> None:
        """Stop watching, after the last events were delivered."""
        ...

    def capabilities(self) -> dict[str, str]:
        """Role → "available (…)" or "missing: why"."""
        ...

    def rest(self, *, resting: bool) -> None:
        """The sitting is paused, or goes on; in a pause the candidate is not watched."""
        ...

    def playing(self, duration_s: float) -> None:
        """The loudspeaker sounds for so long from now on, 0 when it falls silent."""
        ...

    def preview(self) -> PreviewFrame | None:
        """The newest small picture."""
        ...

    def capture(self, purpose: Purpose, timeout_s: float) -> Capture:
        """Take a picture; blocks up to `timeout_s`."""
        ...


MonitorFactory = Callable[[bytes, Callable[[ProctorEvent], None]], Monitor]
"""Central's sealing key and a receiver of events → a monitor, not started yet."""


@dataclass(frozen=True, slots=True)
class PowerReading:
    """The power supply: mains or battery, charge in percent, minutes left; None = unknown."""

    mains: bool
    percent: float | None = None
    minutes: float | None = None


class PowerProbe(Protocol):
    """Looks at the power supply."""

    def read(self) -> PowerReading:
        """The present supply."""
        ...


class UsbProbe(Protocol):
    """Looks at what is plugged in."""

    def devices(self) -> frozenset[str]:
        """A name for each device; one that is plugged in again gets another."""
        ...


class StorageProbe(Protocol):
    """Looks at the disk."""

    def free_bytes(self) -> int:
        """Bytes that may still be written."""
        ...


class StickProbe(Protocol):
    """Looks for sticks."""

    def plugged(self) -> tuple[Path, ...]:
        """The folders of those that may be written."""
        ...


@dataclass(frozen=True, slots=True)
class LinkReading:
    """Whether central can be reached, and what was measured, in words."""

    reachable: bool
    detail: str


class LinkProbe(Protocol):
    """Looks at the link to central."""

    def read(self) -> LinkReading:
        """The present link; returns within a few seconds."""
        ...

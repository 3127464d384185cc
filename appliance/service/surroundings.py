# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What happens to the station itself while questions are answered: power, clock, USB, focus.

Owns what was last seen of each, and the event when it changes. Needs no camera and no
consent, for it sees no person. Must not judge: people weigh what is told. Stands on the
probes' ports and the event's shape.
"""

import queue
from collections.abc import Iterator

from appliance.service.draining import drained
from appliance.service.ports import PowerProbe, UsbProbe
from edge_proctor.events import Phase, ProctorEvent, Signal
from sync.protocol.clock import Clock, Stamp

LOOK_EVERY_S = 2.0
CLOCK_JUMP_S = 2.0
"""A wall clock that is set moves by more; one that is slewed by far less between two looks."""

_THRESHOLDS = {"look_every_s": LOOK_EVERY_S, "clock_jump_s": CLOCK_JUMP_S}


class Surroundings:
    """Looks at the station; `focus` alone may be called from another thread."""

    def __init__(self, clock: Clock, power: PowerProbe, usb: UsbProbe) -> None:
        self._clock, self._power, self._usb = clock, power, usb
        self._focus: queue.SimpleQueue[tuple[bool, int]] = queue.SimpleQueue()
        self._open: dict[Signal, int] = {}
        self._ahead_s: float | None = None
        self._devices: frozenset[str] | None = None
        self._due_ns = 0

    def focus(self, *, held: bool) -> None:
        """The terminal says that the exam's window lost the keyboard, or has it again."""
        self._focus.put((held, self._clock.stamp().monotonic_ns))

    def look(self) -> Iterator[ProctorEvent]:
        """What has changed since the last look; the first look says how things stand."""
        for held, at_ns in drained(self._focus):
            yield from self._turn(Signal.FOCUS_LOST, at_ns, on=not held)
        now = self._clock.stamp()
        if now.monotonic_ns < self._due_ns:
            return
        self._due_ns = now.monotonic_ns + round(LOOK_EVERY_S * 1e9)
        yield from self._turn(Signal.ON_BATTERY, now.monotonic_ns, on=not self._power.read().mains)
        if self._has_jumped(now):
            yield _event(Signal.CLOCK_JUMP, Phase.POINT, now.monotonic_ns)
        if self._has_new_device():
            yield _event(Signal.USB_DEVICE, Phase.POINT, now.monotonic_ns)

    def close(self) -> Iterator[ProctorEvent]:
        """End what is open, as the sitting ends."""
        now_ns = self._clock.stamp().monotonic_ns
        for signal in tuple(self._open):
            yield from self._turn(signal, now_ns, on=False)
        self._due_ns = now_ns + round(LOOK_EVERY_S * 1e9)

    def forget(self) -> None:
        """Begin anew: what was before the questions is of no interest."""
        for _ in drained(self._focus):
            pass
        self._open = {}
        self._ahead_s = self._devices = None
        self._due_ns = 0

    def _turn(self, signal: Signal, now_ns: int, *, on: bool) -> Iterator[ProctorEvent]:
        """The start or end of something that lasts; nothing when it was so before."""
        if on and signal not in self._open:
            self._open[signal] = now_ns
            yield _event(signal, Phase.START, now_ns)
        elif not on and signal in self._open:
            start_ns = self._open.pop(signal)
            yield _event(signal, Phase.END, start_ns, (now_ns - start_ns) / 1e9)

    def _has_jumped(self, now: Stamp) -> bool:
        before, self._ahead_s = self._ahead_s, now.wall_s - now.monotonic_ns / 1e9
        return before is not None and abs(self._ahead_s - before) > CLOCK_JUMP_S

    def _has_new_device(self) -> bool:
        before, self._devices = self._devices, self._usb.devices()
        return before is not None and not self._devices <= before


def _event(signal: Signal, phase: Phase, start_ns: int, duration_s: float = 0.0) -> ProctorEvent:
    lasted_s = round(duration_s, 3)
    return ProctorEvent(signal, phase, start_ns, lasted_s, 1.0, thresholds=_THRESHOLDS)

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The watch: the proctor of the sitting in progress, and its events on their way.

Owns when the monitor runs and the queue between its thread and the journal: events are
only queued in the monitor's thread and journaled by the station's own calls, so the two
never wait for each other. Must not judge an event. Stands on the monitor's port and on
what is seen of the station itself.
"""

import queue

from appliance.exam.sitting_events import Monitored
from appliance.exam.sitting_words import Stage
from appliance.service.draining import drained
from appliance.service.errors import NotNowError
from appliance.service.ports import Monitor, MonitorFactory
from appliance.service.seat import Seat
from appliance.service.surroundings import Surroundings
from edge_proctor.events import ProctorEvent, SealedEvidence
from edge_proctor.framing import Capture, PreviewFrame, Purpose
from sync.protocol.sealing import SealingKey

_LOOKED_AT = frozenset({Stage.BREATHER, Stage.QUESTION, Stage.PAUSED})
_JOURNALED = _LOOKED_AT | {Stage.FINISHED}


class Watch:
    """Starts and stops the monitor and brings its events to the journal.

    Args:
        factory: Makes the monitor; None on a station without a camera.
        resting: What is known of the monitoring while it does not run, role → state.
        surroundings: What happens to the station, with or without a camera.
    """

    def __init__(
        self,
        factory: MonitorFactory | None,
        resting: dict[str, str],
        surroundings: Surroundings,
    ) -> None:
        self._factory, self._resting = factory, resting
        self._surroundings = surroundings
        self._events: queue.SimpleQueue[ProctorEvent] = queue.SimpleQueue()
        self._monitor: Monitor | None = None

    @property
    def running(self) -> bool:
        """Whether the monitor was started."""
        return self._monitor is not None

    @property
    def alive(self) -> bool:
        """Whether the monitor's child process runs now."""
        return self._monitor is not None and self._monitor.alive

    def start(self, evidence_key: SealingKey) -> None:
        """Start the monitor; evidence is sealed to this key. Starting twice is harmless."""
        if self._monitor is None and self._factory is not None:
            self._monitor = self._factory(evidence_key.to_bytes(), self._events.put)
            self._monitor.start()

    def stop(self) -> None:
        """Stop the monitor after its last events; stopping twice is harmless."""
        monitor, self._monitor = self._monitor, None
        if monitor is not None:
            self._resting = monitor.capabilities()
            monitor.stop()
        for event in self._surroundings.close():
            self._events.put(event)

    def capabilities(self) -> dict[str, str]:
        """Role → "available (…)" or "missing: why"."""
        monitor = self._monitor
        return dict(self._resting) if monitor is None else monitor.capabilities()

    def preview(self) -> PreviewFrame | None:
        """The newest picture, None when the monitor does not run."""
        monitor = self._monitor
        return None if monitor is None else monitor.preview()

    def capture(self, purpose: Purpose, timeout_s: float) -> Capture:
        """Take a picture; blocks up to `timeout_s`.

        Raises:
            NotNowError: The monitor does not run.
        """
        monitor = self._monitor
        if monitor is None:
            raise NotNowError(
                "the camera is not running", advice="Ask the invigilator to check your identity."
            )
        return monitor.capture(purpose, timeout_s)

    def focus(self, *, held: bool) -> None:
        """The exam's window lost the keyboard, or has it again; safe from any thread."""
        self._surroundings.focus(held=held)

    def journal(self, seat: Seat) -> None:
        """Write what was seen; before the questions it is of no interest."""
        if seat.state.stage in _LOOKED_AT:
            for event in self._surroundings.look():
                self._events.put(event)
        elif seat.state.stage not in _JOURNALED:
            self._surroundings.forget()
        for event in drained(self._events):
            if seat.state.stage in _JOURNALED and seat.state.concluded is None:
                _write(seat, event)

    def discard(self) -> None:
        """Forget what the monitor has seen: nothing of it belongs to a sitting."""
        for _ in drained(self._events):
            pass


def keep_evidence(seat: Seat, evidence: SealedEvidence) -> None:
    """Put sealed evidence beside the journal; inside the transaction that names it."""
    seat.store.evidence.add(seat.sitting_id, evidence.digest, evidence.kind.value, evidence.sealed)


def _write(seat: Seat, event: ProctorEvent) -> None:
    evidence = event.evidence
    record = Monitored(
        signal=event.signal.value,
        phase=event.phase.value,
        start_ns=event.start_ns,
        duration_s=float(event.duration_s),
        confidence=float(event.confidence),
        models=dict(event.models),
        thresholds={name: float(value) for name, value in event.thresholds.items()},
        frames=event.frames,
        station_fault=event.signal.is_station_fault,
        evidence=None if evidence is None else evidence.digest,
    )

    def keep() -> None:
        if evidence is not None:
            keep_evidence(seat, evidence)

    seat.commit(record, also=keep)

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The watch: the proctor of the sitting in progress, and its events on their way.

Owns when the monitor runs and the queue between its thread and the journal: events are
only queued in the monitor's thread and journaled by the station's own calls, so the two
never wait for each other. Must not judge an event. Stands on the monitor's port and on
what is seen of the station itself.
"""

from collections import deque

from appliance.exam.sitting_events import Monitored
from appliance.exam.sitting_words import Stage
from appliance.service.errors import NotNowError
from appliance.service.ports import Monitor, MonitorFactory
from appliance.service.seat import Seat
from appliance.service.surroundings import Surroundings
from edge_proctor.events import Phase, ProctorEvent, SealedEvidence, Signal
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
        self._events: deque[ProctorEvent] = deque()
        self._unwatched: set[tuple[Signal, int]] = set()  # flags of a pause, by their start
        self._monitor: Monitor | None = None
        self._in_pause = False

    @property
    def running(self) -> bool:
        """Whether the monitor was started."""
        return self._monitor is not None

    @property
    def alive(self) -> bool:
        """Whether the monitor's child process runs now."""
        return self._monitor is not None and self._monitor.alive

    @property
    def reference(self) -> bytes | None:
        """What the candidate's face is recognised by, where the monitor knows it."""
        return None if self._monitor is None else self._monitor.reference

    def start(self, evidence_key: SealingKey, reference: bytes | None = None) -> None:
        """Start the monitor; starting twice is harmless.

        Args:
            evidence_key: Evidence is sealed to this key.
            reference: What the face is recognised by, when the selfie was taken before.
        """
        if self._monitor is None and self._factory is not None:
            self._monitor = self._factory(evidence_key.to_bytes(), self._events.append)
            if reference is not None:
                self._monitor.restore(reference)
            self._monitor.start()

    def stop(self) -> None:
        """Stop the monitor after its last events; stopping twice is harmless."""
        monitor, self._monitor, self._in_pause = self._monitor, None, False
        if monitor is not None:
            self._resting = monitor.capabilities()
            monitor.stop()
        for event in self._surroundings.close():
            self._events.append(event)

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

    def heed(self, stage: Stage) -> None:
        """Tell the monitor whether this stage is a pause, in which the candidate is left alone."""
        resting = stage is Stage.PAUSED
        if self._monitor is not None and resting is not self._in_pause:
            self._monitor.rest(resting=resting)
            self._in_pause = resting

    def playing(self, duration_s: float) -> None:
        """The loudspeaker sounds for so long from now on, 0 when it falls silent."""
        if self._monitor is not None:
            self._monitor.playing(duration_s)

    def journal(self, seat: Seat) -> None:
        """Write what was seen; before the questions it is of no interest.

        Raises:
            StoreError: It could not be stored; what was not written waits for the next call.
        """
        if seat.state.stage in _LOOKED_AT:
            for event in self._surroundings.look():
                self._events.append(event)
        elif seat.state.stage not in _JOURNALED:
            self._surroundings.forget()
        while self._events:
            if self._is_wanted(seat, self._events[0]):
                _write(seat, self._events[0])
            self._events.popleft()
        self.heed(seat.state.stage)

    def _is_wanted(self, seat: Seat, event: ProctorEvent) -> bool:
        """Nothing is kept of a candidate in a pause: no flag that began in it, nor its clip."""
        if seat.state.stage not in _JOURNALED or seat.state.concluded is not None:
            return False
        flag = event.signal, event.start_ns
        if event.phase in (Phase.EVIDENCE, Phase.END):
            return flag not in self._unwatched
        if seat.state.stage is Stage.PAUSED and event.signal.is_of_candidate:
            self._unwatched.add(flag)
            return False
        self._unwatched.discard(flag)
        return True

    def discard(self) -> None:
        """Forget what the monitor has seen: nothing of it belongs to a sitting."""
        self._events.clear()


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

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Rounds: a running station synchronises by itself, and whoever asks by hand goes first.

Owns when a round begins and when it is set aside: it begins while nobody sits, never goes on
beside questions or an interview, and waits longer after each failure. Must not know what is
exchanged (`synchronising` does). Stands on one thread of its own.
"""

import logging
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from appliance.exam.oral_words import OralStage
from appliance.exam.sitting_words import Stage
from appliance.service.errors import NotNowError
from appliance.service.synchronising import synchronise
from appliance.service.views import SyncEnd, SyncOutcome
from appliance.service.workplace import Workplace
from sync.agent.errors import LinkError, SetAsideError
from sync.agent.uploader import DrainReport
from sync.protocol.errors import EscaleError

LOOK_S: Final = 5.0
"""How soon a round that is due, but may not begin, is thought of again."""
FIRST_S: Final = 30.0
LONGEST_S: Final = 3600.0
_CLOSING_S: Final = 2.0
_ASKED: Final = frozenset({Stage.BREATHER, Stage.QUESTION, Stage.PAUSED})
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How long until the next round: a pure rule with jitter, so that stations that were
    switched on together do not ask together.

    Attributes:
        every_s: Between two rounds that went well.
        random: A number in [0, 1).
    """

    every_s: float
    random: Callable[[], float]

    def first_s(self) -> float:
        """After the start."""
        return self.random() * min(self.every_s, FIRST_S)

    def after_s(self, failures: int) -> float:
        """After so many failures in a row; 0 when the last round went well."""
        longest_s = max(self.every_s, LONGEST_S)
        return (0.75 + self.random() / 2) * min(longest_s, self.every_s * 2 ** min(failures, 16))


class Rounds:
    """The exchanges of one workplace with central, one at a time."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._turn = threading.Lock()
        self._hands, self._hands_lock = 0, threading.Lock()
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    def by_hand(self) -> DrainReport:
        """Synchronise now; a round that is under way makes room.

        Raises:
            NotNowError, AgentError: See `synchronise`.
        """
        self._raise_hand(1)
        try:
            with self._turn:
                return self._exchange(lambda: True, by_itself=False)
        finally:
            self._raise_hand(-1)

    def begin(self, every_s: float) -> None:
        """Make rounds from now on; without a central there is nothing to do."""
        if self._place.central_url is not None:
            pace = Pace(every_s, random.random)
            self._thread = threading.Thread(
                target=self._run, args=(pace,), name="rounds", daemon=True
            )
            self._thread.start()

    def close(self) -> None:
        """Make no more rounds; one that waits for the network ends by itself."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join(_CLOSING_S)

    def _run(self, pace: Pace) -> None:
        failures, delay_s = 0, pace.first_s()
        while not self._closing.wait(delay_s):
            end = self._round()
            if end is None:
                delay_s = min(LOOK_S, pace.every_s)
                continue
            well = end in (SyncEnd.DONE, SyncEnd.CONTENT_WAITS)
            failures = 0 if well else failures + 1
            delay_s = pace.after_s(failures)

    def _round(self) -> SyncEnd | None:
        """One round; None when it could not begin or was set aside."""
        if not may_begin(self._place) or not self._turn.acquire(blocking=False):
            return None
        try:
            self._exchange(self._wanted, by_itself=True)
        except SetAsideError:
            return None
        except EscaleError as error:
            _log.info("a round ended early: %s", error)
        except Exception:  # noqa: BLE001  a thread's edge: the next round tries again
            _log.exception("a round broke")
            return SyncEnd.REFUSED
        finally:
            self._turn.release()
        last = self._place.last_sync
        return None if last is None else last.end

    def _exchange(self, wanted: Callable[[], bool], *, by_itself: bool) -> DrainReport:
        try:
            report = synchronise(self._place, self._place.central_url, wanted)
        except SetAsideError:
            raise
        except EscaleError as error:
            self._note(_end_of(error), by_itself=by_itself)
            raise
        broke = report.waiting > 0 and report.traffic.link_failures > 0
        end = SyncEnd.REFUSED if report.refused else SyncEnd.NO_LINK if broke else SyncEnd.DONE
        self._note(end, by_itself=by_itself)
        return report

    def _note(self, end: SyncEnd, *, by_itself: bool) -> None:
        at_s = self._place.clock.stamp().wall_s
        self._place.last_sync = SyncOutcome(at_s, end, by_itself)

    def _wanted(self) -> bool:
        return not self._closing.is_set() and self._hands == 0 and may_go_on(self._place)

    def _raise_hand(self, change: int) -> None:
        with self._hands_lock:
            self._hands += change


def may_begin(place: Workplace) -> bool:
    """Whether nobody sits: neither can a question wait nor would new content be refused."""
    free = place.seat is None or place.seat.state.stage is Stage.FINISHED
    return free and _no_interview(place)


def may_go_on(place: Workplace) -> bool:
    """Whether neither questions nor an interview would share disk and link with a round."""
    unasked = place.seat is None or place.seat.state.stage not in _ASKED
    return unasked and _no_interview(place)


def _no_interview(place: Workplace) -> bool:
    return place.oral is None or place.oral.state.stage is OralStage.FINISHED


def _end_of(error: EscaleError) -> SyncEnd:
    match error:
        case LinkError():
            return SyncEnd.NO_LINK
        case NotNowError():
            return SyncEnd.CONTENT_WAITS
        case _:
            return SyncEnd.REFUSED

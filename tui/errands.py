# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Errands: calls of the façade that run outside the interface and come back as messages.

Owns the lanes (one thread each, so calls of a lane never overtake one another) and the
three ways an errand ends. Must not touch a widget or know a screen. Stands on threads
and on Textual's messages, which any thread may post.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from enum import Enum, auto
from typing import Generic, TypeVar

from textual.message import Message
from textual.message_pump import MessagePump

from sync.protocol.errors import EscaleError

Outcome = TypeVar("Outcome")
_log = logging.getLogger(__name__)


class Lane(Enum):
    """Which calls wait for each other: those of the sitting, those of the picture, and those
    that take long (an answer being recorded, a connection being made)."""

    SITTING = auto()
    PICTURE = auto()
    LONG = auto()


class Done(Message, Generic[Outcome]):
    """An errand came back; the receiver hands the outcome to `then` on its own loop."""

    def __init__(self, then: Callable[[Outcome], object], outcome: Outcome) -> None:
        super().__init__()
        self.then = then
        self.outcome = outcome

    def deliver(self) -> None:
        """Hand the outcome over."""
        self.then(self.outcome)


class Refused(Message):
    """The station refused; the error carries message and advice."""

    def __init__(self, error: EscaleError, then: Callable[[EscaleError], None] | None) -> None:
        super().__init__()
        self.error = error
        self.then = then


class Broken(Message):
    """Something failed that should not; the details are in the log only."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


class Errands:
    """Runs calls in their lane and posts how they ended to one receiver."""

    def __init__(self, receiver: MessagePump) -> None:
        self._receiver = receiver
        self._lanes = {lane: ThreadPoolExecutor(1, f"errand-{lane.name}") for lane in Lane}
        self._under_way: set[Future[None]] = set()
        self._closed = False

    @property
    def under_way(self) -> bool:
        """Whether a call is being made or waits in its lane."""
        return bool(self._under_way)

    def start(
        self,
        call: Callable[[], Outcome],
        then: Callable[[Outcome], object],
        refused: Callable[[EscaleError], None] | None = None,
        lane: Lane = Lane.SITTING,
    ) -> None:
        """Have the call made in its lane; it ends by posting `Done`, `Refused` or `Broken`."""
        if self._closed:
            return
        errand = self._lanes[lane].submit(self._run, call, then, refused)
        self._under_way.add(errand)
        errand.add_done_callback(self._under_way.discard)

    def _run(
        self,
        call: Callable[[], Outcome],
        then: Callable[[Outcome], object],
        refused: Callable[[EscaleError], None] | None,
    ) -> None:
        post = self._receiver.post_message
        try:
            outcome = call()
        except EscaleError as error:
            post(Refused(error, refused))
        except Exception as error:  # noqa: BLE001  a process edge: a screen says so, the log why
            _log.exception("an errand broke")
            post(Broken(error))
        else:
            post(Done(then, outcome))

    def close(self) -> None:
        """Take no more errands; one that runs is left to end."""
        self._closed = True
        for lane in self._lanes.values():
            lane.shutdown(wait=False, cancel_futures=True)

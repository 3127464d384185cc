# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The sign of life for systemd: the loop that draws the screens runs.

Owns the datagrams of sd_notify(3): `READY=1` once, `WATCHDOG=1` at most every half
interval. Must not run in a thread of its own, which would go on when the screens hang.
Stands on one datagram socket; without systemd it does nothing.
"""

import contextlib
import os
import socket
import time
from collections.abc import Callable, Mapping

_MICROSECONDS = 1_000_000


class Watchdog:
    """Feeds the watchdog of a unit with `WatchdogSec=` and `NotifyAccess=main`.

    Args:
        address: `NOTIFY_SOCKET`: a path, or an abstract name after `@`; empty without systemd.
        interval_s: After how long without a sign systemd restarts the unit; None when never.
        clock: Monotonic seconds.
    """

    def __init__(
        self,
        address: str,
        interval_s: float | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._address = f"\0{address[1:]}" if address.startswith("@") else address
        self._interval_s = interval_s
        self._clock = clock
        self._due_s = -float("inf")

    @classmethod
    def of_process(cls, environment: Mapping[str, str]) -> "Watchdog":
        """The watchdog that systemd set up for this process (sd_watchdog_enabled(3))."""
        wanted = environment.get("WATCHDOG_USEC", "")
        ours = environment.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        interval_s = int(wanted) / _MICROSECONDS if wanted.isdecimal() and ours else None
        return cls(environment.get("NOTIFY_SOCKET", ""), interval_s)

    def ready(self) -> None:
        """Say once that the screens are up."""
        self._send(b"READY=1")

    def feed(self) -> None:
        """Say that the loop runs; costs nothing when it was said a moment ago."""
        if self._interval_s is None or self._clock() < self._due_s:
            return
        self._due_s = self._clock() + self._interval_s / 2
        self._send(b"WATCHDOG=1")

    def _send(self, state: bytes) -> None:
        if not self._address:
            return
        # A lost sign is no reason to stop an exam: systemd decides after the interval.
        with (
            contextlib.suppress(OSError),
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender,
        ):
            sender.setblocking(False)
            sender.sendto(state, self._address)

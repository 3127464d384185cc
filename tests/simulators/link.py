# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A link that breaks: a TCP relay that hangs up after so many bytes.

It looks at nothing that it carries. After each cut the next connection is accepted
again, as when a cable is plugged back in.
"""

import contextlib
import socket
import threading
from collections.abc import Iterable
from enum import Enum
from types import TracebackType
from typing import Self

_PIECE = 2048


class Direction(Enum):
    """Which way bytes go."""

    UP = "towards central"
    DOWN = "towards the station"


class BreakingLink:
    """Relays loopback connections to one port; use as a context manager.

    Args:
        target_url: The central behind the link.
        cuts: Bytes after which the link breaks, one number per cut.
        counted: Whether bytes towards central are counted, or those towards the station.
    """

    def __init__(
        self, target_url: str, cuts: Iterable[int], counted: Direction = Direction.UP
    ) -> None:
        self._counted = counted
        self._target_port = int(target_url.rpartition(":")[2])
        self._cuts = list(cuts)
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.broken = 0
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._hang_up()
        for thread in self._threads:
            thread.join(5)

    def _start(self, target: object, *arguments: object) -> None:
        assert callable(target)
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                station, _ = self._listener.accept()
            except OSError:
                return
            central = socket.create_connection(("127.0.0.1", self._target_port))
            with self._lock:
                self._open |= {station, central}
            self._start(self._relay, station, central, Direction.UP)
            self._start(self._relay, central, station, Direction.DOWN)

    def _relay(self, source: socket.socket, sink: socket.socket, way: Direction) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(_PIECE):
                if way is self._counted and not self._may_pass(len(data)):
                    break
                sink.sendall(data)
        for end in (source, sink):
            _close(end)
        with self._lock:
            self._open -= {source, sink}

    def _may_pass(self, size: int) -> bool:
        with self._lock:
            if not self._cuts:
                return True
            self._cuts[0] -= size
            if self._cuts[0] > 0:
                return True
            self._cuts.pop(0)
            self.broken += 1
        self._hang_up()
        return False

    def _hang_up(self) -> None:
        with self._lock:
            ends = list(self._open)
        for end in ends:
            _close(end)


def _close(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()

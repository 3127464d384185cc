# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A link between station and central that can be cut: a TCP relay on loopback.

Owns the relay's threads and its count of bytes. Must not look into what it carries.
Stands on sockets alone.
"""

import contextlib
import socket
import threading
from types import TracebackType
from typing import Self

CHUNK_BYTES = 16 * 1024
LOOPBACK = "127.0.0.1"


class Link:
    """Relays loopback connections to one port; while it is cut, nothing passes.

    Use as a context manager. `sent_bytes` counts what went from the station to central,
    HTTP framing included.
    """

    def __init__(self, target_port: int) -> None:
        self._target_port = target_port
        self._listener = socket.create_server((LOOPBACK, 0))
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._budget: int | None = None
        self._cut = False
        self.sent_bytes = 0
        self._acceptor = threading.Thread(target=self._accept, name="link", daemon=True)

    @property
    def url(self) -> str:
        """The address that stands for central on the station's side of the link."""
        return f"http://{LOOPBACK}:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._acceptor.start()
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
        self._acceptor.join(timeout=5)

    def cut_after(self, upstream_bytes: int) -> None:
        """Let that many more bytes pass towards central, then cut."""
        with self._lock:
            self._budget = upstream_bytes

    def mend(self) -> None:
        """Let everything pass again."""
        with self._lock:
            self._budget = None
            self._cut = False

    @property
    def is_cut(self) -> bool:
        """Whether the budget was used up and the link is down."""
        return self._cut

    def _accept(self) -> None:
        while True:
            try:
                station, _ = self._listener.accept()
            except OSError:
                return
            if self._cut:
                station.close()
                continue
            self._connect(station)

    def _connect(self, station: socket.socket) -> None:
        try:
            central = socket.create_connection((LOOPBACK, self._target_port))
        except OSError:
            station.close()
            return
        with self._lock:
            self._open |= {station, central}
        for source, sink, upstream in ((station, central, True), (central, station, False)):
            threading.Thread(
                target=self._relay, args=(source, sink, upstream), name="link", daemon=True
            ).start()

    def _relay(self, source: socket.socket, sink: socket.socket, upstream: bool) -> None:
        with contextlib.suppress(OSError):
            while chunk := source.recv(CHUNK_BYTES):
                allowed = self._allow(len(chunk)) if upstream else len(chunk)
                sink.sendall(chunk[:allowed])
                if allowed < len(chunk):
                    self._hang_up()
                    return
        self._close(source, sink)

    def _allow(self, wanted: int) -> int:
        with self._lock:
            allowed = wanted if self._budget is None else min(wanted, self._budget)
            if self._budget is not None:
                self._budget -= allowed
                self._cut = allowed < wanted
            self.sent_bytes += allowed
            return allowed

    def _hang_up(self) -> None:
        with self._lock:
            connections = tuple(self._open)
        self._close(*connections)

    def _close(self, *connections: socket.socket) -> None:
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()
        with self._lock:
            self._open -= set(connections)

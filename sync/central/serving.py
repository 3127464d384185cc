# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Running the application on a socket until somebody stops it.

Owns uvicorn's configuration and the background rounds of jobs. Must not know routes.
"""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncGenerator, Callable

import uvicorn
from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from sync.central.composition import Central
from sync.central.errors import SetupError
from sync.central.web.app import create_app

_LOG = logging.getLogger("escale.central")
_ROUND_S = 60.0
_GRACE_S = 5


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one.

    Raises:
        SetupError: The address is taken or not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise SetupError(
            f"cannot listen on {host} port {port}: {error.strerror}",
            advice="Choose another port with --port, or 0 for any free one.",
        ) from error


def address_of(listener: socket.socket) -> str:
    """The URL at which a listening socket answers."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def run(central: Central, listener: socket.socket, ready: Callable[[], None]) -> None:
    """Serve until a signal; `ready` is called once requests are answered."""
    app = create_app(central)
    app.router.lifespan_context = _lifespan(central)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_S,
    )
    _Announcing(config, ready).run(sockets=[listener])


class _Announcing(uvicorn.Server):
    """A server that says when it is ready."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        self._ready()


def _lifespan(
    central: Central,
) -> Callable[[FastAPI], contextlib.AbstractAsyncContextManager[None]]:
    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        del app
        rounds = asyncio.create_task(_rounds(central))
        try:
            yield
        finally:
            rounds.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await rounds

    return lifespan


async def _rounds(central: Central) -> None:
    while True:
        try:
            await run_in_threadpool(central.sweeper.run)
        except Exception:  # noqa: BLE001  a task's edge: log, go on with the next round
            _LOG.exception("a round of jobs failed")
        await asyncio.sleep(_ROUND_S)

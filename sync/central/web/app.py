# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The application: every route under one roof, every error a problem.

Owns the assembly and what holds for every request. Must not hold state but the
composed service.
"""

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.central.composition import Central
from sync.central.errors import TooLargeError
from sync.central.web import bundles, console, devices, oral, public, sittings, staff, tus
from sync.central.web.problems import answer_to, install

API = "/api/v1"
_FORM_CEILING = 1 << 20
_LARGE_BODIES = (f"{API}/parts", f"{API}/content/packs", f"{API}/rosters")


def create_app(central: Central) -> FastAPI:
    """The HTTP application of one central."""
    app = FastAPI(title=central.settings.name, docs_url=None, redoc_url=None)
    app.state.central = central
    install(app)
    app.add_middleware(Guard)
    for module in (devices, tus, bundles, staff, oral, sittings, public):
        app.include_router(module.router, prefix=API)
    app.include_router(sittings.certificates, prefix=API)
    app.include_router(console.router)
    return app


class Guard:
    """Turns away oversized forms, announced or not, and hardens every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if str(scope["path"]).startswith(_LARGE_BODIES):  # their routes count for themselves
            await self._app(scope, receive, _hardened(send))
            return
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdigit() and int(announced) > _FORM_CEILING:
            await _refuse(scope, receive, _hardened(send))
            return
        form = _CountedForm(scope, receive, _hardened(send))
        try:
            await self._app(scope, form.receive, form.send)
        except ClientDisconnect:
            if not form.refused:
                raise


class _CountedForm:
    """The two ends of one request whose body ends at the ceiling, whatever it announced."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._taken = 0
        self.refused = False

    async def receive(self) -> Message:
        """The next piece; beyond the ceiling the refusal goes out and the body is over."""
        message = await self._receive()
        self._taken += len(message.get("body", b""))
        if self._taken <= _FORM_CEILING:
            return message
        if not self.refused:
            self.refused = True
            await _refuse(self._scope, self._receive, self._send)
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        """Pass an answer on, unless the refusal was the answer."""
        if not self.refused:
            await self._send(message)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    error = TooLargeError(f"at most {_FORM_CEILING} bytes are taken here")
    refusal = answer_to(Request(scope), error)
    refusal.headers["Connection"] = "close"  # the rest of the body is not worth reading
    await refusal(scope, receive, send)


def _hardened(send: Send) -> Send:
    async def hardened(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.setdefault("X-Content-Type-Options", "nosniff")
            headers.setdefault("Referrer-Policy", "no-referrer")
        await send(message)

    return hardened

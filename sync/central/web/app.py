# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The application: every route under one roof, every error a problem.

Owns the assembly and what holds for every request. Must not hold state but the
composed service.
"""

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.central.composition import Central
from sync.central.errors import TooLargeError
from sync.central.web import bundles, console, devices, oral, public, sittings, staff, tus
from sync.central.web.problems import install, problem

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
    """Turns away oversized forms before they are read, and hardens every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "0")
        large = str(scope["path"]).startswith(_LARGE_BODIES)
        if not large and announced.isdigit() and int(announced) > _FORM_CEILING:
            refusal = problem(TooLargeError(f"at most {_FORM_CEILING} bytes are taken here"))
            await refusal(scope, receive, send)
            return

        async def hardened(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "no-referrer")
            await send(message)

        await self._app(scope, receive, hardened)

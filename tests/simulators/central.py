# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A central in a temporary directory, with a clock that only moves when told to.

Everything is real but the clock and the PDF press (which takes seconds and has its own
tests); requests go through the real application.
"""

import asyncio
import secrets
import shutil
import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from appliance.exam.pack import OpenedPack, open_pack
from sync.central.composition import Central, World, compose, create
from sync.central.errors import CentralError
from sync.central.result import Result
from sync.central.settings import Layout, Settings
from sync.central.vault import Vault
from sync.central.web.app import create_app
from sync.certificates.proof import LogProof
from sync.protocol.trust import KeyRole
from tests.simulators.central_pack import small_pack_file
from tests.simulators.central_station import Bundle, Liberties, Station

CENTRE = "Lyon"
API = "/api/v1"


class Clock:
    """Seconds that move when told to."""

    def __init__(self, now_s: int = 1_750_010_000) -> None:
        self.now_s = now_s

    def __call__(self) -> int:
        return self.now_s

    def wait(self, seconds: int) -> None:
        """Let time go by."""
        self.now_s += seconds


class PlainPress:
    """Documents that are quick to make and say what they are of."""

    def __init__(self) -> None:
        self.out_of_paper = False

    def attestation(self, result: Result) -> bytes:
        """An attestation."""
        if self.out_of_paper:
            raise CentralError("there is no paper")
        return f"%PDF attestation {result.serial} {result.person.family_name}".encode()

    def certificate(self, result: Result, message: bytes, proof: LogProof) -> bytes:
        """A certificate."""
        return f"%PDF certificate {result.serial} {proof.index} {len(message)}".encode()


class InProcess(httpx.BaseTransport):
    """Requests go straight into the application, without a socket."""

    def __init__(self, central: Central) -> None:
        self._app = httpx.ASGITransport(create_app(central), raise_app_exceptions=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One request, to its end."""
        return asyncio.run(self._handle(request.read(), request))

    async def _handle(self, body: bytes, request: httpx.Request) -> httpx.Response:
        whole = httpx.Request(request.method, request.url, headers=request.headers, content=body)
        response = await self._app.handle_async_request(whole)
        content = await response.aread()
        return httpx.Response(response.status_code, headers=response.headers, content=content)


@dataclass(frozen=True, slots=True)
class CentralSimulator:
    """A central, its administrator's token and its clock."""

    central: Central
    admin_token: str
    clock: Clock

    def browser(self, token: str | None = None) -> httpx.Client:
        """An HTTP client of the application, signed in with this token or as the admin."""
        bearer = self.admin_token if token is None else token
        return httpx.Client(
            transport=InProcess(self.central),
            base_url=f"http://central{API}",
            headers={"Authorization": f"Bearer {bearer}"},
        )

    def hire(self, login: str, *roles: str) -> str:
        """Open an account; its token."""
        return self.central.add_staff("admin", login, login.title(), roles)

    def enrol(self, station: Station | None = None) -> Station:
        """Enrol a station of the usual centre."""
        enrolled = station or Station()
        token = self.central.devices.make_token("admin", CENTRE)
        self.central.devices.enrol(enrolled.request(token))
        return enrolled

    def publish_pack(self) -> OpenedPack:
        """Publish the small pack."""
        vault = self.central.vault
        data = small_pack_file(vault.content)
        self.central.publisher.publish_pack("admin", data)
        return open_pack(data, vault.trust.ring(KeyRole.CONTENT))

    def register(self, **changes: Any) -> dict[str, Any]:
        """Register one candidate through the API; the answer's entry, code included."""
        row = {
            "candidate_id": "c-1",
            "given_name": "Inès",
            "family_name": "Moreau",
            "birth_date": "1990-05-17",
            "email": "ines@example.org",
            "window_from": "2025-06-01",
            "window_to": "2025-06-30",
            "target": "A1",
        } | changes
        answer = self.browser().post("/rosters", params={"centre": CENTRE}, json=[row])
        assert answer.status_code == 201, answer.text
        return answer.json()["candidates"][0]

    def sat(
        self, station: Station, liberties: Liberties | None = None, sitting_id: str = "sit-1"
    ) -> Bundle:
        """A bundle of a registered candidate of a published pack."""
        opened = self.publish_pack()
        self.register()
        recipient = self.central.vault.evidence.public
        return station.sit(opened, "c-1", recipient, sitting_id=sitting_id, liberties=liberties)

    def keep_parts(self, station: Station, bundle: Bundle) -> None:
        """Bring every part over, past the wire."""
        for body in bundle.bodies.values():
            self.central.uploads.keep(station.device_id, body)


def new_central(directory: Path, **settings: Any) -> CentralSimulator:
    """Make a central with the settings given."""
    clock = Clock()
    world = World(clock, secrets.token_bytes, _press_for)
    made = create(directory / "central", Settings(**settings), world)
    return CentralSimulator(compose(made.layout.root, world), made.admin_token, clock)


def copy_of(template: CentralSimulator, directory: Path) -> CentralSimulator:
    """A copy of a central that nobody has used yet, with a clock of its own."""
    root = directory / "central"
    shutil.copytree(template.central.layout.root, root)
    clock = Clock(template.clock.now_s)
    world = World(clock, secrets.token_bytes, _press_for)
    return CentralSimulator(compose(root, world), template.admin_token, clock)


def reopen(simulator: CentralSimulator) -> CentralSimulator:
    """The same central after a restart."""
    simulator.central.close()
    world = World(simulator.clock, secrets.token_bytes, _press_for)
    layout: Layout = simulator.central.layout
    return CentralSimulator(compose(layout.root, world), simulator.admin_token, simulator.clock)


@contextmanager
def serving(simulator: CentralSimulator) -> Generator[str]:
    """The central behind a real server on loopback; gives its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        create_app(simulator.central), log_level="critical", access_log=False, lifespan="off"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        _wait_for(url)
        yield url
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


def _wait_for(url: str) -> None:
    with httpx.Client(transport=httpx.HTTPTransport(retries=20)) as http:
        http.get(f"{url}{API}/health").raise_for_status()


def _press_for(settings: Settings, vault: Vault) -> PlainPress:
    del settings, vault
    return PlainPress()

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""One narrow seam to central over HTTP.

Owns requests, the device's login and the translation of every foreign error into the
agent's. Must not decide what to send when (`uploader`, `fetching`). Stands on httpx, which
is loaded with the first client: a station starts without a link, and sooner.

No name or certificate authority is trusted here: what matters is signed, and checked by
whoever uses this client.
"""

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sync.agent.errors import AnswerError, BusyError, FailedError, LinkError, RefusedError
from sync.agent.ports import DeviceKey
from sync.protocol.admission import NONCE_SIZE, Login, sign_login
from sync.protocol.printable import printable

if TYPE_CHECKING:
    import httpx

API = "/api/v1"
TUS = {"Tus-Resumable": "1.0.0"}
_COSE = {"Content-Type": "application/cose"}
_ANSWER_CEILING = 1 << 20
_BAD_REQUEST = 400
_UNAUTHORIZED = 401
_FAILED = 500
_LATER = frozenset({408, 423, 425, 429, 502, 503, 504})
_TIMEOUT_S, _CONNECT_S = 60.0, 10.0


def open_http(url: str, transport: "httpx.BaseTransport | None" = None) -> "httpx.Client":
    """An HTTP client for the central at this address."""
    import httpx

    timeout = httpx.Timeout(_TIMEOUT_S, connect=_CONNECT_S)
    try:
        return httpx.Client(base_url=url, timeout=timeout, transport=transport, trust_env=False)
    except httpx.InvalidURL as error:
        raise AnswerError(f"'{url}' is not an address of a central") from error


@dataclass(frozen=True, slots=True)
class Answer:
    """A response with a whole body."""

    status: int
    headers: "httpx.Headers"
    body: bytes

    def json(self) -> dict[str, Any]:
        """The body as a JSON object; raises AnswerError."""
        try:
            value: Any = json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise AnswerError("central's answer is not JSON") from error
        if not isinstance(value, dict):
            raise AnswerError("central's answer is not a JSON object")
        return value


class CentralClient:
    """Talks to one central, as one device when it is given a key.

    Args:
        http: The client that carries the requests.
        key: The enrolled device; `None` before the enrolment.
    """

    def __init__(self, http: "httpx.Client", key: DeviceKey | None = None) -> None:
        self._http = http
        self._key = key
        self._bearer: str | None = None

    def open(self, method: str, path: str, **options: Any) -> Answer:
        """A request that needs no login.

        Raises:
            LinkError: No answer, or one that says later.
            RefusedError: Central says no.
        """
        with self.stream(method, path, **options) as response:
            return _read(response)

    def call(self, method: str, path: str, **options: Any) -> Answer:
        """A request as the enrolled device; logs in when needed, once more when told to.

        A `content` that is no `bytes` must be re-iterable: it may be sent twice.
        """
        headers: dict[str, str] = options.pop("headers", {})
        fresh = self._bearer is None
        try:
            return self.open(method, path, headers={**headers, **self.authority()}, **options)
        except RefusedError as error:
            if error.status != _UNAUTHORIZED or fresh:
                raise
        self._bearer = None
        return self.open(method, path, headers={**headers, **self.authority()}, **options)

    def authority(self) -> dict[str, str]:
        """The header that says which device is speaking."""
        if self._bearer is None:
            self._bearer = self._log_in()
        return {"Authorization": f"Bearer {self._bearer}"}

    @contextmanager
    def stream(self, method: str, path: str, **options: Any) -> Generator["httpx.Response"]:
        """A response whose body is read by the caller; refusals are raised.

        Raises:
            LinkError: No answer, one that says later, or the link broke on the way.
            RefusedError: Central says no.
        """
        import httpx

        try:
            with self._http.stream(method, self._url(path), **options) as response:
                if response.status_code >= _BAD_REQUEST:
                    raise _refusal(response.status_code, _read(response))
                yield response
        except httpx.InvalidURL as error:
            raise AnswerError("central's answer leads to no address") from error
        except httpx.HTTPError as error:
            raise LinkError(f"central does not answer: {type(error).__name__}") from error

    def _log_in(self) -> str:
        if self._key is None:
            raise AnswerError("this station is not enrolled")
        form = {"device_id": self._key.device_id}
        nonce = self.open("POST", f"{API}/device/challenge", json=form).json().get("nonce")
        try:
            raw = bytes.fromhex(str(nonce))
        except ValueError as error:
            raise AnswerError("central's challenge is not hexadecimal") from error
        if len(raw) != NONCE_SIZE:
            raise AnswerError("central's challenge has another length")
        login = sign_login(Login(self._key.device_id, raw), self._key.signer)
        session = self.open("POST", f"{API}/device/session", content=login, headers=_COSE)
        bearer = session.json().get("bearer")
        if not isinstance(bearer, str):
            raise AnswerError("central's answer holds no bearer")
        return bearer

    def _url(self, path: str) -> "httpx.URL":
        url = self._http.base_url.join(path)
        base = self._http.base_url
        if (url.scheme, url.host, url.port) != (base.scheme, base.host, base.port):
            raise AnswerError("central's answer leads to another host")
        return url


def _read(response: "httpx.Response") -> Answer:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > _ANSWER_CEILING:
            raise AnswerError("central's answer is too long")
    return Answer(response.status_code, response.headers, bytes(body))


def _refusal(status: int, answer: Answer) -> LinkError | RefusedError:
    try:
        told = answer.json()
    except AnswerError:
        told = {}
    said = str(told.get("detail") or told.get("title") or f"central answered {status}")
    message = printable(said)  # whoever answers there may not write to the terminal
    if status == _FAILED:
        return FailedError(message)
    if status in _LATER:
        return BusyError(message)
    advice = told.get("advice")
    return RefusedError(
        message,
        name=str(told.get("error", "")),
        status=status,
        advice=printable(advice) if isinstance(advice, str) else None,
    )

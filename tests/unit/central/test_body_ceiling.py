# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""No request of a stranger fills the memory: bodies are counted, announced or not."""

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from tests.simulators.central import CentralSimulator, serving

_PIECE = b"a" * 65_536
_ENOUGH = 40 << 20


def endless(start: bytes) -> Iterator[bytes]:
    yield start
    for _ in range(_ENOUGH // len(_PIECE)):
        yield _PIECE


def raw_chunks(url: str, path: str, kind: str, start: bytes) -> tuple[bytes, int]:
    """The first line of the answer to a chunked body, and how much of it could be sent."""
    parts = urlsplit(url)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: central\r\nContent-Type: {kind}\r\n"
        "Transfer-Encoding: chunked\r\n\r\n"
    )
    sent = 0
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=20) as link:
        link.sendall(head.encode())
        try:
            for piece in endless(start):
                link.sendall(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
                sent += len(piece)
        except OSError:
            pass  # central hung up, as it should
        try:
            answer = link.recv(4096)
        except OSError:
            answer = b""  # the answer was lost with the link
    return answer.partition(b"\r\n")[0], sent


@pytest.mark.parametrize(
    ("path", "kind", "start"),
    [
        ("/api/v1/device/challenge", "application/json", b'{"device_id":"'),
        ("/api/v1/staff/session", "application/json", b'{"token":"'),
        ("/api/v1/device/session", "application/cose", b"\xd2"),
        ("/api/v1/enrolments", "application/cose", b"\xd2"),
        ("/console/sign-in", "application/x-www-form-urlencoded", b"token="),
    ],
)
def test_a_body_of_unknown_length_is_cut_off_at_the_ceiling(
    central: CentralSimulator, path: str, kind: str, start: bytes
) -> None:
    with serving(central) as url:
        line, sent = raw_chunks(url, path, kind, start)
        assert line in (
            b"HTTP/1.1 413 Content Too Large",
            b"HTTP/1.1 413 Request Entity Too Large",
            b"",
        )
        assert sent < _ENOUGH
        assert httpx.get(f"{url}/api/v1/health").is_success


def test_a_chunked_body_within_the_ceiling_is_read_as_ever(central: CentralSimulator) -> None:
    body = iter([b'{"device_id":', b'"st-nobody"}'])
    with serving(central) as url:
        answer = httpx.post(
            f"{url}/api/v1/device/challenge",
            content=body,
            headers={"Content-Type": "application/json"},
        )
    assert answer.status_code == 401


def test_the_refusal_is_a_problem_with_advice(central: CentralSimulator) -> None:
    answer = central.browser("").post(
        "/device/challenge",
        content=b'{"device_id":"' + b"a" * (1 << 20) + b'"}',
        headers={"Content-Type": "application/json"},
    )
    assert (answer.status_code, answer.json()["error"]) == (413, "TooLargeError")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"

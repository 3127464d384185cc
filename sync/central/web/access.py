# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Who is asking, and how much they may send.

Owns the dependencies that routes declare: the composed service, the device or person
behind a bearer, a raw body below a ceiling. Must not decide permissions.
"""

from typing import Annotated, cast

from fastapi import Depends, Request

from sync.central.composition import Central
from sync.central.errors import TooLargeError, UnauthenticatedError
from sync.central.staff import Person

MESSAGE_CEILING = 1 << 20
COSE = "application/cose"


def central_of(request: Request) -> Central:
    """The service behind this application."""
    return cast("Central", request.app.state.central)


CentralOf = Annotated[Central, Depends(central_of)]


def bearer_of(request: Request) -> str:
    """The bearer of a request.

    Raises:
        UnauthenticatedError: There is none.
    """
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not bearer.strip():
        raise UnauthenticatedError("this needs a bearer")
    return bearer.strip()


Bearer = Annotated[str, Depends(bearer_of)]


def device_of(central: CentralOf, bearer: Bearer) -> str:
    """The device that is asking."""
    return central.devices.recognise(bearer)


def person_of(central: CentralOf, bearer: Bearer) -> Person:
    """The person who is asking."""
    return central.staff.recognise(bearer)


DeviceId = Annotated[str, Depends(device_of)]
Staff = Annotated[Person, Depends(person_of)]


async def read_body(request: Request, ceiling: int) -> bytes:
    """The whole body of a request.

    Raises:
        TooLargeError: It is above the ceiling; the rest is not read.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > ceiling:
            raise TooLargeError(f"at most {ceiling} bytes are taken here")
    return bytes(body)


async def message_of(request: Request) -> bytes:
    """A signed message in the body."""
    return await read_body(request, MESSAGE_CEILING)


Message = Annotated[bytes, Depends(message_of)]

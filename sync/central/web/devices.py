# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Routes of devices: enrolment, login, content.

Owns their paths and bodies. Must not decide anything (`enrolment`, `publishing`).
"""

import re

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from sync.central.web.access import COSE, CentralOf, DeviceId, Message

router = APIRouter(tags=["devices"])
_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{0,15})\Z")


class ChallengeForm(BaseModel):
    """Which device wants to log in."""

    model_config = ConfigDict(extra="forbid")
    device_id: str = Field(max_length=64)


@router.post("/enrolments", status_code=201)
def enrol(central: CentralOf, message: Message) -> Response:
    """Enrol the device that signed the request in the body."""
    answer = central.devices.enrol(message)
    return Response(answer.to_bytes(), 201, media_type="application/cbor")


@router.post("/device/challenge")
def challenge(central: CentralOf, form: ChallengeForm) -> dict[str, str]:
    """A nonce for one login."""
    return {"nonce": central.devices.challenge(form.device_id).hex()}


@router.post("/device/session")
def log_in(central: CentralOf, message: Message) -> dict[str, str | int]:
    """Exchange a signed login for a bearer."""
    bearer = central.devices.log_in(message)
    return {"bearer": bearer, "expires_in_s": central.settings.device_session_s}


@router.get("/device/content")
def content_list(central: CentralOf, device_id: DeviceId) -> Response:
    """The signed list of what this device should have."""
    return Response(central.publisher.list_for(device_id), media_type=COSE)


@router.get("/device/content/{digest}")
def content_file(
    central: CentralOf, device_id: DeviceId, digest: str, request: Request
) -> Response:
    """One file of the list, from any byte on (RFC 9110 §14, one range)."""
    size = central.publisher.size_for(device_id, digest)
    headers = {"Accept-Ranges": "bytes", "ETag": f'"{digest}"', "Cache-Control": "private"}
    asked = _RANGE.match(request.headers.get("range", ""))
    media_type = "application/octet-stream"
    if asked is None:
        return Response(central.blobs.read(digest), headers=headers, media_type=media_type)
    first = int(asked[1])
    last = min(int(asked[2]) if asked[2] else size - 1, size - 1)
    if first > last:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    data = central.blobs.read(digest, first, last - first + 1)
    return Response(data, 206, headers, media_type)

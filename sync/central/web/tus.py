# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""tus 1.0.0 as clients of any make speak it: core, creation, checksum, expiration,
termination.

Owns the protocol's headers and status codes (https://tus.io/protocols/resumable-upload).
Must not keep bytes or offsets (`sync.central.uploads`).

A chunk with a checksum is taken wholly or not at all; of a chunk without one, what
arrived before the link broke is kept.
"""

import asyncio
import binascii
import hashlib
from base64 import b64decode
from collections.abc import AsyncIterator
from dataclasses import dataclass
from email.utils import formatdate

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from sync.central.errors import ChunkChecksumError, ContentRefusedError
from sync.central.uploads import Upload, Writing
from sync.central.web.access import CentralOf, DeviceId

router = APIRouter(prefix="/parts", tags=["parts"])
VERSION = "1.0.0"
EXTENSIONS = "creation,checksum,expiration,termination"
_ALGORITHMS = ("sha256", "sha1")
_CHUNK_TYPE = "application/offset+octet-stream"
_SILENCE_S = 30.0
_METADATA_CEILING = 4096


@dataclass(frozen=True, slots=True)
class Checksum:
    """What the client says a chunk hashes to."""

    algorithm: str
    digest: bytes

    def require(self, data: bytes) -> None:
        """Let pass the chunk that it was made of; raises ChunkChecksumError."""
        # The tus specification obliges servers to offer SHA-1; ours guards nothing but the link.
        found = hashlib.new(self.algorithm, data, usedforsecurity=False).digest()
        if found != self.digest:
            raise ChunkChecksumError("the chunk was altered on its way")


@router.options("")
def options(central: CentralOf) -> Response:
    """What this server can do."""
    headers = {
        "Tus-Resumable": VERSION,
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(central.settings.part_ceiling),
        "Tus-Checksum-Algorithm": ",".join(_ALGORITHMS),
    }
    return Response(status_code=204, headers=headers)


@router.post("")
def create(central: CentralOf, device_id: DeviceId, request: Request) -> Response:
    """Begin an upload; the metadata name the part by its SHA-256 as `digest`."""
    refused = _refuse_version(request)
    if refused is not None:
        return refused
    text = request.headers.get("upload-metadata", "")
    length = _number(request, "upload-length")
    upload = central.uploads.create(device_id, _digest(text), length, text)
    headers = {**_headers(upload), "Location": f"{request.url.path}/{upload.upload_id}"}
    return Response(status_code=201, headers=headers)


@router.head("/{upload_id}")
def look(central: CentralOf, device_id: DeviceId, upload_id: str, request: Request) -> Response:
    """Where an upload stands."""
    refused = _refuse_version(request)
    if refused is not None:
        return refused
    upload = central.uploads.find(device_id, upload_id)
    headers = {
        **_headers(upload),
        "Upload-Length": str(upload.length),
        "Upload-Metadata": upload.metadata_text,
        "Cache-Control": "no-store",
    }
    return Response(status_code=200, headers=headers)


@router.patch("/{upload_id}")
async def append(
    central: CentralOf, device_id: DeviceId, upload_id: str, request: Request
) -> Response:
    """Continue an upload at its offset."""
    refused = _refuse_version(request)
    if refused is not None:
        return refused
    if request.headers.get("content-type") != _CHUNK_TYPE:
        return Response(status_code=415, headers={"Tus-Resumable": VERSION})
    offset = _number(request, "upload-offset")
    checksum = _checksum(request)
    with central.uploads.writing(device_id, upload_id, offset) as writing:
        await (_take_checked(request, writing, checksum) if checksum else _take(request, writing))
        upload = await run_in_threadpool(central.uploads.acknowledge, device_id, upload_id, writing)
    return Response(status_code=204, headers=_headers(upload))


@router.delete("/{upload_id}")
def terminate(
    central: CentralOf, device_id: DeviceId, upload_id: str, request: Request
) -> Response:
    """Give an upload up."""
    refused = _refuse_version(request)
    if refused is not None:
        return refused
    central.uploads.terminate(device_id, upload_id)
    return Response(status_code=204, headers={"Tus-Resumable": VERSION})


@router.post("/{upload_id}")
async def override(
    central: CentralOf, device_id: DeviceId, upload_id: str, request: Request
) -> Response:
    """The same for clients that can only POST (`X-HTTP-Method-Override`)."""
    method = request.headers.get("x-http-method-override", "").upper()
    if method == "PATCH":
        return await append(central, device_id, upload_id, request)
    if method in {"HEAD", "DELETE"}:
        act = look if method == "HEAD" else terminate
        return await run_in_threadpool(act, central, device_id, upload_id, request)
    return Response(status_code=405, headers={"Tus-Resumable": VERSION})


async def _take(request: Request, writing: Writing) -> None:
    async for data in _chunks(request):
        writing.write(data)


async def _take_checked(request: Request, writing: Writing, checksum: Checksum) -> None:
    """Write the chunk when all of it is here and right; otherwise nothing of it."""
    announced = int(request.headers.get("content-length", "-1"))
    body = bytearray()
    async for data in _chunks(request):
        body += data
        writing.require_room(len(body))
    if announced >= 0 and len(body) != announced:
        return  # the link broke; nothing is acknowledged of a chunk that cannot be checked
    checksum.require(bytes(body))
    writing.write(bytes(body))


async def _chunks(request: Request) -> AsyncIterator[bytes]:
    """The body until it ends, the link breaks, or nothing comes for half a minute."""
    stream = request.stream()
    try:
        while True:
            async with asyncio.timeout(_SILENCE_S):
                data = await anext(stream)
            yield data
    except (StopAsyncIteration, ClientDisconnect, TimeoutError):
        return


def _refuse_version(request: Request) -> Response | None:
    if request.headers.get("tus-resumable") == VERSION:
        return None
    return Response(status_code=412, headers={"Tus-Version": VERSION})


def _headers(upload: Upload) -> dict[str, str]:
    return {
        "Tus-Resumable": VERSION,
        "Upload-Offset": str(upload.offset),
        "Upload-Expires": formatdate(upload.expires_s, usegmt=True),
    }


def _number(request: Request, name: str) -> int:
    text = request.headers.get(name, "")
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise ContentRefusedError(f"the header {name} must be a number of bytes")
    return int(text)


def _digest(metadata: str) -> str:
    if len(metadata) > _METADATA_CEILING:
        raise ContentRefusedError("the metadata are too long")
    for pair in metadata.split(","):
        key, _, value = pair.strip().partition(" ")
        if key == "digest":
            return _decoded(value).decode("ascii", "replace")
    raise ContentRefusedError("the upload's metadata need the part's SHA-256 as 'digest'")


def _checksum(request: Request) -> Checksum | None:
    header = request.headers.get("upload-checksum")
    if header is None:
        return None
    algorithm, _, value = header.partition(" ")
    if algorithm not in _ALGORITHMS:
        raise ContentRefusedError(f"checksums are {' or '.join(_ALGORITHMS)}")
    return Checksum(algorithm, _decoded(value))


def _decoded(value: str) -> bytes:
    try:
        return b64decode(value, validate=True)
    except binascii.Error as error:
        raise ContentRefusedError("a header holds no proper base64") from error

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Routes that anybody may read: trust list, status list, transparency log, health.

Owns their paths. Nothing here holds personal data: the log's entries are digests.
"""

from fastapi import APIRouter, Response

from sync.central.errors import AbsentError
from sync.central.web.access import COSE, CentralOf

router = APIRouter(tags=["public"])
_FRESH = {"Cache-Control": "public, max-age=300"}


@router.get("/health")
def health(central: CentralOf) -> dict[str, str | None]:
    """Whether central works."""
    return {"status": "ok", "schema": central.database.revision()}


@router.get("/trust-list")
def trust_list(central: CentralOf) -> Response:
    """The trust list as the root signed it."""
    return Response(central.vault.trust_message, headers=_FRESH, media_type=COSE)


@router.get("/status-list")
def status_list(central: CentralOf) -> Response:
    """The status list, signed now."""
    return Response(central.ledger.status_list(), headers=_FRESH, media_type=COSE)


@router.get("/log/{name:path}")
def log_file(central: CentralOf, name: str) -> Response:
    """A file of the transparency log (C2SP tlog-tiles): `checkpoint`, `tile/…`."""
    data = central.ledger.log_file(name)
    if data is None:
        raise AbsentError("the log has no such file")
    text = name == "checkpoint"
    return Response(data, media_type="text/plain" if text else "application/octet-stream")

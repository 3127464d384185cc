# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Routes of bundles: offer a manifest, ask for its receipt.

Owns their paths. Must not judge a bundle (`sync.central.intake`).
"""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from sync.central.intake import Received
from sync.central.web.access import COSE, CentralOf, DeviceId, Message

router = APIRouter(tags=["bundles"])


@router.post("/bundles")
def offer(central: CentralOf, device_id: DeviceId, message: Message) -> Response:
    """200 with the signed receipt, or 202 with the parts that are still missing."""
    outcome = central.intake.offer(message, device_id)
    if isinstance(outcome, Received):
        return Response(outcome.receipt, media_type=COSE)
    body = {
        "missing": [digest.hex() for digest in outcome.missing],
        "results_received": outcome.results_received,
    }
    return JSONResponse(body, 202)


@router.get("/receipts/{manifest_digest}")
def receipt(central: CentralOf, device_id: DeviceId, manifest_digest: str) -> Response:
    """The receipt of a bundle that this device brought."""
    return Response(central.intake.receipt(manifest_digest, device_id), media_type=COSE)

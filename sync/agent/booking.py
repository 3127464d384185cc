# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Booking requests travel to central, each for itself.

Owns sending them. Must not open one nor believe an answer: what central decided comes
back inside the signed oral calendar. Sending again is harmless. Stands on `client`.
"""

from collections.abc import Mapping

from sync.agent.client import API, CentralClient
from sync.agent.errors import LinkError, RefusedError
from sync.agent.patience import Patience

_OCTETS = {"Content-Type": "application/octet-stream"}


def send_bookings(
    client: CentralClient, requests: Mapping[str, bytes], patience: Patience
) -> dict[str, RefusedError]:
    """Send sealed requests, by identifier; gives those that central does not take.

    Raises:
        LinkError: The link stayed down; the others may be sent another time.
    """
    refused: dict[str, RefusedError] = {}
    for request_id, sealed in requests.items():
        try:
            _send(client, sealed, patience)
        except RefusedError as error:
            refused[request_id] = error
    return refused


def _send(client: CentralClient, sealed: bytes, patience: Patience) -> None:
    failures = 0
    while True:
        patience.mind()
        try:
            client.call("POST", f"{API}/device/bookings", content=sealed, headers=_OCTETS)
        except LinkError:
            failures += 1
            if failures >= patience.attempts:
                raise
            patience.sleep(patience.delay_s(failures))
        else:
            return

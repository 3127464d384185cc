# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Synchronising: content in, bundles out, over the link that the enrolment named.

Owns the order: 1. the trust list, so that a receipt of a new key is believed; 2. the outbox,
so that nothing that comes keeps a result from leaving; 3. booking requests, so that the
content brings their answer; 4. content. Must not hold the station's lock while it waits for
the network; what it brings is kept in short transactions. Stands on the agent.
"""

import random
import time
from collections.abc import Callable
from contextlib import suppress

from appliance.service.errors import NotNowError
from appliance.service.oral.booking import unanswered
from appliance.service.ports import LinkReading
from appliance.service.workplace import Workplace
from sync.agent.booking import send_bookings
from sync.agent.client import API, CentralClient, open_http
from sync.agent.errors import AgentError, ContentDamagedError
from sync.agent.fetching import FetchedContent, Held, fetch_content, fetch_trust_list
from sync.agent.patience import Patience, Throttle
from sync.agent.uploader import DrainReport, Uploader
from sync.protocol.errors import ProtocolError
from sync.protocol.keys import key_ring
from sync.protocol.trust import KeyRole

_ATTEMPTS = 3


def fetch(place: Workplace, client: CentralClient, patience: Patience) -> FetchedContent:
    """Fetch what central has for this station and keep it.

    Raises:
        AgentError: The link stayed down or central refuses.
        NotNowError: The pack or roster would change under a sitting in progress.
    """
    library = place.library
    fetched = fetch_content(client, _held(place), place.store.contents, patience)
    files = {fetched_file.file.digest: fetched_file.data for fetched_file in fetched.files}
    with place.lock:
        library.install_trust_list(fetched.trust_message)
        library.install_content(fetched.list_message, files)
    return fetched


def refresh_trust(place: Workplace, client: CentralClient, patience: Patience) -> None:
    """Keep a newer trust list; one that is refused stays out, and `fetch` tells of it later.

    Raises:
        AgentError: The link stayed down or central refuses.
    """
    with suppress(ProtocolError, ContentDamagedError):
        message, _ = fetch_trust_list(client, _held(place), patience)
        with place.lock:
            place.library.install_trust_list(message)


def drain(
    place: Workplace, client: CentralClient, patience: Patience, throttle: Throttle
) -> DrainReport:
    """Send what waits and keep the receipts."""
    keys = place.library.trust.ring(KeyRole.CENTRAL)
    return Uploader(client, keys, patience, throttle).drain(place.store.outbox)


def synchronise(
    place: Workplace, url: str | None, wanted: Callable[[], bool] = lambda: True
) -> DrainReport:
    """Do all of it over the link at this address; what is raised is raised after the outbox
    was drained, unless the link is down.

    Args:
        wanted: Whether to go on; asked before each request.

    Raises:
        NotNowError: No address is known, or the content would change under a sitting.
        AgentError: The link stayed down, central refuses the station, or its content is
            damaged.
        SetAsideError: It is not wanted any more.
        ProtocolError: The content is not trustworthy.
    """
    if url is None:
        raise NotNowError(
            "this station knows no central", advice="Bring content and results by stick."
        )
    patience = Patience(time.sleep, random.random, attempts=_ATTEMPTS, wanted=wanted)
    throttle = Throttle(time.sleep, time.monotonic, place.settings.upload_bytes_per_s)
    with open_http(url) as http:
        client = CentralClient(http, place.identity)
        refresh_trust(place, client, patience)  # 1
        report = drain(place, client, patience, throttle)  # 2
        refused = send_bookings(client, unanswered(place), patience)  # 3
        fetch(place, client, patience)  # 4
    report.refused.update(refused)
    return report


def _held(place: Workplace) -> Held:
    return Held(
        place.identity.device_id,
        key_ring(*place.identity.roots),
        place.library.trust_version,
        place.library.has,
    )


class CentralLink:
    """The link probe towards one central: how long a small answer takes."""

    def __init__(self, url: str) -> None:
        self._url = url

    def read(self) -> LinkReading:
        """Ask for the trust list, which anybody may have."""
        start = time.monotonic()
        try:
            with open_http(self._url) as http:
                CentralClient(http).open("GET", f"{API}/trust-list")
        except AgentError as error:
            return LinkReading(reachable=False, detail=str(error))
        return LinkReading(reachable=True, detail=f"{(time.monotonic() - start) * 1000:.0f} ms")

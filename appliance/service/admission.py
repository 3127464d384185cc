# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Admission: a folder becomes the station that central knows.

Owns the last steps of an enrolment on the device: check the pin, believe the answer, keep
identity, trust list and address. Must not talk to central (the agent does). Stands on the
key ring and the store.

    keys = KeyRing.create(folder)                  # keys are made on the device
    request = keys.identity.request(token, …)      # signed, to central through the agent
    admit(folder, keys, certificate, …)            # what the agent has verified comes back
"""

from pathlib import Path

from appliance.keys.keyring import KeyRing
from appliance.service.library import Library
from appliance.service.pin import keep_pin
from appliance.store.store import Store
from sync.protocol.clock import Clock, SystemClock
from sync.protocol.cose import PublicKey
from sync.protocol.keys import key_ring
from sync.protocol.trust import KeyRole, open_trust_list

CENTRAL_URL = "central_url"


def admit(
    directory: Path,
    keys: KeyRing,
    *,
    certificate: bytes,
    trust_list: bytes,
    root: PublicKey,
    central_url: str = "",
    pin: str | None = None,
    clock: Clock | None = None,
) -> None:
    """Keep what an enrolment has brought.

    1. The root, which the caller has checked against the token, signed the trust list.
    2. A device root of that list signed the certificate, and it is about our keys.
    3. Trust list, address and the invigilator's PIN, if any, are stored,
    4. then the identity: from here on it is enrolled.

    Raises:
        ProtocolError: Steps 1 and 2.
        KeysDamagedError: Step 2, the certificate is about other keys.
        PinTooShortError: Step 3.
    """
    trust = open_trust_list(trust_list, key_ring(root))  # 1
    roots = tuple(trust.ring(KeyRole.DEVICE_ROOT).values())
    identity = keys.identity.enrolled(certificate, roots, (root,))  # 2
    store = Store.open(directory, keys.database_key)
    try:
        Library(store, identity, clock or SystemClock()).install_trust_list(trust_list)  # 3
        with store.transaction():
            store.settings.put(CENTRAL_URL, central_url.encode())
            if pin is not None:
                keep_pin(store, pin)
    finally:
        store.close()
    keys.save_identity(identity)  # 4

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The invigilator's PIN: what one must be, and where its hash is kept.

Owns its least strength and its place among the settings. Must not count attempts (the
sign-in does). Stands on the store and on the slow hash of access codes.
"""

from typing import Final

from appliance.service.errors import PinTooShortError
from appliance.store.store import Store
from sync.protocol.access_code import AccessCodeHash, normalise
from sync.protocol.canonical import decode, encode

LEAST_SIGNS: Final = 4
"""Letters or digits; with the growing wait after wrong ones, guessing takes months."""

_SETTING = "invigilator_pin"
_CEILING = 1024


def require_strength(pin: str) -> None:
    """Let a PIN pass that has enough letters or digits, the only signs that are compared.

    Raises:
        PinTooShortError: It has fewer than four.
    """
    if len(normalise(pin)) < LEAST_SIGNS:
        raise PinTooShortError(f"a PIN has at least {LEAST_SIGNS} letters or digits")


def held_pin(store: Store) -> AccessCodeHash | None:
    """The hash of this station's PIN; None when none was set."""
    data = store.settings.get(_SETTING)
    return None if data is None else AccessCodeHash.from_claims(decode(data, ceiling=_CEILING))


def keep_pin(store: Store, pin: str) -> None:
    """Keep the hash of a PIN; inside a transaction.

    Raises:
        PinTooShortError: See `require_strength`.
    """
    require_strength(pin)
    store.settings.put(_SETTING, encode(AccessCodeHash.of(pin).to_claims()))

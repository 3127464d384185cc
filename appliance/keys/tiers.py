# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The key tiers: what guards the station's keys, and the port each tier implements.

Owns the names of the tiers in their order of preference and the narrow port that wraps
and unwraps short secrets. Must not know what is wrapped. Stands on nothing.
"""

from enum import StrEnum
from typing import Protocol


class TierName(StrEnum):
    """What guards the key-encryption key, best first."""

    SECURE_ELEMENT = "secure_element"
    TPM2 = "tpm2"
    PASSPHRASE = "passphrase"
    FILE = "file"


class KeyTier(Protocol):
    """Something that can wrap a secret so that only this station opens it again.

    A hardware tier does so inside the chip; the software tiers hold a key in memory.
    """

    @property
    def name(self) -> TierName:
        """Which tier this is; shown on the welcome screen as it is."""
        ...

    def wrap(self, secret: bytes, *, context: bytes) -> bytes:
        """The secret, encrypted; it opens only under the same context."""
        ...

    def unwrap(self, wrapped: bytes, *, context: bytes) -> bytes:
        """The secret again.

        Raises:
            KeysDamagedError: Altered, of another tier or for another context.
        """
        ...

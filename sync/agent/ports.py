# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What the agent asks of the station that it works for.

Owns the narrow ports of the agent: the outbox that it drains and the shelf where a
half-fetched content file waits. Must not know how they are stored (the station keeps
both inside its encrypted database). Stands on `sync.protocol.manifest`.

Shapes of what is in a bundle, agreed between the station and central:

* the manifest is a COSE message of kind MANIFEST signed by the device key;
* every part is ciphertext, sealed to central's sealing key (it travels in the
  content statement) and named by the SHA-256 of its sealed bytes;
* the plaintext of the one part with the role RESULTS is canonical CBOR
  ``{"version": 1, "records": [journal record bytes, …]}`` sealed with the context
  ``b"escale/results"``; its records must end at the manifest's journal head;
* a part with the role EVIDENCE or ORAL is the medium itself, sealed with the context
  ``b"escale/evidence"`` (ORAL: ``b"escale/oral"``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sync.protocol.keys import Signer
from sync.protocol.manifest import PartRole


@dataclass(frozen=True, slots=True)
class OutboxPart:
    """One sealed part that waits to be sent.

    Attributes:
        digest: SHA-256 of the sealed bytes (32 bytes).
        size: Length of the sealed bytes.
        role: Decides the order: results first, evidence and oral later.
    """

    digest: bytes
    size: int
    role: PartRole


@dataclass(frozen=True, slots=True)
class OutboxBundle:
    """One sitting on its way: the signed manifest and the parts that it names."""

    manifest: bytes
    parts: tuple[OutboxPart, ...]


class Outbox(Protocol):
    """Bundles without a receipt yet; implemented by the station's store.

    The agent is the only reader. Every method is durable when it returns.
    """

    def pending(self) -> Sequence[OutboxBundle]:
        """The bundles without a receipt, oldest first."""
        ...

    def read_part(self, digest: bytes) -> bytes:
        """The sealed bytes of a part, whole."""
        ...

    def acknowledge_offset(self, digest: bytes, offset: int) -> None:
        """Central holds the first `offset` bytes of this part (for display; central decides)."""
        ...

    def store_receipt(self, receipt: bytes) -> None:
        """Keep a verified COSE receipt; its bundle is pending no more and may be erased."""
        ...


class DeviceKey(Protocol):
    """The enrolled device, as far as the agent needs it; `DeviceIdentity` is one."""

    @property
    def device_id(self) -> str:
        """What central calls this station."""
        ...

    @property
    def signer(self) -> Signer:
        """Signs logins."""
        ...


class PartialShelf(Protocol):
    """Where the bytes of a content file wait between two attempts to fetch it."""

    def partial(self, digest: bytes) -> bytes:
        """What is there of the file with this digest; empty when nothing is."""
        ...

    def keep_partial(self, digest: bytes, data: bytes) -> None:
        """Replace what is there of this file; empty data forgets it."""
        ...

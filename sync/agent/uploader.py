# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The outbox is drained: results first, every acknowledged byte sent once.

Owns what is sent when, and when a receipt is believed. Must not keep anything (`Outbox`
does). Stands on `transfer` and `client`.

A drain asks central for each bundle which parts are missing, uploads the results of
every bundle, then everything else, and offers the manifest again for its receipt.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from sync.agent.client import API, CentralClient
from sync.agent.errors import AgentError, AnswerError, FailedError, LinkError, ReceiptError
from sync.agent.patience import Patience, Throttle
from sync.agent.ports import Outbox, OutboxBundle, OutboxPart
from sync.agent.transfer import Traffic, Transfer, Ways
from sync.protocol.cose import PublicKey
from sync.protocol.errors import EscaleError
from sync.protocol.kinds import Kind
from sync.protocol.manifest import PartRole
from sync.protocol.receipt import Receipt
from sync.protocol.statement import open_statement

_COSE = {"Content-Type": "application/cose"}
_ACCEPTED = 202
_PASSES: tuple[tuple[PartRole, ...], ...] = ((PartRole.RESULTS,), tuple(PartRole))


@dataclass(slots=True)
class DrainReport:
    """What one drain did.

    Attributes:
        traffic: Bytes and failures on the wire.
        receipts: Verified receipts that were stored.
        refused: Why a bundle was refused or failed at central, by manifest digest in hexadecimal.
        waiting: Bundles that still have no receipt.
    """

    traffic: Traffic = field(default_factory=Traffic)
    receipts: int = 0
    refused: dict[str, EscaleError] = field(default_factory=dict[str, EscaleError])
    waiting: int = 0


class Uploader:
    """Drains outboxes towards one central.

    Args:
        client: Central, as the enrolled device.
        central_keys: The keys that may sign receipts, from the trust list.
        patience: Waiting between attempts.
        throttle: Bandwidth cap.
    """

    def __init__(
        self,
        client: CentralClient,
        central_keys: Mapping[bytes, PublicKey],
        patience: Patience,
        throttle: Throttle,
    ) -> None:
        self._ways = Ways(client, patience, throttle)
        self._central_keys = central_keys

    def drain(self, outbox: Outbox) -> DrainReport:
        """Send everything that waits.

        A link that stays down or is wanted no more ends the drain; a refusal, or a central that
        fails over a bundle again and again, ends that bundle. Nothing raises, because the rest
        of the outbox must not depend on it: the report tells.
        """
        report = DrainReport()
        open_bundles = {hashlib.sha256(b.manifest).hexdigest(): b for b in outbox.pending()}
        try:
            for roles in _PASSES:
                for digest, bundle in tuple(open_bundles.items()):
                    if self._settled(bundle, roles, outbox, report):
                        del open_bundles[digest]
        except LinkError:
            pass  # the report says so: failures are counted, bundles are still waiting
        report.waiting = len(outbox.pending())
        return report

    def _settled(
        self,
        bundle: OutboxBundle,
        roles: tuple[PartRole, ...],
        outbox: Outbox,
        report: DrainReport,
    ) -> bool:
        """Bring parts of these roles over; whether there is nothing left to do for it."""
        try:
            self._ways.patience.mind()
            missing = self._offer(bundle, outbox, report)
            due = [part for part in bundle.parts if part.digest in missing and part.role in roles]
            for part in due:
                self._send(part, outbox, report.traffic)
            if due:
                missing = self._offer(bundle, outbox, report)
        except FailedError as error:  # over this bundle; the ones behind it may be fine
            report.refused[hashlib.sha256(bundle.manifest).hexdigest()] = error
            return True
        except LinkError:
            raise
        except EscaleError as error:
            report.refused[hashlib.sha256(bundle.manifest).hexdigest()] = error
            return True
        return not missing

    def _offer(self, bundle: OutboxBundle, outbox: Outbox, report: DrainReport) -> frozenset[bytes]:
        """The parts that central misses; none, and the receipt stored, when it has all."""
        failures = 0
        while True:
            try:
                answer = self._ways.client.call(
                    "POST", f"{API}/bundles", content=bundle.manifest, headers=_COSE
                )
                break
            except LinkError as error:
                failures = self._ways.persist(error, failures, report.traffic)
        if answer.status == _ACCEPTED:
            return _missing(answer.json().get("missing"))
        check_receipt(answer.body, bundle, self._central_keys)
        outbox.store_receipt(answer.body)
        report.receipts += 1
        return frozenset()

    def _send(self, part: OutboxPart, outbox: Outbox, traffic: Traffic) -> None:
        data = outbox.read_part(part.digest)
        if hashlib.sha256(data).digest() != part.digest:
            raise AgentError("a part in the outbox is damaged", advice="Keep the station as it is.")

        def remember(offset: int) -> None:
            outbox.acknowledge_offset(part.digest, offset)

        Transfer(self._ways, part, data, traffic, remember).run()


def check_receipt(
    message: bytes, bundle: OutboxBundle, central_keys: Mapping[bytes, PublicKey]
) -> Receipt:
    """Believe a receipt, or refuse it.

    1. It is signed by a central key as a receipt.
    2. It is for this very manifest.
    3. It names every part of the bundle.

    Raises:
        ProtocolError: Step 1.
        ReceiptError: Steps 2 and 3.
    """
    receipt = Receipt.from_claims(open_statement(Kind.RECEIPT, message, central_keys).claims)  # 1
    if receipt.manifest_digest != hashlib.sha256(bundle.manifest).digest():  # 2
        raise ReceiptError("the receipt is for another bundle")
    if not {part.digest for part in bundle.parts} <= set(receipt.parts):  # 3
        raise ReceiptError("the receipt does not name every part")
    return receipt


def _missing(value: Any) -> frozenset[bytes]:
    if not isinstance(value, list) or not value:
        raise AnswerError("central does not say which parts are missing")
    try:
        return frozenset(bytes.fromhex(str(text)) for text in cast("list[object]", value))
    except ValueError as error:
        raise AnswerError("central does not say which parts are missing") from error

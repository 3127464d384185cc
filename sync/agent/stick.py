# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The outbox by hand: bundles onto a stick, receipts back.

Owns writing and reading the carrier on the station's side, the same bytes as on the
wire. Must not unmount or choose the stick. Stands on `sync.protocol.stick`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path

from sync.agent.errors import AgentError, StickError
from sync.agent.ports import Outbox, OutboxBundle, OutboxPart
from sync.agent.uploader import check_receipt
from sync.protocol.cose import PublicKey
from sync.protocol.durable import write_durably
from sync.protocol.errors import EscaleError, ProtocolError
from sync.protocol.stick import MANIFEST, bundle_folder, part_file, receipt_file

_RECEIPT_CEILING = 1 << 20


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: bundles, and bytes of manifests and parts."""

    bundles: int
    bytes: int


def export_bundles(outbox: Outbox, stick: Path) -> Exported:
    """Write every pending bundle; the manifest last, so that what has one is whole.

    Writing again skips what is there already, bit for bit.

    Raises:
        StickError: The stick cannot be written.
    """
    written = 0
    bundles = outbox.pending()
    try:
        for bundle in bundles:
            written += _write(bundle, outbox, stick)
    except OSError as error:
        raise StickError(f"the stick cannot be written: {error.strerror}") from error
    return Exported(len(bundles), written)


def import_receipts(outbox: Outbox, stick: Path, central_keys: Mapping[bytes, PublicKey]) -> int:
    """Take over the receipts on a stick that belong to pending bundles; how many.

    Each for itself: one that cannot be used is told only after the others were taken.

    Raises:
        StickError: A receipt cannot be read.
        ProtocolError: A receipt that central did not sign, or a damaged one.
        ReceiptError: A receipt for something else.
    """
    taken, refused = 0, list[EscaleError]()
    for bundle in outbox.pending():
        try:
            taken += _take_receipt(bundle, outbox, stick, central_keys)
        except (AgentError, ProtocolError) as error:
            refused.append(error)
    if refused:
        raise refused[0]
    return taken


def _take_receipt(
    bundle: OutboxBundle, outbox: Outbox, stick: Path, central_keys: Mapping[bytes, PublicKey]
) -> int:
    path = receipt_file(stick, sha256(bundle.manifest).digest())
    try:
        if not path.is_file():
            return 0
        with path.open("rb") as file:
            message = file.read(_RECEIPT_CEILING + 1)
    except OSError as error:
        raise StickError(f"the stick cannot be read: {error.strerror}") from error
    check_receipt(message, bundle, central_keys)
    outbox.store_receipt(message)
    return 1


def _holds(path: Path, part: OutboxPart) -> bool:
    """Whether a file is this part to the last bit; a stick pulled out early leaves zeros."""
    if not path.is_file() or path.stat().st_size != part.size:
        return False
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").digest() == part.digest
    except OSError:
        return False  # a bad sector: the part is written anew


def _write(bundle: OutboxBundle, outbox: Outbox, stick: Path) -> int:
    folder = bundle_folder(stick, sha256(bundle.manifest).digest())
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for part in bundle.parts:
        path = part_file(folder, part.digest)
        if _holds(path, part):
            continue
        write_durably(path, outbox.read_part(part.digest))
        written += part.size
    write_durably(folder / MANIFEST, bundle.manifest)
    return written + len(bundle.manifest)

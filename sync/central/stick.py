# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Bundles come by hand: a stick is read, receipts are left on it.

Owns reading the carrier at central. Must not judge bundles (`intake` does): every byte
goes through the same door as on the wire. Stands on `sync.protocol.stick`.
"""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sync.central.errors import BundleRefusedError, CentralError, PartDigestError, TooLargeError
from sync.central.intake import Awaited, Intake
from sync.central.settings import Settings
from sync.central.uploads import UploadDesk
from sync.protocol.durable import write_durably
from sync.protocol.errors import EscaleError
from sync.protocol.kinds import Kind
from sync.protocol.manifest import Manifest
from sync.protocol.statement import CEILING, read_unverified
from sync.protocol.stick import (
    MANIFEST,
    bundles_folder,
    part_file,
    receipt_file,
    receipts_folder,
)


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of one bundle on the stick: received, awaited, or why it was refused."""

    folder: str
    sitting_id: str
    outcome: str
    detail: str


@dataclass(frozen=True, slots=True)
class StickReader:
    """Takes the bundles of sticks in."""

    intake: Intake
    uploads: UploadDesk
    settings: Settings

    def read(self, stick: Path) -> tuple[Carried, ...]:
        """Take every bundle in, each for itself; leave the receipts on the stick.

        Raises:
            BundleRefusedError: There is no folder of bundles on it.
        """
        root = bundles_folder(stick)
        if not root.is_dir():
            raise BundleRefusedError(
                f"there are no bundles in {stick}",
                advice="Give the folder that the station exported to.",
            )
        folders = sorted(path for path in root.iterdir() if path.is_dir())
        return tuple(self._take(folder, stick) for folder in folders)

    def _take(self, folder: Path, stick: Path) -> Carried:
        sitting_id = ""
        try:
            message = _read(folder / MANIFEST, CEILING)
            manifest = Manifest.from_claims(read_unverified(Kind.MANIFEST, message))
            sitting_id = manifest.sitting_id
            outcome = self.intake.offer(message)  # who signed it is known before a part is kept
            if isinstance(outcome, Awaited):
                self._keep_parts(folder, manifest, outcome)
                outcome = self.intake.offer(message)
            if isinstance(outcome, Awaited):
                return Carried(folder.name, sitting_id, "awaited", f"{len(outcome.missing)} parts")
            receipts_folder(stick).mkdir(parents=True, exist_ok=True)
            write_durably(receipt_file(stick, sha256(message).digest()), outcome.receipt)
            return Carried(folder.name, sitting_id, "received", "")
        except EscaleError as error:
            detail = f"{type(error).__name__}: {error}"
            return Carried(folder.name, sitting_id, "refused", detail)

    def _keep_parts(self, folder: Path, manifest: Manifest, awaited: Awaited) -> None:
        for digest in awaited.missing:
            path = part_file(folder, digest)
            if not path.is_file():
                continue
            data = _read(path, self.settings.part_ceiling)
            if sha256(data).digest() != digest:
                raise PartDigestError(f"{path.name} is not what its name says")
            self.uploads.keep(manifest.device_id, data)


def _read(path: Path, ceiling: int) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(ceiling + 1)
    except OSError as error:
        raise CentralError(f"{path.name} cannot be read: {error.strerror}") from error
    if len(data) > ceiling:
        raise TooLargeError(f"{path.name} has more than {ceiling} bytes")
    return data

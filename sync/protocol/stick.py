# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Where things lie on a carrier such as a USB stick.

Owns the names. The bytes are the same as on the wire, so a bundle may come by both
ways. Must not read or write. Stands on `pathlib` alone.

    escale/bundles/<manifest digest>/manifest.cose
    escale/bundles/<manifest digest>/<part digest>.part
    escale/receipts/<manifest digest>.cose
"""

from pathlib import Path

MANIFEST = "manifest.cose"
PART_SUFFIX = ".part"
RECEIPT_SUFFIX = ".cose"


def bundles_folder(stick: Path) -> Path:
    """Where the bundles of every station lie."""
    return stick / "escale" / "bundles"


def bundle_folder(stick: Path, manifest_digest: bytes) -> Path:
    """The folder of one bundle."""
    return bundles_folder(stick) / manifest_digest.hex()


def part_file(folder: Path, digest: bytes) -> Path:
    """The file of one part in the folder of its bundle."""
    return folder / f"{digest.hex()}{PART_SUFFIX}"


def receipts_folder(stick: Path) -> Path:
    """Where central leaves its receipts."""
    return stick / "escale" / "receipts"


def receipt_file(stick: Path, manifest_digest: bytes) -> Path:
    """The receipt of one bundle."""
    return receipts_folder(stick) / f"{manifest_digest.hex()}{RECEIPT_SUFFIX}"

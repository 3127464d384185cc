# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What a verifier holds: the issuer's root key, trust list and status list, as files.

Owns their names and how they are opened: the root's key opens the trust list, whose
central keys open the status list. Must not fetch them. Stands on `trust` and
`status_list`.

    root.pub           64 hexadecimal digits or 32 raw bytes; got once, from a source one trusts
    trust-list.cose    signed by the root
    status-list.cose   signed by central
"""

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.certificates.errors import TrustMissingError
from sync.certificates.status_list import StatusList, open_status_list
from sync.protocol.errors import ProtocolError
from sync.protocol.keys import key_ring
from sync.protocol.trust import KeyRole, TrustList, open_trust_list

ROOT_NAME, TRUST_NAME, STATUS_NAME = "root.pub", "trust-list.cose", "status-list.cose"
FOLDER_VARIABLE = "ESCALE_TRUST"
_CEILING = 4 << 20
_RAW_SIZE = 32


@dataclass(frozen=True, slots=True)
class TrustMaterial:
    """The opened lists.

    Attributes:
        root: The key that everything hangs on.
        trust: The trust list it signed.
        status: The status list, None when none is at hand.
    """

    root: Ed25519PublicKey
    trust: TrustList
    status: StatusList | None


def usual_folder() -> Path:
    """Where the files are looked for unless named: $ESCALE_TRUST, or the user's own."""
    named = os.environ.get(FOLDER_VARIABLE)
    return Path(named) if named else Path.home() / ".config" / "escale" / "trust"


def root_to_text(root: Ed25519PublicKey) -> str:
    """The content of `root.pub`."""
    return root.public_bytes_raw().hex() + "\n"


def load_material(
    *, root: Path | None = None, trust: Path | None = None, status: Path | None = None
) -> TrustMaterial:
    """Open the lists from files.

    1. The trust list is the named file, or that of the usual folder.
    2. The root key is the named file, or `root.pub` beside the trust list.
    3. The status list is the named file, or `status-list.cose` beside the trust list when
       there is one.
    4. The root signed the trust list, and a central key in it signed the status list.

    Raises:
        TrustMissingError: A file is missing, damaged or not so signed.
    """
    trust_path = trust or usual_folder() / TRUST_NAME  # 1
    root_key = _read_root(root or trust_path.parent / ROOT_NAME)  # 2
    status_path = status or trust_path.parent / STATUS_NAME  # 3
    try:  # 4
        opened = open_trust_list(_read(trust_path, "trust list"), key_ring(root_key))
        if status is None and not status_path.exists():
            return TrustMaterial(root_key, opened, None)
        statuses = open_status_list(_read(status_path, "status list"), opened.ring(KeyRole.CENTRAL))
    except ProtocolError as error:
        raise TrustMissingError(f"a list to verify against is refused: {error}") from error
    return TrustMaterial(root_key, opened, statuses)


def _read_root(path: Path) -> Ed25519PublicKey:
    data = _read(path, "root key")
    try:
        raw = data if len(data) == _RAW_SIZE else bytes.fromhex(data.decode("ascii").strip())
        return Ed25519PublicKey.from_public_bytes(raw)
    except ValueError as error:
        raise TrustMissingError(f"{path.name} is no root key: 64 hexadecimal digits") from error


def _read(path: Path, what: str) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_CEILING + 1)
    except OSError as error:
        raise TrustMissingError(f"the {what} cannot be read at {path}") from error
    if len(data) > _CEILING:
        raise TrustMissingError(f"the {what} at {path} is too large")
    return data

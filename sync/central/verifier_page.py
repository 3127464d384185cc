# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The verifier page of this central, ready to be served or carried.

Owns which lists the page gets: those in force now. Must not serve it nor know its files.
Stands on `sync.certificates.publishing`.
"""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.central.composition import Central
from sync.central.errors import SetupError
from sync.certificates.publishing import publish_page
from sync.protocol.printable import printable


def publish_verifier_page(central: Central, folder: Path) -> Path:
    """Put the page with root key, trust list and status list into a folder; its index.html.

    Raises:
        SetupError: The folder holds anything else or cannot be written; nothing was changed.
    """
    root = central.vault.root
    if not isinstance(root, Ed25519PublicKey):
        raise SetupError("the page checks Ed25519 only, and the root key is of another kind")
    try:
        return publish_page(
            folder,
            root=root,
            trust=central.vault.trust_message,
            status=central.ledger.status_list(),
        )
    except OSError as error:
        raise SetupError(
            printable(f"the page cannot be put into {folder}: {error.strerror}"),
            advice="Name a new or empty folder, or one with an earlier page, on a writable disk.",
        ) from error

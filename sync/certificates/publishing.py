# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The verifier page: static files that check a certificate in any browser, offline.

Owns how the page is put into a folder together with the issuer's lists. Must not
serve it. The page holds the root key it was published with and asks no other host;
it works from a web server, and from a folder on a stick.
"""

import base64
import errno
import json
from importlib.resources import files
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.protocol.durable import write_folder_durably

MATERIAL_NAME = "material.js"
_PUBLIC_MODE = 0o644
_HEADER = "// The issuer's root key, trust list and status list.\n"


def page_files() -> dict[str, bytes]:
    """The page's own files by name, without the issuer's lists."""
    folder = files("sync.certificates") / "page"
    return {entry.name: entry.read_bytes() for entry in folder.iterdir() if entry.is_file()}


def material_script(root: Ed25519PublicKey, trust: bytes, status: bytes | None) -> bytes:
    """The script that hands the page its lists, each still signed.

    Args:
        root: The key that signed the trust list.
        trust: The signed trust list.
        status: The signed status list, None when there is none yet.
    """
    material = {
        "root": root.public_bytes_raw().hex(),
        "trust": base64.b64encode(trust).decode(),
        "status": None if status is None else base64.b64encode(status).decode(),
    }
    return f'{_HEADER}"use strict";\nconst ESCALE_MATERIAL = {json.dumps(material)};\n'.encode()


def publish_page(
    folder: Path, *, root: Ed25519PublicKey, trust: bytes, status: bytes | None
) -> Path:
    """Make the folder the page with these lists, wholly or not at all; its index.html.

    A page that is there already is replaced.

    Raises:
        OSError: The folder holds anything else, or cannot be written; nothing was changed.
    """
    published = {**page_files(), MATERIAL_NAME: material_script(root, trust, status)}
    place = folder.resolve()
    if place.exists():
        others = sorted({entry.name for entry in place.iterdir()} - set(published))
        if others:
            told = f"it holds other things than the page, such as {others[0]}"
            raise FileExistsError(errno.ENOTEMPTY, told, str(folder))
    place.parent.mkdir(parents=True, exist_ok=True)
    write_folder_durably(place, published, mode=_PUBLIC_MODE)
    return folder / "index.html"

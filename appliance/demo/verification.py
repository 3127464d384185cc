# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Verifying the certificate as somebody without a network would.

Owns how the verifier is cut off: a network namespace of its own where the kernel lets us,
and the result says which it was. Must not verify anything itself.
"""

import subprocess
from pathlib import Path
from typing import Any

from appliance.demo.errors import StepFailedError
from appliance.demo.processes import ESCALE, last_object

ISOLATIONS: tuple[tuple[str, ...], ...] = (
    ("unshare", "--net"),
    ("unshare", "--map-root-user", "--net"),
)


def isolation() -> tuple[str, ...]:
    """The command that runs another one without any network; empty where none works."""
    for command in ISOLATIONS:
        try:
            tried = subprocess.run([*command, "true"], capture_output=True, check=False)
        except FileNotFoundError:
            return ()
        if tried.returncode == 0:
            return command
    return ()


def verify_without_network(documents: Path) -> dict[str, Any]:
    """Run `escale verify` on the picture of the QR code, cut off where that is possible.

    Args:
        documents: Holds qr.png, the trust list, the status list and the root key.

    Raises:
        StepFailedError: The certificate did not verify.
    """
    prefix = isolation()
    finished = subprocess.run(
        [
            *prefix,
            *ESCALE,
            "verify",
            str(documents / "qr.png"),
            "--trust",
            str(documents / "trust-list.cose"),
            "--proof",
            str(documents / "proof.txt"),
            "--json",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode != 0:
        raise StepFailedError(f"the certificate did not verify: {finished.stderr.strip()}")
    network = "off" if prefix else "not used (no namespace could be made here)"
    return last_object(finished.stdout) | {"network": network}

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What hardware this is: serial number and model, as the board itself states them.

Owns where they are read. Must not guess: what the board does not state is called unknown.
"""

import platform
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

DEVICE_TREE = Path("/proc/device-tree")
MACHINE_ID = Path("/etc/machine-id")
DMI_MODEL = Path("/sys/class/dmi/id/product_name")
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Board:
    """Serial number and model of the hardware."""

    serial: str
    model: str


def read_board() -> Board:
    """The board that this program runs on.

    A Raspberry Pi states both in its device tree. Elsewhere the serial is a digest of the
    machine id, which must not leave a machine as it is (machine-id(5)).
    """
    serial = _text(DEVICE_TREE / "serial-number") or _hashed_machine_id()
    model = _text(DEVICE_TREE / "model") or _text(DMI_MODEL) or platform.machine()
    return Board(serial or UNKNOWN, model or UNKNOWN)


def _hashed_machine_id() -> str:
    machine_id = _text(MACHINE_ID)
    return sha256(b"escale serial " + machine_id.encode()).hexdigest()[:16] if machine_id else ""


def _text(path: Path) -> str:
    try:
        return path.read_text(errors="replace").strip("\0\n ")
    except OSError:
        return ""

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Power, USB, disk and link as Linux shows them.

Owns the adapters of the probes' ports. Must not judge a reading (`equipment` does).
Stands on sysfs (power_supply class, USB bus) and `os.statvfs`.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from appliance.service.ports import LinkReading, PowerReading

_SUPPLIES = Path("/sys/class/power_supply")
_USB = Path("/sys/bus/usb/devices")


@dataclass(frozen=True, slots=True)
class SysfsPower:
    """The kernel's power supplies; a machine without a battery runs on mains."""

    supplies: Path = _SUPPLIES

    def read(self) -> PowerReading:
        """The present supply."""
        if not self.supplies.is_dir():
            return PowerReading(mains=True)
        entries = sorted(entry for entry in self.supplies.iterdir() if _feeds_us(entry))
        batteries = [entry for entry in entries if _text(entry / "type") == "Battery"]
        if not batteries:
            return PowerReading(mains=True)
        online = any(_text(entry / "online") == "1" for entry in entries)
        battery = batteries[0]
        mains = online or _text(battery / "status") in {"Charging", "Full", "Not charging"}
        return PowerReading(mains, _number(battery / "capacity"), _minutes(battery))


@dataclass(frozen=True, slots=True)
class SysfsUsb:
    """The kernel's USB devices, hubs on the board included; none where there is no bus."""

    bus: Path = _USB

    def devices(self) -> frozenset[str]:
        """Port, and the number that the kernel counts up at each plugging in."""
        if not self.bus.is_dir():
            return frozenset()
        numbers = {entry.name: _text(entry / "devnum") for entry in self.bus.iterdir()}
        return frozenset(f"{port}/{number}" for port, number in numbers.items() if number)


@dataclass(frozen=True, slots=True)
class DiskSpace:
    """The file system that holds the station's folder."""

    directory: Path

    def free_bytes(self) -> int:
        """Bytes that an ordinary process may still write."""
        figures = os.statvfs(self.directory)
        return figures.f_bavail * figures.f_frsize


class NoLink:
    """The link of a station that was not given one."""

    def read(self) -> LinkReading:
        """There is none."""
        return LinkReading(reachable=False, detail="no link is configured")


def _feeds_us(supply: Path) -> bool:
    """A supply with the scope "Device" is a mouse's or a headset's own battery."""
    return _text(supply / "scope") != "Device"


def _text(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""


def _number(path: Path) -> float | None:
    text = _text(path)
    return float(text) if text.isdigit() else None


def _minutes(battery: Path) -> float | None:
    for store, flow in (("energy_now", "power_now"), ("charge_now", "current_now")):
        left, drain = _number(battery / store), _number(battery / flow)
        if left is not None and drain:
            return 60 * left / drain
    return None

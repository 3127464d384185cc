# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Which key tiers this machine could offer, said honestly.

Owns the look at the machine's device nodes. Must not open a chip nor claim that one is
used: this release drives the two software tiers only, so a chip that is there is
reported as found and unused. Stands on the names of the tiers.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from appliance.keys.tiers import TierName


class Availability(StrEnum):
    """What is known about a tier on this machine."""

    USABLE = "usable"
    FOUND_UNUSED = "found_unused"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class TierReport:
    """One tier: whether it is usable here, and by what that was recognised."""

    name: TierName
    availability: Availability
    detail: str


_FOUND_UNUSED = Availability.FOUND_UNUSED
_TPM_NODES = ("dev/tpmrm0", "dev/tpm0")
_ELEMENT_NODES = ("dev/tee0",)  # OP-TEE; an I²C element has no node of its own


def detect_tiers(root: Path = Path("/")) -> tuple[TierReport, ...]:
    """Every tier, best first.

    Args:
        root: The root of the file system; another one in tests.
    """
    return (
        _chip(TierName.SECURE_ELEMENT, root, _ELEMENT_NODES),
        _chip(TierName.TPM2, root, _TPM_NODES),
        TierReport(TierName.PASSPHRASE, Availability.USABLE, "Argon2id, typed at every start"),
        TierReport(TierName.FILE, Availability.USABLE, "a private file beside the database"),
    )


def describe(used: TierName, reports: tuple[TierReport, ...]) -> str:
    """What guards the keys, and any better guard that this machine has but is not used."""
    unused = [report.detail for report in reports if report.availability is _FOUND_UNUSED]
    return "; ".join([f"available ({used.value})", *unused])


def _chip(name: TierName, root: Path, nodes: tuple[str, ...]) -> TierReport:
    found = next((node for node in nodes if (root / node).exists()), None)
    if found is None:
        return TierReport(name, Availability.ABSENT, "no device announces itself")
    return TierReport(
        name, Availability.FOUND_UNUSED, f"/{found} is there, this release does not drive it"
    )

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Which variant runs on this device: chosen by measurement, told with its digest.

Owns the small record beside the quantised files. Must not measure. Stands on the store
and the durable writer. The record is read strictly; a variant whose bytes differ from
it is refused by the store as any altered model.
"""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import cast

from edge_proctor.errors import ModelRefusedError
from edge_proctor.models.manifest import ModelEntry, manifest
from edge_proctor.models.store import ModelStore, cache_folder
from sync.protocol.durable import write_durably

RECORD = "selection.json"
_WORTH = 0.9  # an eight-bit variant loses something: a tenth of the time must be won for it


@dataclass(frozen=True, slots=True)
class Choice:
    """One model's measurement on this device (medians in milliseconds) and its outcome."""

    name: str
    full_ms: float
    int8_ms: float
    agreement: float
    file: str
    size: int
    sha256: str
    base_sha256: str

    @property
    def takes_int8(self) -> bool:
        """Whether the variant was clearly faster here."""
        return self.int8_ms <= _WORTH * self.full_ms


def write_choices(folder: Path, choices: list[Choice]) -> None:
    """Keep the record of a measurement."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps([asdict(choice) for choice in choices], indent=1)
    write_durably(folder / RECORD, text.encode())


def read_choices(folder: Path) -> list[Choice]:
    """The record of the last measurement; empty when there was none.

    Raises:
        ModelRefusedError: the record is not one that we wrote.
    """
    path = folder / RECORD
    if not path.is_file():
        return []
    try:
        rows = cast("list[dict[str, object]]", json.loads(path.read_bytes()))
        return [Choice(**row) for row in rows]  # pyright: ignore[reportArgumentType]  checked below
    except (ValueError, TypeError) as error:
        raise ModelRefusedError(
            f"The record {path} cannot be read.",
            advice="Delete it and run `escale models bench --select` again.",
        ) from error


def selected(choices: list[Choice], entries: tuple[ModelEntry, ...]) -> dict[str, ModelEntry]:
    """By name, the variants that were clearly faster here and stem from the pinned file."""
    by_name = {entry.name: entry for entry in entries}
    return {
        choice.name: replace(
            by_name[choice.name],
            name=f"{choice.name}-int8",
            file=choice.file,
            size=choice.size,
            sha256=choice.sha256,
        )
        for choice in choices
        if choice.takes_int8
        and choice.name in by_name
        and by_name[choice.name].sha256 == choice.base_sha256
    }


def device_store(folders: tuple[Path, ...] = ()) -> ModelStore:
    """The store of this device, with the variants that its last measurement selected."""
    quantised = cache_folder() / "int8"
    plain = ModelStore(folders)
    chosen = selected(read_choices(quantised), manifest())
    return ModelStore((*plain.folders, quantised), selected=chosen)

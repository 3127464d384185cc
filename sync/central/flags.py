# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What the monitoring told of a sitting, one flag a line, as a reviewer reads it.

Owns the joining of a flag's start, clip and end, which a journal holds apart. Must not weigh
a flag. Stands on the timeline's records.
"""

from collections.abc import Iterable

from sync.central.tables.base import Json

_KIND = "monitored"


def flags_of(records: Iterable[Json]) -> list[Json]:
    """The flags of a timeline, in the order of their starts.

    A flag is recorded once its condition has held for a while, so a later one may stand
    before it in the journal. Those after a restart follow as they were recorded.

    Each has `signal`, `elapsed_s` (since the sitting's opening, None after a restart),
    `duration_s`, `confidence`, `frames`, `station_fault`, `models`, `thresholds` and, where
    pictures were kept, the digest of its `evidence`.

    Args:
        records: A timeline's records; those of other kinds are passed over.
    """
    flags: dict[tuple[str, int], Json] = {}
    for record in records:
        if record["kind"] != _KIND:
            continue
        body: Json = record["body"]
        flag = flags.setdefault(
            (body["signal"], body["start_ns"]),
            {"elapsed_s": _began_s(record), "evidence": None, "duration_s": 0.0},
        )
        flag.update(
            signal=body["signal"],
            duration_s=max(flag["duration_s"], body["duration_s"]),
            confidence=body["confidence"],
            frames=body["frames"],
            station_fault=body["station_fault"],
            models=body["models"],
            thresholds=body["thresholds"],
            evidence=body.get("evidence") or flag["evidence"],
        )
    return sorted(flags.values(), key=_start)


def _start(flag: Json) -> tuple[bool, float]:
    elapsed_s: float | None = flag["elapsed_s"]
    return elapsed_s is None, elapsed_s or 0.0


def _began_s(record: Json) -> float | None:
    """The flag's own start: it was recorded once its condition had held for a while."""
    elapsed_s: float | None = record["elapsed_s"]
    return None if elapsed_s is None else max(0.0, elapsed_s - record["body"]["duration_s"])

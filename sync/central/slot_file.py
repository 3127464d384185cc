# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Oral slots as a training centre writes them: YAML or JSON.

Owns reading the file into typed slots, with the number of every wrong entry. Must not
store any (`sync.central.appointments`).

A list of `{starts, minutes, place}`: `starts` is ISO 8601 with a time, UTC unless it says
so; `minutes` is 20 and `place` empty unless given.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

import yaml

from sync.central.errors import ContentRefusedError
from sync.central.plain_yaml import load_yaml

_CEILING = 1 << 20
_MOST = 5_000
_LONGEST_PLACE = 200
_KNOWN = frozenset({"starts", "minutes", "place"})
_USUAL_MINUTES, _MOST_MINUTES = 20, 240


@dataclass(frozen=True, slots=True)
class NewSlot:
    """A slot to be published: seconds since 1970 UTC, minutes, where."""

    starts_s: int
    minutes: int
    place: str


def read_slots(data: bytes, name: str) -> tuple[NewSlot, ...]:
    """The slots of a file; the ending of its name tells its form.

    Raises:
        ContentRefusedError: Not readable, or an entry that cannot be; names the entry.
    """
    if len(data) > _CEILING:
        raise ContentRefusedError(f"a file of slots has at most {_CEILING} bytes")
    read = json.loads if name.lower().endswith(".json") else load_yaml
    try:
        document: object = read(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, yaml.YAMLError) as error:
        raise ContentRefusedError(f"the slots cannot be read: {error}") from error
    except RecursionError as error:
        raise ContentRefusedError("the slots are nested too deep") from error
    return slots_from(document)


def slots_from(document: object) -> tuple[NewSlot, ...]:
    """The slots of a decoded document; raises ContentRefusedError."""
    if not isinstance(document, list):
        raise ContentRefusedError("a list of slots was expected")
    entries = cast("list[object]", document)
    if not 0 < len(entries) <= _MOST:
        raise ContentRefusedError(f"a file has 1 to {_MOST} slots, not {len(entries)}")
    return tuple(_slot(entry, f"slot {place}") for place, entry in enumerate(entries, 1))


def _slot(entry: object, where: str) -> NewSlot:
    if not isinstance(entry, dict):
        raise ContentRefusedError(f"{where}: a set of named values was expected")
    values = cast("Mapping[str, object]", entry)
    unknown = sorted(set(values) - _KNOWN)
    if unknown or "starts" not in values:
        raise ContentRefusedError(f"{where}: unknown {unknown}, or 'starts' is missing")
    minutes, place = values.get("minutes", _USUAL_MINUTES), str(values.get("place", "")).strip()
    if type(minutes) is not int or not 0 < minutes <= _MOST_MINUTES:
        raise ContentRefusedError(f"{where}: a slot has 1 to {_MOST_MINUTES} minutes")
    if len(place) > _LONGEST_PLACE or not place.isprintable():
        raise ContentRefusedError(f"{where}: the place is too long or holds control characters")
    return NewSlot(_moment(values["starts"], where), minutes, place)


def _moment(value: object, where: str) -> int:
    try:
        moment = datetime.fromisoformat(str(value).strip())
    except ValueError as error:
        raise ContentRefusedError(f"{where}: 'starts' must look like 2026-03-02T09:00") from error
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The sitting journal's typed bodies: events to CBOR and strictly back.

Owns the name of each record kind, the form of its body and the form in which the whole
journal travels. Must not chain, store or judge records. Stands on the events and on
`sync.protocol.shape`; bodies are maps whose keys are the fields of the event.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields as dataclass_fields
from enum import StrEnum
from typing import Any, Final, cast, get_args, get_type_hints

from appliance.exam.sitting_errors import JournalRecordError
from appliance.exam.sitting_events import (
    Answered,
    Begun,
    Captured,
    Checked,
    Concluded,
    Consented,
    DataConfirmed,
    EquipmentDone,
    Event,
    Extended,
    HumanChecked,
    IdentityDone,
    IncidentReported,
    Monitored,
    Opened,
    Paused,
    Played,
    Presented,
    Recovered,
    Resumed,
)
from sync.protocol.canonical import CborValue, decode, encode
from sync.protocol.errors import MalformedError
from sync.protocol.shape import fields, list_of, map_of, member_of, natural, of_type

JOURNAL_CEILING: Final = 16 << 20
"""Most bytes of a whole journal: 50 questions need about a hundredth of it."""

KINDS: Final[Mapping[str, type[Event]]] = {
    "opened": Opened,
    "data_confirmed": DataConfirmed,
    "consented": Consented,
    "checked": Checked,
    "equipment_done": EquipmentDone,
    "captured": Captured,
    "human_checked": HumanChecked,
    "identity_done": IdentityDone,
    "begun": Begun,
    "presented": Presented,
    "played": Played,
    "answered": Answered,
    "paused": Paused,
    "resumed": Resumed,
    "extended": Extended,
    "recovered": Recovered,
    "incident_reported": IncidentReported,
    "monitored": Monitored,
    "concluded": Concluded,
}
"""Record kind → event; kinds are never renamed or given again."""

_KIND_OF: Final = {event: kind for kind, event in KINDS.items()}
_VERSION: Final = 1
_Reader = Callable[[Any], Any]


def kind_of(event: Event) -> str:
    """The record kind of an event."""
    return _KIND_OF[type(event)]


def body_of(event: Event) -> dict[str, CborValue]:
    """The body of an event's record."""
    return {each.name: _plain(getattr(event, each.name)) for each in dataclass_fields(event)}


def event_from(kind: str, body: CborValue) -> Event:
    """The event of a record, or a refusal.

    Raises:
        JournalRecordError: An unknown kind, or a body that is not of this kind.
    """
    event = KINDS.get(kind)
    if event is None:
        raise JournalRecordError(f"the record kind {kind!r} is not known")
    readers = _READERS[event]
    try:
        entries = fields(body, required=dict.fromkeys(readers, _ANY))
        return event(**{name: read(entries[name]) for name, read in readers.items()})
    except MalformedError as error:
        raise JournalRecordError(f"a record of kind {kind!r}: {error}") from error


def encode_results(records: Sequence[bytes]) -> bytes:
    """The plaintext of a bundle's RESULTS part: the journal, record by record."""
    return encode({"version": _VERSION, "records": list(records)})


def decode_results(data: bytes) -> tuple[bytes, ...]:
    """The journal inside a RESULTS part that was unsealed.

    Raises:
        JournalRecordError: Not such a part, or of an unknown version.
    """
    try:
        part = fields(
            decode(data, ceiling=JOURNAL_CEILING), required={"version": int, "records": list}
        )
        if part["version"] != _VERSION:
            raise JournalRecordError(f"results of version {part['version']} are not known")
        return list_of(part["records"], bytes, "a record")
    except MalformedError as error:
        raise JournalRecordError(f"the results cannot be read: {error}") from error


def _plain(value: Any) -> CborValue:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Mapping):
        return dict(cast("Mapping[str, CborValue]", value))
    return value


def _natural(value: Any) -> int:
    return natural(of_type(value, int, "a number"), "a number")


def _exact(expected: type | tuple[type, ...]) -> _Reader:
    return lambda value: of_type(value, expected, "an entry")


def _enumerated(kind: type[StrEnum]) -> _Reader:
    return lambda value: member_of(kind, of_type(value, str, "an entry"))


def _texts(value: Any) -> dict[str, str]:
    return map_of(value, str)


def _numbers(value: Any) -> dict[str, float]:
    return map_of(value, float)


_ANY: Final = (type(None), bool, int, float, bytes, str, list, dict)
_BY_HINT: Final[Mapping[Any, _Reader]] = {
    int: _natural,
    bool: _exact(bool),
    float: _exact(float),
    str: _exact(str),
    bytes: _exact(bytes),
    bytes | None: _exact((bytes, type(None))),
    Mapping[str, str]: _texts,
    Mapping[str, float]: _numbers,
}


def _reader(hint: Any) -> _Reader:
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _enumerated(hint)
    return _BY_HINT[hint]


def _readers(event: type[Event]) -> dict[str, _Reader]:
    hints = get_type_hints(event)
    return {each.name: _reader(hints[each.name]) for each in dataclass_fields(event)}


_READERS: Final = {event: _readers(event) for event in KINDS.values()}

if set(KINDS.values()) != set(get_args(Event)):
    raise JournalRecordError("an event has no record kind")

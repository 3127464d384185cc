# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Typed bodies of journal records: events to CBOR and strictly back.

Owns the form of a body (a map whose keys are the fields of the event) and the readers of
each field's type. Must not know any event; the journals of the written and the oral part
bring theirs. Stands on `sync.protocol.shape`.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields as dataclass_fields
from enum import StrEnum
from typing import Any, Final, cast, get_type_hints

from appliance.exam.sitting_errors import JournalRecordError
from sync.protocol.canonical import CborValue
from sync.protocol.errors import MalformedError
from sync.protocol.shape import fields, map_of, member_of, natural, of_type

_Reader = Callable[[Any], Any]


class Vocabulary:
    """The record kinds of one journal.

    Args:
        kinds: Record kind → event; kinds are never renamed or given again.
        events: Every event that there is; each must have a kind.

    Raises:
        JournalRecordError: An event has no kind.
    """

    def __init__(self, kinds: Mapping[str, type[Any]], events: tuple[type[Any], ...]) -> None:
        if set(kinds.values()) != set(events):
            raise JournalRecordError("an event has no record kind")
        self._kinds = kinds
        self._kind_of = {event: kind for kind, event in kinds.items()}
        self._readers = {event: _readers(event) for event in events}

    def kind_of(self, event: object) -> str:
        """The record kind of an event."""
        return self._kind_of[type(event)]

    def event_from(self, kind: str, body: CborValue) -> Any:
        """The event of a record, or a refusal.

        Raises:
            JournalRecordError: An unknown kind, or a body that is not of this kind.
        """
        event = self._kinds.get(kind)
        if event is None:
            raise JournalRecordError(f"the record kind {kind!r} is not known")
        readers = self._readers[event]
        try:
            entries = fields(body, required=dict.fromkeys(readers, _ANY))
            return event(**{name: read(entries[name]) for name, read in readers.items()})
        except MalformedError as error:
            raise JournalRecordError(f"a record of kind {kind!r}: {error}") from error


def body_of(event: Any) -> dict[str, CborValue]:
    """The body of an event's record."""
    return {each.name: _plain(getattr(event, each.name)) for each in dataclass_fields(event)}


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


def _mapped(member: type[Any]) -> _Reader:
    def read(value: Any) -> dict[str, Any]:
        return map_of(value, member)

    return read


_ANY: Final = (type(None), bool, int, float, bytes, str, list, dict)
_BY_HINT: Final[Mapping[Any, _Reader]] = {
    int: _natural,
    bool: _exact(bool),
    float: _exact(float),
    str: _exact(str),
    bytes: _exact(bytes),
    bytes | None: _exact((bytes, type(None))),
    float | None: _exact((float, type(None))),
    Mapping[str, str]: _mapped(str),
    Mapping[str, float]: _mapped(float),
    Mapping[str, int]: _mapped(int),
}


def _reader(hint: Any) -> _Reader:
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _enumerated(hint)
    return _BY_HINT[hint]


def _readers(event: type[Any]) -> dict[str, _Reader]:
    hints = get_type_hints(event)
    return {each.name: _reader(hints[each.name]) for each in dataclass_fields(event)}

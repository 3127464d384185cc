# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The sitting journal's typed bodies: events to CBOR and strictly back.

Owns the name of each record kind and the form in which the whole
journal travels. Must not chain, store or judge records. Stands on the events and on
`records`, which owns the form of the bodies.
"""

from collections.abc import Mapping, Sequence
from typing import Final, get_args

from appliance.exam.records import Vocabulary, body_of
from appliance.exam.sitting_errors import JournalRecordError
from appliance.exam.sitting_events import (
    Answered,
    Begun,
    Captured,
    Checked,
    Compared,
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
    RestAsked,
    Resumed,
)
from sync.protocol.canonical import CborValue, decode, encode
from sync.protocol.errors import MalformedError
from sync.protocol.shape import fields, list_of

JOURNAL_CEILING: Final = 16 << 20
"""Most bytes of a whole journal: 50 questions need about a hundredth of it."""

KINDS: Final[Mapping[str, type[Event]]] = {
    "opened": Opened,
    "data_confirmed": DataConfirmed,
    "consented": Consented,
    "checked": Checked,
    "equipment_done": EquipmentDone,
    "captured": Captured,
    "compared": Compared,
    "human_checked": HumanChecked,
    "identity_done": IdentityDone,
    "begun": Begun,
    "presented": Presented,
    "played": Played,
    "answered": Answered,
    "paused": Paused,
    "rest_asked": RestAsked,
    "resumed": Resumed,
    "extended": Extended,
    "recovered": Recovered,
    "incident_reported": IncidentReported,
    "monitored": Monitored,
    "concluded": Concluded,
}
"""Record kind → event; kinds are never renamed or given again."""

_VERSION: Final = 1
_VOCABULARY: Final = Vocabulary(KINDS, get_args(Event))

__all__ = [
    "JOURNAL_CEILING",
    "KINDS",
    "body_of",
    "decode_results",
    "encode_results",
    "event_from",
    "kind_of",
]


def kind_of(event: Event) -> str:
    """The record kind of an event."""
    return _VOCABULARY.kind_of(event)


def event_from(kind: str, body: CborValue) -> Event:
    """The event of a record, or a refusal.

    Raises:
        JournalRecordError: An unknown kind, or a body that is not of this kind.
    """
    return _VOCABULARY.event_from(kind, body)


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

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Erasing: which parts may be destroyed at this station, and their destruction.

Owns that one rule: a part whose signed receipt is here, or a rehearsal that is over, which
nobody waits for. Must not erase anything else. Stands on the store and the journals.
"""

from appliance.exam import journal, oral_journal
from appliance.exam.oral_events import OralConcluded, OralOpened
from appliance.exam.sitting_events import Concluded, Opened
from appliance.service.sealed_journal import read_journal
from appliance.service.workplace import Workplace
from appliance.store.sittings import ExamPart, SittingRow
from sync.protocol.chain import Link, read_link


def erase_due(place: Workplace) -> int:
    """Destroy keys and data of every part that may go; returns how many."""
    due = [row.id for row in place.store.sittings.all() if not row.erased and _may_go(place, row)]
    if place.seat is not None and place.seat.sitting_id in due:
        place.seat = place.run = None
    if place.oral is not None and place.oral.oral_id in due:
        place.oral = None
    for identity in due:
        place.store.erase(identity)
    return len(due)


def _may_go(place: Workplace, row: SittingRow) -> bool:
    return place.store.outbox.receipt_of(row.id) is not None or _past_rehearsal(place, row)


def _past_rehearsal(place: Workplace, row: SittingRow) -> bool:
    records = read_journal(place.store, place.keys, row)
    first, last = read_link(records[0]), read_link(records[-1])
    match _event(row, first), _event(row, last):
        case Opened() | OralOpened() as opened, Concluded() | OralConcluded():
            return opened.rehearsal
        case _:
            return False


def _event(row: SittingRow, link: Link) -> object:
    events = oral_journal if row.part is ExamPart.ORAL else journal
    return events.event_from(link.kind, link.body)

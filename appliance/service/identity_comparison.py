# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What a captured document says beside the selfie and the list, for people to weigh.

Owns the one decision from both comparisons. Must not keep what the document says nor let
anybody pass. Stands on the proctor's capture and its comparison of names and dates.

    face and document both match            → match
    either is no match                      → no match
    anything else (not compared, not read,  → unsure
    in doubt)
"""

from appliance.exam.sitting_events import Compared
from appliance.exam.sitting_words import Agreement, Finding, Zone
from edge_proctor.documents.comparison import Person, compare_with_roster
from edge_proctor.framing import Capture
from sync.protocol.roster import RosterEntry


def compare(taken: Capture, entry: RosterEntry | None) -> Compared:
    """The finding on an accepted document.

    Args:
        taken: The capture of the document.
        entry: Who the list says sits here; None when the list has gone meanwhile.
    """
    face = Finding.UNSURE if taken.decision is None else Finding(taken.decision.value)
    listed, agreements = Finding.UNSURE, (Agreement.UNKNOWN,) * 3
    if taken.document is not None and entry is not None:
        person = Person(entry.family_name, entry.given_name, entry.birth_date)
        found = compare_with_roster(taken.document, person)
        listed = Finding(found.decision.value)
        likenesses = found.family_name, found.given_name, found.birth_date
        agreements = tuple(Agreement(it.value) for it in likenesses)
    return Compared(
        _decide(face, listed),
        None if taken.similarity is None else float(taken.similarity),
        "" if taken.similarity is None else taken.condition.value,
        _zone(taken),
        *agreements,
    )


def _decide(face: Finding, listed: Finding) -> Finding:
    if face is listed is Finding.MATCH:
        return Finding.MATCH
    return Finding.NO_MATCH if Finding.NO_MATCH in (face, listed) else Finding.UNSURE


def _zone(taken: Capture) -> Zone:
    if taken.document is None:
        return Zone.NOT_READ
    return Zone.VALID if taken.document.valid else Zone.NOT_VALID

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Confirming an oral part: what the station says must follow from its journal and its pack.

Owns the check that central runs on every oral part, with the same machine and choice of
material that the station ran. Must not judge what was said. Stands on the chain, the
oral journal, the machine and the pack.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from appliance.exam.errors import ExamError
from appliance.exam.levels import Level
from appliance.exam.oral import fold
from appliance.exam.oral_events import OralConcluded, OralEvent, OralOpened
from appliance.exam.oral_journal import event_from
from appliance.exam.oral_material import Script, choose
from appliance.exam.oral_state import Oral
from appliance.exam.pack import OpenedPack
from appliance.exam.sitting_errors import RescoringMismatchError
from appliance.exam.sitting_events import Captured
from appliance.exam.sitting_state import Moment
from sync.protocol.chain import Link, verify_chain
from sync.protocol.errors import ProtocolError


@dataclass(frozen=True, slots=True)
class ConfirmedOral:
    """An oral part that its journal and pack confirm.

    Attributes:
        state: The final state.
        script: The prompts that were used.
        links: Every record with its stamp.
        pictures: Digests of the sealed pictures that the journal names.
    """

    opened: OralOpened
    state: Oral
    script: Script
    links: tuple[Link, ...]
    pictures: frozenset[bytes]

    @property
    def recordings(self) -> frozenset[bytes]:
        """Digests of the sealed recordings that count."""
        return frozenset(answer.evidence for answer in self.state.confirmed)


def confirm(opened: OpenedPack, records: Sequence[bytes]) -> ConfirmedOral:
    """Replay an oral journal against its pack.

    1. The records are one unbroken chain.
    2. Every record is an event of a known kind and shape.
    3. It begins with 'oral_opened', about this very pack.
    4. Every event is one that the oral machine allows.
    5. The prompts are those that the rule chooses for level, trade and seed.
    6. The last record, and only that, concludes the oral part.

    Raises:
        RescoringMismatchError: Any step.
    """
    try:
        links = verify_chain(records)  # 1
        events = [event_from(link.kind, link.body) for link in links]  # 2
        first = events[0] if events else None
        if not isinstance(first, OralOpened) or first.pack_digest != opened.digest:  # 3
            _refuse("it does not begin with the opening of an oral part with this pack")
        state = fold(zip(events, map(_moment, links), strict=True))  # 4
        script = choose(opened.pack.oral, Level[first.level], first.trade, first.seed)
    except RescoringMismatchError:
        raise
    except (ProtocolError, ExamError) as error:
        raise RescoringMismatchError(f"the oral journal does not hold: {error}") from error
    if (script.identifiers, script.questions) != (dict(first.script), dict(first.questions)):  # 5
        _refuse("other prompts were used than the rule chooses")
    if not state.concluded or not isinstance(events[-1], OralConcluded):  # 6
        _refuse("the oral part is not concluded by its last record")
    return ConfirmedOral(first, state, script, links, _pictures(events))


def _pictures(events: Sequence[OralEvent]) -> frozenset[bytes]:
    return frozenset(
        event.evidence
        for event in events
        if isinstance(event, Captured) and event.evidence is not None
    )


def _moment(link: Link) -> Moment:
    return Moment(link.stamp.boot_id, link.stamp.monotonic_ns)


def _refuse(difference: str) -> NoReturn:
    raise RescoringMismatchError(f"the oral journal does not follow from its pack: {difference}")

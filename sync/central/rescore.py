# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What central makes of a results part: checked, replayed, put in words for people.

Owns the path from an unsealed results part to typed results. Pure but for the keys it
is given; must not store. Stands on `sync.protocol.chain`, `appliance.exam`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from appliance.exam.cat.report import ExamReport
from appliance.exam.journal import decode_results, event_from
from appliance.exam.pack import OpenedPack
from appliance.exam.rescoring import rescore
from appliance.exam.sitting_errors import RescoringMismatchError
from appliance.exam.sitting_events import Captured, Event, Monitored, Opened
from sync.central.errors import BundleRefusedError, ScoreMismatchError
from sync.central.tables.base import Json
from sync.protocol.canonical import CborValue
from sync.protocol.chain import Link, verify_chain
from sync.protocol.clock import Stamp
from sync.protocol.errors import EscaleError
from sync.protocol.manifest import Manifest, PartRole
from sync.protocol.sealing import UnsealingKey, unseal

CONTEXTS: dict[PartRole, bytes] = {
    PartRole.RESULTS: b"escale/results",
    PartRole.EVIDENCE: b"escale/evidence",
    PartRole.ORAL: b"escale/oral",
}
"""The sealing context of each role, so that one kind of part never passes for another."""

_HIDDEN = frozenset({"response", "report"})


@dataclass(frozen=True, slots=True)
class Results:
    """A sitting that central has replayed and agrees with.

    Attributes:
        candidate_id: Who sat, as the roster names them.
        language: The language of the pack.
        corrections: What the candidate corrected of the personal data.
        report: The report, computed here.
        timeline: Every record in order, without answers.
        ended: The stamp of the last record, by the station's clock.
    """

    candidate_id: str
    language: str
    corrections: dict[str, str]
    report: ExamReport
    timeline: tuple[Json, ...]
    ended: Stamp


def replay(manifest: Manifest, sealed: bytes, key: UnsealingKey, pack: OpenedPack) -> Results:
    """Open a results part and agree with it, or refuse it.

    1. It is sealed to central as results.
    2. It holds a journal whose records follow each other.
    3. The journal's length and head are those that the device signed in the manifest.
    4. It was opened for this sitting, device and pack, and is no rehearsal.
    5. Every evidence part of the manifest is named by the journal.
    6. Scoring the journal again with the same pack gives the same report.

    Raises:
        BundleRefusedError: Steps 1 to 5.
        ScoreMismatchError: Step 6.
    """
    try:
        plaintext = unseal(sealed, key, context=CONTEXTS[PartRole.RESULTS])  # 1
        records = decode_results(plaintext)
        links = verify_chain(records)  # 2
        events = [event_from(link.kind, link.body) for link in links]
    except EscaleError as error:
        raise BundleRefusedError(f"the results cannot be used: {error}") from error
    _require_head(manifest, links)  # 3
    _require_opening(manifest, events)  # 4
    _require_named_evidence(manifest, events)  # 5
    try:
        rescored = rescore(pack, records)  # 6
    except RescoringMismatchError as error:
        raise ScoreMismatchError(f"rescoring does not agree: {error}") from error
    return Results(
        candidate_id=rescored.opened.candidate_id,
        language=pack.pack.language,
        corrections=dict(rescored.sitting.corrections),
        report=rescored.report,
        timeline=timeline_of(links),
        ended=links[-1].stamp,
    )


def timeline_of(links: Sequence[Link]) -> tuple[Json, ...]:
    """Every record of a journal for people to read, without answers."""
    return tuple(_entry(links[0], link) for link in links)


def evidence_of(events: Sequence[Event]) -> frozenset[bytes]:
    """The digests of all sealed evidence that a journal names."""
    return frozenset(
        event.evidence
        for event in events
        if isinstance(event, Captured | Monitored) and event.evidence is not None
    )


def _require_head(manifest: Manifest, links: Sequence[Link]) -> None:
    if not links or len(links) != manifest.journal_length:
        raise BundleRefusedError("the journal is not as long as the manifest says")
    if links[-1].digest != manifest.journal_head:
        raise BundleRefusedError("the journal does not end where the manifest says")


def _require_opening(manifest: Manifest, events: Sequence[Event]) -> None:
    opened = events[0]
    if not isinstance(opened, Opened):
        raise BundleRefusedError("the journal does not begin with the opening of a sitting")
    told = (opened.sitting_id, opened.device_id, opened.pack_digest)
    if told != (manifest.sitting_id, manifest.device_id, manifest.pack_digest):
        raise BundleRefusedError("the journal is of another sitting, station or pack")
    if opened.rehearsal:
        raise BundleRefusedError("a rehearsal has no result")


def _require_named_evidence(manifest: Manifest, events: Sequence[Event]) -> None:
    carried = {part.digest for part in manifest.parts if part.role is PartRole.EVIDENCE}
    if not carried <= evidence_of(events):
        raise BundleRefusedError("the manifest carries evidence that the journal does not name")


def _entry(first: Link, link: Link) -> Json:
    same_boot = link.stamp.boot_id == first.stamp.boot_id
    elapsed_ns = link.stamp.monotonic_ns - first.stamp.monotonic_ns
    return {
        "sequence": link.sequence,
        "kind": link.kind,
        "wall_s": link.stamp.wall_s,
        "trust": link.stamp.trust.value,
        "elapsed_s": round(elapsed_ns / 1e9, 3) if same_boot else None,
        "body": _readable(link.body),
    }


def _readable(value: CborValue) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list):
        return [_readable(member) for member in value]
    if isinstance(value, dict):
        return {str(key): _readable(member) for key, member in value.items() if key not in _HIDDEN}
    return value

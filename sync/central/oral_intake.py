# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Oral parts come in: checked with the oral machine, joined with their written part.

Owns when an oral part is refused, kept waiting or joined. Must not speak HTTP nor take
bundles apart (`intake` does). Stands on `appliance.exam.oral_check` and `lifecycle`.

An oral part whose written part is still on its way waits here, whole and with a receipt;
it is refused only when somebody declared the written part lost for good. Joined, its
media are evidence of the written sitting, and a grid from the station is the oral grade,
attributed to the examiner who signed in there.

    waiting ──the written part arrives──────────▶ joined
       └────is another candidate's, or lost──▶ refused   (the receipt stands; people decide)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.exam.journal import decode_results
from appliance.exam.oral_check import ConfirmedOral, confirm
from appliance.exam.oral_material import questions_of
from appliance.exam.pack import OpenedPack
from appliance.exam.passages import OralPart
from sync.central import audit
from sync.central.dating import Days, day_told
from sync.central.errors import BundleRefusedError, ConflictError
from sync.central.grading import grid_from
from sync.central.lifecycle import Event, advance
from sync.central.oral_calendar import may_grade
from sync.central.rescore import CONTEXTS, timeline_of
from sync.central.review import load
from sync.central.tables import (
    BundleRow,
    CandidateRow,
    DeviceRow,
    LostSittingRow,
    OralRow,
    OralSittingRow,
    SittingPartRow,
    SittingRow,
    StaffRow,
)
from sync.central.tables.base import Json
from sync.protocol.clock import Stamp
from sync.protocol.errors import EscaleError
from sync.protocol.kinds import Kind
from sync.protocol.manifest import Manifest, PartRole
from sync.protocol.sealing import UnsealingKey, unseal
from sync.protocol.statement import read_unverified


class OralState(StrEnum):
    """Where an oral part stands at central."""

    WAITING = "waiting"
    JOINED = "joined"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class OralResults:
    """An oral part that central has replayed and agrees with."""

    oral: ConfirmedOral
    content: Json
    ended: Stamp


def replay_oral(
    manifest: Manifest, sealed: bytes, key: UnsealingKey, pack: OpenedPack
) -> OralResults:
    """Open the results of an oral bundle and agree with them, or refuse them.

    1. They are sealed to central as results and hold a journal.
    2. The journal and the frozen pack confirm each other (`oral_check.confirm`).
    3. Length and head are those that the device signed in the manifest.
    4. It was opened for this oral part, written part, device and pack, and is no rehearsal.
    5. The manifest carries exactly the recordings that count, and no other picture than
       those that the journal names.

    Raises:
        BundleRefusedError: Any step.
    """
    try:
        records = decode_results(unseal(sealed, key, context=CONTEXTS[PartRole.RESULTS]))  # 1
        oral = confirm(pack, records)  # 2
    except EscaleError as error:
        raise BundleRefusedError(f"the oral part cannot be used: {error}") from error
    ending = (len(oral.links), oral.links[-1].digest)
    if ending != (manifest.journal_length, manifest.journal_head):  # 3
        raise BundleRefusedError("the oral journal does not end where the manifest says")
    opened = oral.opened
    told = (opened.oral_id, opened.written_id, opened.device_id, opened.pack_digest)
    if told != (  # 4
        manifest.sitting_id,
        manifest.follows,
        manifest.device_id,
        manifest.pack_digest,
    ):
        raise BundleRefusedError("the oral journal is of another oral part, station or pack")
    if opened.rehearsal:
        raise BundleRefusedError("a rehearsal has no result")
    carried = {role: _digests(manifest, role) for role in PartRole}
    if carried[PartRole.ORAL] != oral.recordings:  # 5
        raise BundleRefusedError("the manifest does not carry the recordings that count")
    if not carried[PartRole.EVIDENCE] <= oral.pictures:
        raise BundleRefusedError("the manifest carries evidence that the journal does not name")
    return OralResults(oral, _content(oral), oral.links[-1].stamp)


def store_oral(
    session: Session, manifest: Manifest, manifest_digest: str, results: OralResults, now_s: int
) -> None:
    """Keep an oral part and join it with its written part when that is here.

    1. The candidate is registered at the station's centre. 2. The written part is not lost
    for good. 3. An examiner who graded is one of ours. 4. No other oral part of this sitting
    is here.

    Raises:
        BundleRefusedError: Steps 1 to 3, or the written part is another candidate's.
        ConflictError: Step 4.
    """
    opened, state = results.oral.opened, results.oral.state
    device = session.get_one(DeviceRow, manifest.device_id)
    require_own_candidate(session, device, opened.candidate_id)  # 1
    written = session.get(SittingRow, opened.written_id)
    if written is None and session.get(LostSittingRow, opened.written_id) is not None:  # 2
        raise BundleRefusedError(
            "the written part of this oral part is lost for good: both parts or no result",
            advice="Let the candidate take both parts again.",
        )
    examiner = None if state.grade is None or state.examiner is None else state.examiner.login
    if examiner is not None:
        person = session.get(StaffRow, examiner)
        if person is None or not may_grade(person):  # 3
            raise BundleRefusedError(f"'{examiner}' is no examiner of this central")
    same = select(OralSittingRow).where(OralSittingRow.written_id == opened.written_id)
    if session.scalars(same).first() is not None:  # 4
        raise ConflictError("another oral part of this sitting is here already")
    if written is not None and written.candidate_id != opened.candidate_id:
        raise BundleRefusedError("the written part is of another candidate")
    row = OralSittingRow(
        oral_id=opened.oral_id,
        written_id=opened.written_id,
        manifest_digest=manifest_digest,
        device_id=manifest.device_id,
        candidate_id=opened.candidate_id,
        mode=opened.mode.value,
        state=OralState.WAITING.value,
        reason="",
        examiner=examiner,
        content=results.content,
        oral_on=day_told(results.ended, Days.between(device.enrolled_s, now_s)),
        received_s=now_s,
    )
    session.add(row)
    session.flush()
    _note(session, row, "oral.receive", {"mode": row.mode}, now_s)
    if written is not None:
        _join(session, row, now_s)


def require_own_candidate(session: Session, device: DeviceRow, candidate_id: str) -> None:
    """Let pass a candidate whom the centre of this station registered.

    A station gets the roster of its own centre only, so it can have seated nobody else.

    Raises:
        BundleRefusedError: Registered nowhere, or by another centre.
    """
    candidate = session.get(CandidateRow, candidate_id)
    if candidate is None:
        raise BundleRefusedError("the candidate of this sitting is not registered here")
    if candidate.centre != device.centre:
        raise BundleRefusedError(
            "the candidate of this sitting belongs to another centre than the station",
            advice="Nothing was erased on the station. Tell the people who run central.",
        )


def join_waiting(session: Session, written_id: str, now_s: int) -> None:
    """Join the oral part that waited for this written part, if there is one."""
    wanted = select(OralSittingRow).where(
        OralSittingRow.written_id == written_id,
        OralSittingRow.state == OralState.WAITING.value,
    )
    for row in session.scalars(wanted).all():
        written = session.get_one(SittingRow, written_id)
        if written.candidate_id == row.candidate_id:
            _join(session, row, now_s)
        else:
            _refuse(session, row, "the written part is of another candidate", now_s)


def refuse_waiting(session: Session, written_id: str, now_s: int) -> None:
    """Refuse the oral part that waited for a written part which is lost for good."""
    wanted = select(OralSittingRow).where(
        OralSittingRow.written_id == written_id,
        OralSittingRow.state == OralState.WAITING.value,
    )
    for row in session.scalars(wanted).all():
        _refuse(session, row, "the written part is lost for good", now_s)


def _refuse(session: Session, row: OralSittingRow, why: str, now_s: int) -> None:
    row.state, row.reason = OralState.REFUSED.value, why
    _note(session, row, "oral.refuse", {"why": why}, now_s)


def _join(session: Session, row: OralSittingRow, now_s: int) -> None:
    message = session.get_one(BundleRow, row.manifest_digest).manifest
    manifest = Manifest.from_claims(read_unverified(Kind.MANIFEST, message))
    session.add_all(
        SittingPartRow(
            sitting_id=row.written_id,
            digest=part.digest.hex(),
            role=part.role.value,
            size=part.size,
        )
        for part in manifest.parts
    )
    row.state = OralState.JOINED.value
    _note(session, row, "oral.join", {"written": row.written_id}, now_s)
    if row.examiner is not None:
        _grade(session, row, row.examiner, now_s)


def _grade(session: Session, row: OralSittingRow, examiner: str, now_s: int) -> None:
    """The station's grid becomes the oral grade, unless the sitting takes none any more."""
    sitting, standing = load(session, row.written_id)
    try:
        step = advance(standing, Event.GRADE_ORAL)
    except ConflictError as error:
        row.reason = str(error)
        _note(session, row, "oral.keep-aside", {"why": row.reason}, now_s)
        return
    grid = grid_from(row.content["grid"])
    session.add(
        OralRow(
            sitting_id=row.written_id,
            examiner=examiner,
            grid=dict(grid.labels()),
            level=grid.level.label,
            comment=row.content["comment"],
            oral_on=row.oral_on,
            at_s=now_s,
        )
    )
    sitting.stage = step.standing.stage.value
    detail = {"grid": grid.labels(), "level": grid.level.label, "station": row.device_id}
    audit.record(session, audit.Act(examiner, "oral.grade", row.written_id, detail), now_s)


def _note(
    session: Session, row: OralSittingRow, act: str, detail: Mapping[str, object], now_s: int
) -> None:
    entry = audit.Act(f"device:{row.device_id}", act, row.oral_id, dict(detail))
    audit.record(session, entry, now_s)


def _digests(manifest: Manifest, role: PartRole) -> frozenset[bytes]:
    return frozenset(part.digest for part in manifest.parts if part.role is role)


def _content(oral: ConfirmedOral) -> Json:
    """What people at central see of an oral part: prompts, answers, grid, timeline."""
    grade = oral.state.grade
    prompts: dict[str, Any] = {
        prompt.part.value: {"title": prompt.title, "questions": list(questions_of(prompt))}
        for prompt in oral.script.prompts
    }
    answers = [
        {
            "part": answer.part.value,
            "question": prompts[answer.part.value]["questions"][answer.question - 1],
            "digest": answer.evidence.hex(),
            "duration_s": answer.duration_ms / 1000,
            "level_dbfs": answer.level_dbfs,
        }
        for answer in oral.state.confirmed
    ]
    return {
        "level": oral.opened.level,
        "trade": oral.opened.trade,
        "prompts": {part.value: prompts[part.value] for part in OralPart},
        "answers": answers,
        "grid": None if grade is None else dict(grade.grid),
        "comment": "" if grade is None else grade.comment,
        "timeline": list(timeline_of(oral.links)),
    }

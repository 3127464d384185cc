# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Routes of sittings: look, decide, grade, release, documents.

Owns their paths and forms. Must not decide anything (`review`, `releasing`).
"""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from sync.central.grading import grid_from
from sync.central.lifecycle import Event, Standing
from sync.central.releasing import Document
from sync.central.review import Decision
from sync.central.tables.base import Json
from sync.central.web.access import CentralOf, Staff

router = APIRouter(prefix="/sittings", tags=["sittings"])
certificates = APIRouter(prefix="/certificates", tags=["certificates"])
_PRIVATE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class ReviewForm(_Form):
    """A reviewer's decision."""

    decision: Literal["valid", "invalid", "second_opinion"]
    reason: str = Field(max_length=4000)
    accept_corrections: bool | None = None


class SettleForm(_Form):
    """Open points by their names, and how the reviewer knows."""

    entered: dict[str, str] = Field(max_length=10)
    reason: str = Field(max_length=4000)


class ReasonForm(_Form):
    """Why a decision should be looked at again, or a certificate taken back."""

    reason: str = Field(max_length=4000)


class OralForm(_Form):
    """The examiner's grid: a level label for each of the five competences."""

    grid: dict[str, str] = Field(max_length=10)
    comment: str = Field(default="", max_length=4000)


@router.get("")
def sittings(
    central: CentralOf, person: Staff, stage: Annotated[str | None, Query(max_length=40)] = None
) -> dict[str, list[Json]]:
    """The newest sittings, perhaps of one stage only."""
    return {"sittings": central.viewing.sittings(person, stage)}


@router.get("/{sitting_id}")
def sitting(central: CentralOf, person: Staff, sitting_id: str) -> Json:
    """One sitting with its timeline, flags and report."""
    return central.viewing.sitting(person, sitting_id)


@router.get("/{sitting_id}/evidence/{digest}")
def evidence(central: CentralOf, person: Staff, sitting_id: str, digest: str) -> Response:
    """A piece of evidence, unsealed in memory for this answer only."""
    medium = central.viewing.evidence(person, sitting_id, digest)
    return Response(medium.data, headers=_PRIVATE, media_type=medium.media_type)


@router.post("/{sitting_id}/review")
def review(central: CentralOf, person: Staff, sitting_id: str, form: ReviewForm) -> Json:
    """Decide on a sitting."""
    decision = Decision(Event(form.decision), form.reason, form.accept_corrections)
    return _standing(central.review.decide(person, sitting_id, decision))


@router.post("/{sitting_id}/settle", status_code=204)
def settle(central: CentralOf, person: Staff, sitting_id: str, form: SettleForm) -> Response:
    """Enter days and names that the station could not tell."""
    central.settling.settle(person, sitting_id, form.entered, form.reason)
    return Response(status_code=204)


@router.post("/{sitting_id}/appeal")
def appeal(central: CentralOf, person: Staff, sitting_id: str, form: ReasonForm) -> Json:
    """Take up an appeal against an invalid sitting."""
    return _standing(central.review.appeal(person, sitting_id, form.reason))


@router.post("/{sitting_id}/oral")
def oral(central: CentralOf, person: Staff, sitting_id: str, form: OralForm) -> Json:
    """Enter the oral grid."""
    grid = grid_from(form.grid)
    return _standing(central.review.grade_oral(person, sitting_id, grid, form.comment))


@router.post("/{sitting_id}/release")
def release(central: CentralOf, person: Staff, sitting_id: str) -> Json:
    """Release the result of both parts and make its documents."""
    return central.releasing.release(person, sitting_id)


@router.get("/{sitting_id}/{document}")
def document(central: CentralOf, person: Staff, sitting_id: str, document: Document) -> Response:
    """A released document: attestation.pdf, certificate.pdf, qr.png, …"""
    data = central.releasing.document(person, sitting_id, document)
    return Response(data, headers=_PRIVATE, media_type=document.media_type)


@certificates.post("/{serial}/revoke", status_code=204)
def revoke(central: CentralOf, person: Staff, serial: str, form: ReasonForm) -> Response:
    """Take a certificate back; the next status list says so."""
    central.releasing.revoke(person, serial, form.reason)
    return Response(status_code=204)


def _standing(standing: Standing) -> Json:
    return {"stage": standing.stage.value, "oral_graded": standing.oral_graded}

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Routes of the oral part's organisation: slots, examiners' codes, booking requests.

Owns their paths and forms. Must not decide anything but the permission each needs.
"""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from sync.central.roles import Permission
from sync.central.slot_file import slots_from
from sync.central.tables.base import Json
from sync.central.web.access import CentralOf, DeviceId, Message, Staff

router = APIRouter(tags=["oral"])


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class SlotsForm(_Form):
    """Slots of a centre: `{starts, minutes, place}` each."""

    centre: str = Field(min_length=1, max_length=100)
    slots: list[dict[str, str | int]] = Field(min_length=1, max_length=5000)


class ExaminerForm(_Form):
    """Who gets a code."""

    login: str = Field(max_length=40)


class LostForm(_Form):
    """Which written part is lost, and why."""

    sitting_id: str = Field(min_length=1, max_length=100)
    reason: str = Field(max_length=4000)


@router.post("/oral/slots", status_code=201)
def add_slots(central: CentralOf, person: Staff, form: SlotsForm) -> dict[str, list[Json]]:
    """Publish slots to the stations of a centre."""
    person.require(Permission.PUBLISH)
    slots = slots_from(form.slots)
    return {"slots": central.appointments.add_slots(person.login, form.centre, slots)}


@router.get("/oral/slots")
def slots(
    central: CentralOf, person: Staff, centre: Annotated[str, Query(max_length=100)]
) -> dict[str, list[Json]]:
    """The slots of a centre that are not over, and who has them."""
    person.require(Permission.SEE_SITTINGS)
    return {"slots": central.appointments.slots(centre)}


@router.delete("/oral/slots/{slot_id}", status_code=204)
def withdraw(central: CentralOf, person: Staff, slot_id: str) -> Response:
    """Take back a slot that nobody has."""
    person.require(Permission.PUBLISH)
    central.appointments.withdraw(person.login, slot_id)
    return Response(status_code=204)


@router.post("/oral/examiner-codes", status_code=201)
def set_code(central: CentralOf, person: Staff, form: ExaminerForm) -> dict[str, str]:
    """A new code by which stations recognise an examiner; in the answer and nowhere else."""
    own = form.login == person.login
    person.require(Permission.GRADE_ORAL if own else Permission.MANAGE_STAFF)
    code = central.appointments.set_examiner_code(person.login, form.login)
    return {"login": form.login, "code": code}


@router.post("/oral/lost-written-parts", status_code=201)
def declare_lost(central: CentralOf, person: Staff, form: LostForm) -> dict[str, str]:
    """State that a written part will never arrive; its oral part is then refused."""
    central.appointments.declare_lost(person, form.sitting_id, form.reason)
    return {"sitting_id": form.sitting_id}


@router.post("/device/bookings", status_code=202)
def book(central: CentralOf, device_id: DeviceId, message: Message) -> dict[str, str]:
    """A signed and sealed booking request; the decision counts once it is in the calendar."""
    return {"decided": central.appointments.decide(device_id, message).value}

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Oral appointments: slots are published, requests decided, examiners given a code.

Owns who gets which slot: first come, first served, one candidate per slot, one slot per
candidate. Must not seal calendars (`publishing`). The decision goes back to the stations
inside the next calendar; a request that comes again gets the same decision.
"""

from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from sync.central import audit
from sync.central.centre import named
from sync.central.codes import new_code
from sync.central.database import Database
from sync.central.errors import (
    AbsentError,
    ConflictError,
    ContentRefusedError,
    ForbiddenError,
    UnknownDeviceError,
)
from sync.central.moment import Now
from sync.central.oral_calendar import is_taken, may_grade
from sync.central.oral_intake import refuse_waiting
from sync.central.roles import Permission
from sync.central.secrets import RandomBytes
from sync.central.slot_file import NewSlot
from sync.central.staff import Person
from sync.central.tables import (
    BookingRow,
    CandidateRow,
    DeviceRow,
    ExaminerCodeRow,
    LostSittingRow,
    OralSlotRow,
    SittingRow,
    StaffRow,
)
from sync.central.tables.base import Json
from sync.central.vault import Vault
from sync.protocol.access_code import AccessCodeHash
from sync.protocol.booking import BookingRequest, unseal_booking
from sync.protocol.errors import ProtocolError
from sync.protocol.keys import key_ring, public_from_bytes
from sync.protocol.oral_calendar import Decided


@dataclass(frozen=True, slots=True)
class AppointmentDesk:
    """Publishes slots and decides on requests."""

    database: Database
    vault: Vault
    now: Now
    random_bytes: RandomBytes

    def add_slots(self, actor: str, centre: str, slots: tuple[NewSlot, ...]) -> list[Json]:
        """Publish slots of a centre; those that are there already stay as they are.

        Raises:
            ContentRefusedError: A slot lies in the past, or that is no name of a centre.
        """
        centre = named(centre)
        if any(slot.starts_s <= self.now() for slot in slots):
            raise ContentRefusedError("a slot lies in the past")
        rows = [self._slot_row(centre, slot) for slot in slots]
        with self.database.transaction() as session:
            for row in rows:
                if session.get(OralSlotRow, row.slot_id) is None:
                    session.add(row)
                    session.flush()
            act = audit.Act(actor, "slots.publish", centre, {"slots": len(rows)})
            audit.record(session, act, self.now())
        return self.slots(centre)

    def slots(self, centre: str) -> list[Json]:
        """The slots of a centre that are not over, and who has them."""
        with self.database.transaction() as session:
            wanted = (
                select(OralSlotRow, BookingRow.candidate_id)
                .outerjoin(BookingRow, BookingRow.slot_id == OralSlotRow.slot_id)
                .where(OralSlotRow.centre == centre, OralSlotRow.starts_s > self.now())
                .order_by(OralSlotRow.starts_s)
            )
            return [
                {
                    "slot_id": slot.slot_id,
                    "starts_s": slot.starts_s,
                    "minutes": slot.minutes,
                    "place": slot.place,
                    "candidate_id": candidate_id,
                }
                for slot, candidate_id in session.execute(wanted)
            ]

    def withdraw(self, actor: str, slot_id: str) -> None:
        """Take back a slot that nobody has.

        Raises:
            AbsentError: There is no such slot.
            ConflictError: Somebody has it.
        """
        with self.database.transaction() as session:
            row = session.get(OralSlotRow, slot_id)
            if row is None:
                raise AbsentError("there is no such slot")
            if is_taken(session, slot_id):
                raise ConflictError("a candidate has this slot", advice="Call the candidate first.")
            session.delete(row)
            audit.record(session, audit.Act(actor, "slots.withdraw", slot_id), self.now())

    def set_examiner_code(self, actor: str, login: str) -> str:
        """Give an examiner a new code for the stations, shown once; the old one is void.

        Raises:
            AbsentError: There is no such examiner.
        """
        code = new_code(self.random_bytes)
        hashed = AccessCodeHash.of(code, salt=self.random_bytes(16))
        with self.database.transaction() as session:
            person = session.get(StaffRow, login)
            if person is None or person.closed_s is not None or not may_grade(person):
                raise AbsentError("there is no examiner of this name")
            stored = {
                "n": hashed.n,
                "r": hashed.r,
                "p": hashed.p,
                "salt": hashed.salt.hex(),
                "digest": hashed.digest.hex(),
            }
            session.merge(ExaminerCodeRow(login=login, code_hash=stored, set_s=self.now()))
            audit.record(session, audit.Act(actor, "examiner.code", login), self.now())
        return code

    def declare_lost(self, person: Person, sitting_id: str, reason: str) -> None:
        """Somebody states that a written part will never arrive: its station is gone.

        Raises:
            ForbiddenError: The person may not.
            ContentRefusedError: There is no reason.
            ConflictError: The written part is here, or was declared lost before.
        """
        person.require(Permission.MANAGE_STAFF)
        if not reason.strip():
            raise ContentRefusedError("to declare a written part lost needs a reason")
        with self.database.transaction() as session:
            if session.get(SittingRow, sitting_id) is not None:
                raise ConflictError("this written part is here")
            if session.get(LostSittingRow, sitting_id) is not None:
                raise ConflictError("this written part was declared lost before")
            session.add(
                LostSittingRow(
                    sitting_id=sitting_id,
                    declared_by=person.login,
                    reason=reason.strip(),
                    at_s=self.now(),
                )
            )
            refuse_waiting(session, sitting_id, self.now())
            act = audit.Act(person.login, "sitting.lost", sitting_id, {"reason": reason.strip()})
            audit.record(session, act, self.now())

    def decide(self, device_id: str, sealed: bytes) -> Decided:
        """Decide on a booking request that a station brings.

        1. It is sealed to central, signed by the station that brings it and names it.
        2. Its candidate is registered at the station's centre.
        3. A request that was decided keeps its decision.
        4. A candidate who has a slot gets no second one.
        5. The first slot in order of preference that is this centre's, not over and free
           is given; a request for which none is left is refused.

        Raises:
            ContentRefusedError: Step 1.
            ForbiddenError: Steps 1 and 2.
            ConflictError: Step 3, another request carries this identifier.
        """
        with self.database.transaction() as session:
            device = session.get(DeviceRow, device_id)
            if device is None or device.revoked_s is not None:
                raise UnknownDeviceError("this station is not known here")
            request = self._open(device, sealed)  # 1
            candidate = session.get(CandidateRow, request.candidate_id)
            if candidate is None or candidate.centre != device.centre:  # 2
                raise ForbiddenError("the candidate is not registered at this station's centre")
            known = session.get(BookingRow, request.request_id)
            if known is not None:  # 3
                if (
                    known.request != _stored(request)
                    or known.candidate_id != candidate.candidate_id
                ):
                    raise ConflictError("another booking request has this identifier")
                return Decided(known.decided)
            slot_id, reason = self._choose(session, device.centre, request)
            decided = Decided.REFUSED if slot_id is None else Decided.CONFIRMED
            session.add(
                BookingRow(
                    request_id=request.request_id,
                    candidate_id=request.candidate_id,
                    device_id=device_id,
                    request=_stored(request),
                    decided=decided.value,
                    slot_id=slot_id,
                    reason=reason,
                    decided_s=self.now(),
                )
            )
            detail = {"decided": decided.value, "slot": slot_id, "reason": reason}
            act = audit.Act(f"device:{device_id}", "booking.decide", request.candidate_id, detail)
            audit.record(session, act, self.now())
            return decided

    def _open(self, device: DeviceRow, sealed: bytes) -> BookingRequest:
        ring = key_ring(public_from_bytes(device.public_key))
        try:
            request = unseal_booking(sealed, self.vault.evidence, ring)
        except ProtocolError as error:
            raise ContentRefusedError(f"this is no booking request: {error}") from error
        if request.device_id != device.device_id:
            raise ForbiddenError("the booking request is of another station")
        return request

    def _choose(
        self, session: Session, centre: str, request: BookingRequest
    ) -> tuple[str | None, str]:
        mine = select(BookingRow.request_id).where(
            BookingRow.candidate_id == request.candidate_id, BookingRow.slot_id.is_not(None)
        )
        if session.scalars(mine).first() is not None:  # 4
            return None, "already_booked"
        reason = "unknown"
        for slot_id in request.slots:  # 5
            slot = session.get(OralSlotRow, slot_id)
            if slot is None or slot.centre != centre:
                continue
            if slot.starts_s <= self.now():
                reason = "over"
            elif is_taken(session, slot_id):
                reason = "taken"
            else:
                return slot_id, ""
        return None, reason

    def _slot_row(self, centre: str, slot: NewSlot) -> OralSlotRow:
        name = f"{centre}\n{slot.starts_s}\n{slot.minutes}\n{slot.place}"
        return OralSlotRow(
            slot_id=f"slot-{sha256(name.encode()).hexdigest()[:16]}",
            centre=centre,
            starts_s=slot.starts_s,
            minutes=slot.minutes,
            place=slot.place,
            published_s=self.now(),
        )


def _stored(request: BookingRequest) -> Json:
    return {"slots": list(request.slots), "requested_s": request.requested_s}

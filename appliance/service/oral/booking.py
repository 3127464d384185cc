# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Booking an oral slot, offline: the calendar as of the last refresh, requests, decisions.

Owns who may ask, and what a booking's state is: a request stays `requested` until a
calendar signed by central names its decision. Must not send. Stands on the library, the
store and the protocol's calendar.
"""

import secrets
from collections.abc import Sequence
from typing import cast

from appliance.exam.sitting_words import Stage
from appliance.service.errors import NotNowError, WrittenPartMissingError
from appliance.service.oral.views import BookingState, BookingView, CalendarView, SlotView
from appliance.service.workplace import Workplace
from appliance.store.bookings import BookingRow
from sync.protocol.booking import MOST_SLOTS, BookingRequest, sign_and_seal_booking
from sync.protocol.canonical import CborValue, decode, encode
from sync.protocol.oral_calendar import Appointment, Decided, OralCalendar, OralSlot, WrittenPart
from sync.protocol.shape import list_of

_CEILING = 1 << 16
_ID_BYTES = 10


class BookingDesk:
    """The oral calendar of one workplace."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    def calendar(self) -> CalendarView:
        """The free slots and how old this knowledge is."""
        library = self._place.library
        known, now_s, last_s = library.calendar, library.now_s(), library.last_contact_s
        slots = () if known is None else known.slots
        return CalendarView(
            tuple(_view(slot) for slot in slots if slot.starts_s > now_s),
            None if known is None or last_s is None else max(0.0, now_s - last_s),
        )

    def booking(self, candidate_id: str) -> BookingView:
        """Where a candidate's booking stands."""
        requests = self._place.store.bookings.of_candidate(candidate_id)
        decided = _decided(self._place.library.calendar)
        given = next(
            (each for each in decided.values() if _is_given(each, candidate_id)),
            None,
        )
        wishes = _wishes(requests[-1]) if requests else ()
        if given is not None and given.slot is not None:
            return BookingView(BookingState.CONFIRMED, wishes, _view(given.slot))
        if not requests:
            return BookingView(BookingState.NONE)
        answer = decided.get(requests[-1].request_id)
        if answer is None:
            return BookingView(BookingState.REQUESTED, wishes)
        return BookingView(BookingState.REFUSED, wishes, reason=answer.reason)

    def request(self, candidate_id: str, slot_ids: Sequence[str]) -> BookingView:
        """Ask for one of these slots, the preferred one first; kept until it can travel.

        Raises:
            WrittenPartMissingError: The written part is not complete.
            NotNowError: A slot that is not free here, none, too many, or a booking that is
                requested or confirmed already.
        """
        require_written(self._place, candidate_id)
        state = self.booking(candidate_id).state
        if state in (BookingState.REQUESTED, BookingState.CONFIRMED):
            raise NotNowError(f"an appointment is {state.value} already")
        free = {slot.slot_id: slot for slot in self.calendar().slots}
        if not 0 < len(slot_ids) <= MOST_SLOTS or len(set(slot_ids)) != len(slot_ids):
            raise NotNowError(
                f"1 to {MOST_SLOTS} different slots may be asked for",
                advice="Choose the times that suit you, the best one first.",
            )
        if not set(slot_ids) <= set(free):
            raise NotNowError("one of these slots is not free", advice="Choose another time.")
        self._keep(candidate_id, [free[slot_id] for slot_id in slot_ids])
        return self.booking(candidate_id)

    def _keep(self, candidate_id: str, wishes: Sequence[SlotView]) -> None:
        place, wall_s = self._place, self._place.clock.stamp().wall_s
        request = BookingRequest(
            request_id=f"b-{secrets.token_hex(_ID_BYTES)}",
            candidate_id=candidate_id,
            device_id=place.identity.device_id,
            slots=tuple(slot.slot_id for slot in wishes),
            requested_s=max(0, int(wall_s)),
        )
        sealed = sign_and_seal_booking(request, place.identity.signer, place.library.sealing_key)
        claims: list[CborValue] = [
            OralSlot(slot.slot_id, slot.starts_s, slot.minutes, slot.place).to_claims()
            for slot in wishes
        ]
        row = BookingRow(request.request_id, candidate_id, wall_s, encode(claims), sealed)
        with place.store.transaction():
            place.store.bookings.add(row)


def unanswered(place: Workplace) -> dict[str, bytes]:
    """The requests that no calendar has answered, as they travel, by identifier."""
    decided = _decided(place.library.calendar)
    return {
        row.request_id: row.sealed
        for row in place.store.bookings.all()
        if row.request_id not in decided
    }


def require_written(place: Workplace, candidate_id: str) -> WrittenPart | None:
    """Let pass a candidate whose written part is complete, here or at central.

    Returns:
        What central says of it; None when it is complete here and central has not said so.

    Raises:
        WrittenPartMissingError: It is neither.
    """
    known = place.library.calendar
    there = None if known is None else _written(known, candidate_id)
    row = place.store.sittings.of_candidate(candidate_id)
    if there is None and (row is None or not (row.erased or row.stage == Stage.FINISHED)):
        raise WrittenPartMissingError("the written part of this candidate is not complete")
    return there


def _written(calendar: OralCalendar, candidate_id: str) -> WrittenPart | None:
    return next((each for each in calendar.written if each.candidate_id == candidate_id), None)


def _decided(calendar: OralCalendar | None) -> dict[str, Appointment]:
    appointments = () if calendar is None else calendar.appointments
    return {each.request_id: each for each in appointments}


def _is_given(appointment: Appointment, candidate_id: str) -> bool:
    return appointment.candidate_id == candidate_id and appointment.decided is Decided.CONFIRMED


def _wishes(row: BookingRow) -> tuple[SlotView, ...]:
    members = list_of(decode(row.wishes, ceiling=_CEILING), dict)
    return tuple(_view(OralSlot.from_claims(cast("CborValue", each))) for each in members)


def _view(slot: OralSlot) -> SlotView:
    return SlotView(slot.slot_id, slot.starts_s, slot.minutes, slot.place)

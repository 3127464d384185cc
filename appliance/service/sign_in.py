# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Signing in: whose access code it is, whether the day is open, and whether they may sit.

Owns the checks before a sitting begins, offline. Must not begin it. Stands on the
library, the lock-out counts and scrypt.

1. The day is open. 2. No lock-out runs. 3. The attempt is counted, durably, before it is
tried, so that pulling the plug saves no attempt. 4. The code is compared with every entry,
whether or not one has matched, so that time tells nothing. 5. The count is cleared.
6. The window holds the present moment, which is never before the latest trusted time.
"""

import os
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from appliance.service.errors import (
    AlreadySatError,
    DayClosedError,
    LockedOutError,
    NoPinError,
    WindowClosedError,
    WrongAccessCodeError,
    WrongExaminerCodeError,
    WrongPinError,
)
from appliance.service.pin import held_pin, keep_pin, require_strength
from appliance.service.throttle import wait_s
from appliance.service.workplace import Workplace
from appliance.store.lockouts import Failures
from sync.protocol.oral_calendar import Examiner
from sync.protocol.roster import Roster, RosterEntry

_CODES, _PIN, _EXAMINERS = "access_code", "pin", "examiner"
_DAY_SETTING = "day"


class SignIn:
    """Who may sit, and who may invigilate, at one workplace."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    @property
    def day_open(self) -> bool:
        """Whether candidates may sign in: from the first roster on, until someone closes."""
        chosen = self._place.store.settings.get(_DAY_SETTING)
        return self._place.library.candidates > 0 if chosen is None else chosen == b"open"

    def set_day(self, *, is_open: bool) -> None:
        """Open or close the day."""
        with self._place.store.transaction():
            self._place.store.settings.put(_DAY_SETTING, b"open" if is_open else b"closed")

    def recognise(self, access_code: str) -> RosterEntry:
        """The roster entry of an access code, if its owner may sit now.

        Raises:
            DayClosedError, LockedOutError, WrongAccessCodeError, WindowClosedError:
                As the module's checklist says.
        """
        entry = self.identify(access_code)
        self._place.library.note_time()
        self._require_window(entry)  # 6
        return entry

    def identify(self, access_code: str) -> RosterEntry:
        """The roster entry of an access code, whether or not its window holds the moment:
        the oral appointment may lie outside the window of the written part.

        Raises:
            DayClosedError, LockedOutError, WrongAccessCodeError: Steps 1 to 4.
        """
        if not self.day_open:  # 1
            raise DayClosedError("the day is not open on this station")
        roster = self._place.library.roster
        with self._counted(_CODES):  # 2, 3, 5
            entry = _match(roster, access_code)  # 4
            if entry is None:
                raise WrongAccessCodeError("nobody on this station's roster has this code")
        return entry

    def require_unsat(self, entry: RosterEntry) -> None:
        """Let pass a candidate whose written part central does not hold, as far as its signed
        calendar says: what is sat twice can be released once.

        Raises:
            AlreadySatError: It was sat at another station.
        """
        calendar = self._place.library.calendar
        held = () if calendar is None else calendar.written
        if any(part.candidate_id == entry.candidate_id for part in held):
            raise AlreadySatError("the written part of this candidate is at central already")

    def recognise_examiner(self, code: str) -> Examiner:
        """The examiner with this code, as central's calendar names them.

        Raises:
            LockedOutError, WrongExaminerCodeError: Steps 2 to 5 of the module's checklist.
        """
        calendar = self._place.library.calendar
        examiners = () if calendar is None else calendar.examiners
        with self._counted(_EXAMINERS):
            found = [each for each in examiners if each.code_hash.matches(code)]
            if len(found) != 1:
                raise WrongExaminerCodeError("no examiner whom this station knows has this code")
        return found[0]

    def set_pin(self, pin: str) -> None:
        """Set the invigilator's PIN; only its hash is kept, and only when it changed.

        Raises:
            PinTooShortError: It is too easy to guess.
        """
        require_strength(pin)
        held = held_pin(self._place.store)
        if held is None or not held.matches(pin):
            with self._place.store.transaction():
                keep_pin(self._place.store, pin)

    def require_pin(self, pin: str) -> None:
        """Let an invigilator pass.

        Raises:
            WrongPinError: Another PIN.
            NoPinError: None was set.
            LockedOutError: Too many wrong ones in a row.
        """
        held = held_pin(self._place.store)
        if held is None:
            raise NoPinError("no invigilator's PIN is set on this station")
        with self._counted(_PIN):
            if not held.matches(pin):
                raise WrongPinError("this is not the invigilator's PIN")

    @contextmanager
    def _counted(self, scope: str) -> Generator[None]:
        """Count a failure before the attempt and forget it after success."""
        place, now = self._place, self._place.clock.stamp()
        failures = place.store.lockouts.get(scope)
        left_s = wait_s(failures, now)
        if failures is not None and left_s > 0:
            if failures.boot_id != now.boot_id:  # the wait starts again with the boot, once
                self._note(scope, Failures(failures.count, now.boot_id, now.monotonic_ns))
            raise LockedOutError(f"too many failed attempts; wait {left_s:.0f} seconds")
        count = 1 if failures is None else failures.count + 1
        self._note(scope, Failures(count, now.boot_id, now.monotonic_ns))
        yield
        with place.store.transaction():
            place.store.lockouts.clear(scope)

    def _note(self, scope: str, failures: Failures) -> None:
        with self._place.store.transaction():
            self._place.store.lockouts.put(scope, failures)

    def _require_window(self, entry: RosterEntry) -> None:
        now_s = self._place.library.now_s()
        if now_s < entry.window_from_s:
            raise WindowClosedError("the dates of this session have not begun")
        if now_s > entry.window_to_s:
            raise WindowClosedError("the dates of this session are over")


def _match(roster: Roster, access_code: str) -> RosterEntry | None:
    """The entry with this code, after comparing with all of them."""

    def matches_code(entry: RosterEntry) -> bool:
        return entry.access_code_hash.matches(access_code)

    with ThreadPoolExecutor(os.cpu_count()) as pool:  # scrypt works outside the interpreter lock
        matches = list(pool.map(matches_code, roster.entries))
    found = [entry for entry, hit in zip(roster.entries, matches, strict=True) if hit]
    return found[0] if len(found) == 1 else None

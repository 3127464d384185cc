# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What a refusal of the station says in the candidate's language.

Owns the words by exit code, which is stable per error class; a code unknown here falls
back to the error's own sentences. Must not show anything. Stands on the catalogues.
"""

import re
from dataclasses import dataclass
from typing import Final

from appliance.service.errors import (
    NoPinError,
    NothingHeardError,
    OralStoredError,
    WrittenPartMissingError,
    WrongExaminerCodeError,
)
from sync.protocol.errors import EscaleError
from tui.language import Language, chosen, mark, say

STORE_CODES: Final = range(40, 50)
"""Errors of store and keys: nothing can be kept, so the exam stops."""
EXAM_CODES: Final = range(30, 40)
LOCKED_OUT_CODE: Final = 52
_WAIT: Final = re.compile(r"wait (\d+) seconds")

_WORDS: Final[dict[int, tuple[str, str]]] = {
    40: (
        mark("The station cannot store anything"),
        mark("Call the invigilator. Every answer that was confirmed is kept."),
    ),
    41: (
        mark("The station's store does not open"),
        mark("Call the invigilator: this station needs its own keys."),
    ),
    42: (
        mark("The station's disk is full"),
        mark(
            "Call the invigilator. Every confirmed answer is kept; once there is space, the "
            "exam goes on with the same question."
        ),
    ),
    43: (
        mark("The station's disk cannot be written"),
        mark(
            "Call the invigilator. Every confirmed answer is kept; once the disk works, the "
            "exam goes on with the same question."
        ),
    ),
    44: (
        mark("The station's disk does not work properly"),
        mark("Call the invigilator. Leave the station switched on and touch nothing."),
    ),
    45: (
        mark("This store was made by a newer release"),
        mark("Call the invigilator: the station's software must be updated."),
    ),
    50: (mark("Not now"), mark("Go on with what the screen shows now.")),
    51: (
        mark("This access code is not known here"),
        mark("Type it again as it stands on your invitation; ask the invigilator if it fails."),
    ),
    52: (
        mark("Too many wrong tries"),
        mark("Wait, check the code, then try again or ask the invigilator."),
    ),
    53: (
        mark("Your session is not open at this date"),
        mark("Ask your training centre for the dates of your session."),
    ),
    54: (mark("The day is not open on this station"), mark("Ask the invigilator to open it.")),
    55: (
        mark("Your written part is stored already"),
        mark("There is nothing left to do here; your training centre will tell you the result."),
    ),
    56: (
        mark("You have heard the extract twice"),
        mark("Answer with what you have heard; an extract plays twice at most."),
    ),
    57: (mark("This is not the invigilator's PIN"), mark("Type the PIN of this station again.")),
    58: (
        mark("This station has no exam to give"),
        mark("Invigilator: connect the station or plug in the stick, then load the content."),
    ),
    59: (
        mark("No sound can be played or recorded"),
        mark("Check that the earphones and the microphone are plugged in, then try again."),
    ),
    110: (
        mark("Another program uses this station"),
        mark("Close the other one, then try again."),
    ),
}


_KINDS: Final[dict[type[EscaleError], tuple[str, str]]] = {
    WrittenPartMissingError: (
        mark("The oral part comes after the written part"),
        mark(
            "Take the written part first. If you took it at another station, ask the "
            "invigilator to connect this one once."
        ),
    ),
    NothingHeardError: (
        mark("Nothing was heard"),
        mark(
            "This recording does not count. Check that the microphone is plugged in and not "
            "muted, then answer again."
        ),
    ),
    NoPinError: (
        mark("No invigilator's PIN is set on this station"),
        mark("Close the screen and set one with the command: escale station pin"),
    ),
    WrongExaminerCodeError: (
        mark("This examiner's code is not known here"),
        mark("Type it again. If it is new, connect this station once."),
    ),
    OralStoredError: (
        mark("Your oral part is stored already"),
        mark("There is nothing left to do here; your training centre will tell you the result."),
    ),
}
"""Kinds of refusal that share an exit code with others but need words of their own."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal in words.

    Attributes:
        detail: The station's own sentence, where it says more than the title.
        wait_s: How long to wait after too many tries, where the station says so.
    """

    title: str
    advice: str
    detail: str
    wait_s: float | None
    stops_exam: bool

    @property
    def own_words(self) -> str:
        """The station's own sentence, for those who read its language."""
        return self.detail if chosen() is Language.ENGLISH else ""


def wait_of(error: EscaleError) -> float | None:
    """How many seconds a lock-out still lasts, from the error or from its sentence."""
    known: float | None = getattr(error, "wait_s", None)
    if known is not None:
        return known
    found = _WAIT.search(str(error)) if error.exit_code == LOCKED_OUT_CODE else None
    return float(found[1]) if found else None


def in_words(error: EscaleError) -> Refusal:
    """The refusal that a screen shows for an error."""
    stops = error.exit_code in STORE_CODES
    wait_s = wait_of(error)
    title, advice = _KINDS.get(type(error)) or _WORDS.get(error.exit_code, ("", ""))
    if title:
        return Refusal(say(title), say(advice), str(error), wait_s, stops)
    if error.exit_code in EXAM_CODES:
        return Refusal(say("That is not possible now"), say(_WORDS[50][1]), str(error), None, stops)
    return Refusal(str(error), error.advice, "", wait_s, stops)

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What the station tells a candidate or an invigilator that it cannot do.

Owns the service's branch of the error tree. Must not know screens.

    EscaleError
    └── ServiceError                 50
        ├── NotNowError              50   asked for at the wrong moment
        │   ├── WrittenPartMissingError  50   the oral part comes after the written part
        │   ├── NothingHeardError    50   a recording in which nobody can be heard
        │   └── PersonalDataError    50   a correction that cannot stand on a certificate
        ├── WrongAccessCodeError     51   nobody on the roster has this code
        │   └── WrongExaminerCodeError   51   no examiner whom the station knows has it
        ├── LockedOutError           52   too many wrong codes or PINs in a row
        ├── WindowClosedError        53   outside the dates that the centre set
        ├── DayClosedError           54   the invigilator has not opened the day
        ├── AlreadySatError          55   this candidate's written part is stored already
        │   └── OralStoredError      55   this candidate's oral part is
        ├── NoPlaysLeftError         56   the extract was heard twice
        ├── WrongPinError            57   not the invigilator's PIN
        │   ├── NoPinError               57   none was set on this station yet
        │   └── PinTooShortError         57   fewer letters or digits than a PIN has
        ├── NoContentError           58   no pack, roster or trust list on this station
        └── StationInUseError       110   another process works on the station's folder
"""

from sync.protocol.errors import EscaleError


class ServiceError(EscaleError):
    """Something that the station cannot do."""

    exit_code = 50
    advice = "Call the invigilator."


class NotNowError(ServiceError):
    """Something that was asked for at the wrong moment."""

    advice = "Go on with what the screen shows now."


class WrittenPartMissingError(NotNowError):
    """The oral part comes after the written part, and that one is not complete."""

    advice = "Take the written part first; if you took it elsewhere, connect this station once."


class NothingHeardError(NotNowError):
    """A recording in which nobody can be heard; it does not count as a take."""

    advice = "Check that the microphone is plugged in and not muted, then answer again."


class PersonalDataError(NotNowError):
    """A correction of the personal data that cannot stand on a certificate.

    Attributes:
        fields: The names of the fields that do not fit.
    """

    advice = "Type it again: names of 80 letters at most, the birth date as 1990-12-31."

    def __init__(self, message: str, *, fields: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.fields = fields


class WrongAccessCodeError(ServiceError):
    """Nobody on the roster has this access code."""

    exit_code = 51
    advice = "Type the code again as it stands on your invitation; ask the invigilator if it fails."


class WrongExaminerCodeError(WrongAccessCodeError):
    """No examiner whom this station's calendar names has this code."""

    advice = "Type your examiner's code; if it is new, connect the station once."


class LockedOutError(ServiceError):
    """Too many wrong codes in a row; the wait grows with every further one."""

    exit_code = 52
    advice = "Wait, check the code on your invitation, then try again or ask the invigilator."


class WindowClosedError(ServiceError):
    """The sitting lies outside the dates that the training centre set."""

    exit_code = 53
    advice = "Ask your training centre for the dates of your session."


class DayClosedError(ServiceError):
    """The invigilator has not opened the day on this station."""

    exit_code = 54
    advice = "Ask the invigilator to open the day."


class AlreadySatError(ServiceError):
    """The written part of this candidate is already stored on this station."""

    exit_code = 55
    advice = "There is nothing left to do here; your training centre will tell you the result."


class OralStoredError(AlreadySatError):
    """The oral part of this candidate is already stored on this station."""


class NoPlaysLeftError(ServiceError):
    """The extract was heard as often as the rules allow."""

    exit_code = 56
    advice = "Answer with what you have heard; an extract plays twice at most."


class WrongPinError(ServiceError):
    """The PIN is not the invigilator's, or none was set."""

    exit_code = 57
    advice = "Type the invigilator's PIN of this station."


class NoPinError(WrongPinError):
    """No invigilator's PIN was set on this station yet."""

    advice = "Close the station's screen, then set a PIN with `escale station pin`."


class PinTooShortError(WrongPinError):
    """A PIN with fewer letters or digits than one must have; nothing was changed."""

    advice = "Choose a PIN of at least four letters or digits; other signs do not count."


class NoContentError(ServiceError):
    """The station has no pack, roster or trust list that it may use."""

    exit_code = 58
    advice = "Connect the station or plug in the stick, load the content, then try again."


class StationInUseError(ServiceError):
    """Another process works on the station's folder."""

    exit_code = 110
    advice = (
        "Close the station's screen, or wait for the other command to end, then try again. "
        "A station that runs fetches and sends by itself; its desk (F9) exports and imports."
    )

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What a sitting refuses: an event out of turn, a record that cannot be, a score that differs.

Owns the sitting's branch below the exam's errors. Must not know any caller.

    ExamError                        30
    └── SittingError                 34
        ├── EventRefusedError        34   an event that the stage does not allow
        ├── JournalRecordError       34   a record whose body is not of its kind
        ├── RescoringMismatchError   34   a journal that the frozen pack does not confirm
        └── NoOralMaterialError      34   a pack without a prompt for a part of the interview
"""

from appliance.exam.errors import ExamError


class SittingError(ExamError):
    """Something that a sitting refuses."""

    exit_code = 34
    advice = "Keep the station as it is and tell the invigilator."


class EventRefusedError(SittingError):
    """An event that the present stage of the sitting does not allow."""

    advice = "Go on with what the screen shows now."


class JournalRecordError(SittingError):
    """A journal record whose body is not of its kind."""


class RescoringMismatchError(SittingError):
    """A journal that does not follow from its pack: another item, score, order or time."""

    advice = "Do not release a result; a person has to look at this sitting and its station."


class NoOralMaterialError(SittingError):
    """The pack has no prompt for a part of the interview."""

    advice = "Load a content pack with oral material, or hold the interview elsewhere."

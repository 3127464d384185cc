# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The exam core's branch of the error tree.

Owns one class per refusal of the pure exam core and its exit code. Must not know any
caller. Stands on the root in :mod:`sync.protocol.errors`.

    EscaleError
    └── ExamError                    30
        ├── InvalidItemError         31   an item that cannot be asked or scored
        ├── InvalidResponseError     32   a response that does not fit its task
        └── InvalidPackError         33   a content pack whose parts do not belong together
"""

from sync.protocol.errors import EscaleError


class ExamError(EscaleError):
    """Something that the exam core refuses."""

    exit_code = 30
    advice = "Keep the device as it is and tell the invigilator."


class InvalidItemError(ExamError):
    """An item that cannot be asked or scored: its key, gaps or parameters do not fit."""

    exit_code = 31
    advice = "Correct the item in the bank, run `escale bank lint`, and build the pack again."


class InvalidResponseError(ExamError):
    """A response that does not fit the task it answers."""

    exit_code = 32
    advice = "Answer the question again; if it is refused again, tell the invigilator."


class InvalidPackError(ExamError):
    """A content pack whose parts do not belong together or were altered."""

    exit_code = 33
    advice = "Fetch the content pack again; do not sit an exam with this one."

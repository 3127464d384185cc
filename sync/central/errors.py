# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Everything that central refuses, and what the person in front of it should do.

Owns central's branch of the error tree and the HTTP status of each class. Must not
know a web framework. Stands on `sync.protocol.errors`.

    CentralError                     80  500
    ├── SetupError                   81  500  directory missing, incomplete or already there
    ├── UnauthenticatedError         82  401  nobody that central knows
    │   ├── UnknownDeviceError       82  401  no such device, or revoked
    │   └── ChallengeError           82  401  login not over a nonce of ours
    ├── ForbiddenError               83  403  known, but not for this
    │   └── ForeignFormError         83  403  a form that is not of this session's pages
    ├── AbsentError                  84  404  nothing of this name here
    │   └── ExpiredUploadError       84  410  it was here, and its time is over
    ├── ConflictError                85  409  not now, not in this state
    │   ├── OffsetConflictError      85  409  an upload continues where it stopped
    │   ├── BusyUploadError          85  423  two requests for one upload
    │   └── SecondLookError          85  409  reviewer and second reviewer must differ
    ├── TooLargeError                86  413
    ├── BundleRefusedError           87  422  a bundle that central does not take
    │   ├── PartDigestError          87  422  a part that is not what its name says
    │   ├── ChunkChecksumError       87  460  a chunk altered on its way
    │   ├── ForeignBundleError       87  403  signed by another device than it names
    │   └── ScoreMismatchError       87  422  rescoring does not agree
    ├── EnrolmentRefusedError        88  403  token unknown, used or expired
    └── ContentRefusedError          89  422  a pack, roster or form that cannot be used
"""

from typing import ClassVar

from sync.protocol.errors import EscaleError


class CentralError(EscaleError):
    """Something that central refuses or cannot do."""

    exit_code = 80
    status: ClassVar[int] = 500
    advice = "Try again; if it happens again, tell the people who run central."


class SetupError(CentralError):
    """The directory of central is missing, incomplete or already in use."""

    exit_code = 81
    advice = "Run 'escale central init DIR' once on an empty directory, then 'serve DIR'."


class UnauthenticatedError(CentralError):
    """The caller is nobody that central knows."""

    exit_code = 82
    status = 401
    advice = "Sign in again with a valid token."


class UnknownDeviceError(UnauthenticatedError):
    """A device that was never enrolled, or whose trust was withdrawn."""

    advice = "Enrol this station with a new token from the training centre."


class ChallengeError(UnauthenticatedError):
    """A login that is not over a fresh nonce of this central."""

    advice = "Let the station ask for a new challenge."


class ForbiddenError(CentralError):
    """The caller is known but may not do this."""

    exit_code = 83
    status = 403
    advice = "Ask a colleague with the right role."


class ForeignFormError(ForbiddenError):
    """A form that the pages of this session did not give out."""

    advice = "Load the page again."


class AbsentError(CentralError):
    """Nothing of this name is here."""

    exit_code = 84
    status = 404
    advice = "Check the name or number."


class ExpiredUploadError(AbsentError):
    """An unfinished upload that waited too long and was dropped."""

    status = 410
    advice = "Start the upload of this part again."


class ConflictError(CentralError):
    """The act does not fit the present state."""

    exit_code = 85
    status = 409
    advice = "Look at the present state, then choose the next step."


class OffsetConflictError(ConflictError):
    """A chunk that does not start where the upload stands."""

    advice = "Ask for the upload's offset and go on from there."


class BusyUploadError(ConflictError):
    """Another request is writing to the same upload."""

    status = 423
    advice = "Wait a moment and ask for the offset."


class SecondLookError(ConflictError):
    """The second opinion must come from another person."""

    advice = "Ask a reviewer who has not decided on this sitting."


class TooLargeError(CentralError):
    """More bytes than central takes at once."""

    exit_code = 86
    status = 413
    advice = "Do not send this; the limit stands in the settings of central."


class BundleRefusedError(CentralError):
    """A bundle whose content central does not take."""

    exit_code = 87
    status = 422
    advice = "Keep the station as it is: nothing was erased. Tell your support contact."


class PartDigestError(BundleRefusedError):
    """The bytes received do not have the digest that names them."""

    advice = "Send the part again from the start."


class ChunkChecksumError(BundleRefusedError):
    """A chunk does not have the checksum that came with it."""

    status = 460
    advice = "Send the chunk again."


class ForeignBundleError(BundleRefusedError):
    """A manifest that another device signed than the one it names."""

    status = 403


class ScoreMismatchError(BundleRefusedError):
    """Central's rescoring of the journal disagrees with the station."""


class EnrolmentRefusedError(CentralError):
    """An enrolment token that is unknown, already used or expired."""

    exit_code = 88
    status = 403
    advice = "Ask the training centre for a new enrolment token."


class ContentRefusedError(CentralError):
    """A pack, a roster or a form that cannot be used as it is."""

    exit_code = 89
    status = 422
    advice = "Correct the file at the place named, then publish it again."

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What central remembers, as typed tables; importing this package knows them all."""

from sync.central.tables.base import Base
from sync.central.tables.content import CandidateRow, ContentRow
from sync.central.tables.devices import (
    ChallengeRow,
    DeviceRow,
    DeviceSessionRow,
    EnrolmentTokenRow,
)
from sync.central.tables.oral import (
    BookingRow,
    ExaminerCodeRow,
    LostSittingRow,
    OralSittingRow,
    OralSlotRow,
)
from sync.central.tables.sittings import (
    BundleRow,
    CertificateRow,
    DecisionRow,
    OralRow,
    PartRow,
    SittingPartRow,
    SittingRow,
    UploadRow,
)
from sync.central.tables.staff import AuditRow, StaffRow, StaffSessionRow

__all__ = [
    "AuditRow",
    "Base",
    "BookingRow",
    "BundleRow",
    "CandidateRow",
    "CertificateRow",
    "ChallengeRow",
    "ContentRow",
    "DecisionRow",
    "DeviceRow",
    "DeviceSessionRow",
    "EnrolmentTokenRow",
    "ExaminerCodeRow",
    "LostSittingRow",
    "OralRow",
    "OralSittingRow",
    "OralSlotRow",
    "PartRow",
    "SittingPartRow",
    "SittingRow",
    "StaffRow",
    "StaffSessionRow",
    "UploadRow",
]

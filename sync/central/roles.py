# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Who may do what: one table, no exceptions elsewhere.

Owns roles and permissions. Pure. Whether two acts may be done by one person on the
same sitting is a rule of the review (`sync.central.review`), not a permission.
"""

from enum import StrEnum

from sync.central.errors import ForbiddenError


class Role(StrEnum):
    """What somebody is at central."""

    ADMIN = "admin"
    REVIEWER = "reviewer"
    EXAMINER = "examiner"
    CENTRE = "centre"


class Permission(StrEnum):
    """Something that somebody may be allowed to do."""

    SEE_SITTINGS = "see sittings"
    SEE_EVIDENCE = "see evidence"
    HEAR_ORAL = "hear oral answers"
    REVIEW = "review"
    GRADE_ORAL = "grade the oral part"
    RELEASE = "release results"
    SEE_DOCUMENTS = "see documents"
    ENROL = "make enrolment tokens"
    PUBLISH = "publish content"
    MANAGE_STAFF = "manage staff"


GRANTED: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(Permission),
    Role.REVIEWER: frozenset(
        {
            Permission.SEE_SITTINGS,
            Permission.SEE_EVIDENCE,
            Permission.HEAR_ORAL,
            Permission.REVIEW,
            Permission.RELEASE,
            Permission.SEE_DOCUMENTS,
        }
    ),
    Role.EXAMINER: frozenset(
        {Permission.SEE_SITTINGS, Permission.HEAR_ORAL, Permission.GRADE_ORAL}
    ),
    Role.CENTRE: frozenset(
        {
            Permission.SEE_SITTINGS,
            Permission.SEE_DOCUMENTS,
            Permission.ENROL,
            Permission.PUBLISH,
        }
    ),
}


def allows(roles: frozenset[Role], permission: Permission) -> bool:
    """Whether any of the roles has the permission: to show only what may be done."""
    return any(permission in GRANTED[role] for role in roles)


def require(roles: frozenset[Role], permission: Permission) -> None:
    """Let pass who has the permission through any of their roles.

    Raises:
        ForbiddenError: None of the roles grants it.
    """
    if not allows(roles, permission):
        raise ForbiddenError(f"your role does not allow you to {permission.value}")

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The people of central: accounts, sign-in, sessions.

Owns accounts and their bearers. Must not decide permissions (`sync.central.roles`).
An account has one API token, made here and shown once; a sign-in exchanges it for a
session that ends by itself. Both are accepted as bearers.
"""

import re
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sync.central import audit
from sync.central.database import Database
from sync.central.errors import ConflictError, ContentRefusedError, UnauthenticatedError
from sync.central.moment import Now
from sync.central.roles import Permission, Role, allows, require
from sync.central.secrets import RandomBytes, digest_of, new_bearer
from sync.central.tables import StaffRow, StaffSessionRow

_LOGIN = re.compile(r"[a-z][a-z0-9._-]{1,39}\Z")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is signed in."""

    login: str
    name: str
    roles: frozenset[Role]

    def may(self, permission: Permission) -> bool:
        """Whether to show the way to what needs this permission; acts call `require`."""
        return allows(self.roles, permission)

    def require(self, permission: Permission) -> None:
        """Pass only with this permission.

        Raises:
            ForbiddenError: No role of this person grants it.
        """
        require(self.roles, permission)


@dataclass(frozen=True, slots=True)
class StaffDesk:
    """Makes accounts and recognises people by what they carry."""

    database: Database
    now: Now
    random_bytes: RandomBytes
    session_s: int

    def add(self, actor: str, login: str, name: str, roles: frozenset[Role]) -> str:
        """Open an account and give its API token, which is not kept in clear.

        Raises:
            ContentRefusedError: A login or a set of roles that cannot be.
            ConflictError: The login is taken.
        """
        if not _LOGIN.match(login):
            raise ContentRefusedError("a login has 2 to 40 lower-case letters, digits, . _ or -")
        if not roles or not name.strip():
            raise ContentRefusedError("an account needs a name and at least one role")
        token = new_bearer(self.random_bytes)
        with self.database.transaction() as session:
            if session.get(StaffRow, login) is not None:
                raise ConflictError(f"the login '{login}' is taken")
            session.add(
                StaffRow(
                    login=login,
                    name=name.strip(),
                    roles=",".join(sorted(roles)),
                    token_hash=digest_of(token),
                    created_s=self.now(),
                    closed_s=None,
                )
            )
            detail = {"roles": sorted(role.value for role in roles)}
            audit.record(session, audit.Act(actor, "staff.add", login, detail), self.now())
        return token

    def close(self, actor: str, login: str) -> None:
        """Close an account and end its sessions; its past acts stay in the log."""
        with self.database.transaction() as session:
            row = session.get(StaffRow, login)
            if row is None or row.closed_s is not None:
                raise ConflictError(f"there is no open account '{login}'")
            row.closed_s = self.now()
            session.execute(delete(StaffSessionRow).where(StaffSessionRow.login == login))
            audit.record(session, audit.Act(actor, "staff.close", login), self.now())

    def sign_in(self, token: str) -> str:
        """Exchange an API token for a session bearer.

        Raises:
            UnauthenticatedError: Nobody has this token.
        """
        bearer = new_bearer(self.random_bytes)
        with self.database.transaction() as session:
            row = self._by_token(session, digest_of(token))
            session.add(
                StaffSessionRow(
                    bearer_hash=digest_of(bearer),
                    login=row.login,
                    expires_s=self.now() + self.session_s,
                )
            )
            audit.record(session, audit.Act(row.login, "staff.sign-in", row.login), self.now())
        return bearer

    def sign_out(self, bearer: str) -> None:
        """End a session; an API token stays what it is."""
        with self.database.transaction() as session:
            open_session = session.get(StaffSessionRow, digest_of(bearer))
            if open_session is not None:
                session.delete(open_session)
                act = audit.Act(open_session.login, "staff.sign-out", open_session.login)
                audit.record(session, act, self.now())

    def recognise(self, bearer: str) -> Person:
        """Who carries this session bearer or API token.

        Raises:
            UnauthenticatedError: Nobody does, or the session is over.
        """
        hashed = digest_of(bearer)
        with self.database.transaction() as session:
            open_session = session.get(StaffSessionRow, hashed)
            if open_session is None:
                row = self._by_token(session, hashed)
            else:
                row = session.get_one(StaffRow, open_session.login)
                if open_session.expires_s <= self.now():
                    raise UnauthenticatedError("your session is over")
            return Person(row.login, row.name, frozenset(map(Role, row.roles.split(","))))

    def _by_token(self, session: Session, hashed: str) -> StaffRow:
        row = session.scalars(select(StaffRow).where(StaffRow.token_hash == hashed)).first()
        if row is None or row.closed_s is not None:
            raise UnauthenticatedError("nobody here has this token")
        return row

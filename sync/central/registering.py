# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Candidates are registered by their centre and get an access code each.

Owns the candidates' rows. Must not read files (`roster_file`) nor send rosters
(`publishing`): a registration makes the sealed rosters of its centre out of date, and
the next station that asks gets a fresh one.
"""

from dataclasses import dataclass, field

from sqlalchemy import update

from sync.central import audit
from sync.central.centre import named
from sync.central.codes import new_code
from sync.central.database import Database
from sync.central.errors import ConflictError
from sync.central.moment import Now
from sync.central.roster_file import Registration
from sync.central.secrets import RandomBytes
from sync.central.tables import CandidateRow, ContentRow
from sync.protocol.access_code import AccessCodeHash
from sync.protocol.content import ContentRole

_SALT_SIZE = 16


@dataclass(frozen=True, slots=True)
class Admission:
    """A registered candidate and the code to hand out; the code is not kept in clear."""

    candidate_id: str
    given_name: str
    family_name: str
    access_code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Registrar:
    """Registers candidates."""

    database: Database
    now: Now
    random_bytes: RandomBytes

    def register(
        self, actor: str, centre: str, registrations: tuple[Registration, ...]
    ) -> tuple[Admission, ...]:
        """Register candidates of a centre; each gets a new code, also when known before.

        One salt serves one roster, so that a station recognises a code with one slow
        hash instead of one per candidate.

        Raises:
            ContentRefusedError: That is no name of a centre.
            ConflictError: A candidate's number belongs to another centre, or comes twice.
        """
        centre = named(centre)
        salt = self.random_bytes(_SALT_SIZE)
        rows = [self._candidate(centre, entry, salt) for entry in registrations]
        if len({row.candidate_id for row, _ in rows}) != len(rows):
            raise ConflictError("the roster names a candidate twice")
        with self.database.transaction() as session:
            for row, _ in rows:
                known = session.get(CandidateRow, row.candidate_id)
                if known is not None and known.centre != centre:
                    raise ConflictError(f"'{row.candidate_id}' belongs to another centre")
                session.merge(row)
            session.execute(
                update(ContentRow)
                .where(ContentRow.role == ContentRole.ROSTER.value, ContentRow.name == centre)
                .values(current=False)
            )
            act = audit.Act(actor, "content.publish-roster", centre, {"candidates": len(rows)})
            audit.record(session, act, self.now())
        return tuple(
            Admission(row.candidate_id, row.given_name, row.family_name, code) for row, code in rows
        )

    def _candidate(self, centre: str, entry: Registration, salt: bytes) -> tuple[CandidateRow, str]:
        code = new_code(self.random_bytes)
        hashed = AccessCodeHash.of(code, salt=salt)
        row = CandidateRow(
            candidate_id=entry.candidate_id or f"c-{self.random_bytes(6).hex()}",
            centre=centre,
            given_name=entry.given_name,
            family_name=entry.family_name,
            birth_date=entry.birth_date,
            email=entry.email,
            access_code_hash={
                "n": hashed.n,
                "r": hashed.r,
                "p": hashed.p,
                "salt": hashed.salt.hex(),
                "digest": hashed.digest.hex(),
            },
            window_from_s=entry.window_from_s,
            window_to_s=entry.window_to_s,
            target=entry.target.label,
            time_factor=entry.time_factor,
            biometric=entry.biometric,
            registered_s=self.now(),
        )
        return row, code

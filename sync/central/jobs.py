# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Work that nobody waits for: finish releases, sweep what is over.

Owns one round of all jobs; who calls it how often is the program's choice. Doing a
round again, or two at once, changes nothing more.
"""

from dataclasses import asdict, dataclass

from sqlalchemy import delete, select

from sync.central.audit_mark import AuditMark
from sync.central.blobs import BlobStore
from sync.central.database import Database
from sync.central.moment import Now
from sync.central.releasing import ReleaseDesk
from sync.central.settings import Settings
from sync.central.tables import (
    BundleRow,
    ChallengeRow,
    DeviceSessionRow,
    PartRow,
    SittingPartRow,
    StaffSessionRow,
)
from sync.central.uploads import UploadDesk
from sync.protocol.kinds import Kind
from sync.protocol.manifest import Manifest
from sync.protocol.statement import read_unverified


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did, in counts."""

    releases_finished: int
    uploads_swept: int
    parts_swept: int
    audit_entries: int

    def to_json(self) -> dict[str, int]:
        """The counts by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Sweeper:
    """Does the jobs."""

    database: Database
    blobs: BlobStore
    uploads: UploadDesk
    releasing: ReleaseDesk
    audit_mark: AuditMark
    settings: Settings
    now: Now

    def run(self) -> Round:
        """One round of all jobs.

        Raises:
            CentralError: The audit log was altered or cut short; everything else was done.
        """
        unfinished = self.releasing.unfinished()
        for sitting_id in unfinished:
            self.releasing.finish(sitting_id)
        uploads = self.uploads.sweep()
        parts = self._sweep_parts()
        self._sweep_sessions()
        entries = self.audit_mark.check(self.database)
        return Round(len(unfinished), uploads, parts, entries)

    def _sweep_parts(self) -> int:
        """Forget parts that no bundle has named for as long as an upload may take."""
        before_s = self.now() - self.settings.upload_lifetime_s
        with self.database.transaction() as session:
            named = set(session.scalars(select(SittingPartRow.digest)))
            for message in session.scalars(select(BundleRow.manifest)):
                manifest = Manifest.from_claims(read_unverified(Kind.MANIFEST, message))
                named.update(part.digest.hex() for part in manifest.parts)
            old = session.scalars(select(PartRow).where(PartRow.received_s <= before_s)).all()
            orphans = [part for part in old if part.digest not in named]
            for part in orphans:
                session.delete(part)
        for part in orphans:
            self.blobs.delete(part.digest)
        return len(orphans)

    def _sweep_sessions(self) -> None:
        with self.database.transaction() as session:
            for table in (ChallengeRow, DeviceSessionRow, StaffSessionRow):
                session.execute(delete(table).where(table.expires_s <= self.now()))

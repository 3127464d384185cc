# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Parts on their way in: what tus 1.0 needs of a store.

Owns unfinished uploads: their rows, their files, the rule that only bytes that are
synced to the disk are acknowledged, and the digest check at the end. Must not speak
HTTP (`sync.central.web.tus`). Stands on `sync.central.database` and `blobs`.

An upload's row says how many bytes are acknowledged; its file may be longer after a
crash and is cut back before the next write. One writer at a time.
"""

import os
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sync.central.blobs import BlobStore
from sync.central.database import Database
from sync.central.errors import (
    AbsentError,
    BusyUploadError,
    ContentRefusedError,
    ExpiredUploadError,
    OffsetConflictError,
    PartDigestError,
    TooLargeError,
)
from sync.central.moment import Now
from sync.central.secrets import RandomBytes
from sync.central.settings import Settings
from sync.central.tables import PartRow, UploadRow

_HEX_DIGITS = set("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Upload:
    """One upload as its owner may see it; sizes in bytes."""

    upload_id: str
    digest: str
    length: int
    offset: int
    metadata_text: str
    expires_s: int

    @property
    def finished(self) -> bool:
        """Whether every byte is here and the digest was right."""
        return self.offset == self.length


class Writing:
    """A file that grows from the acknowledged offset, within one upload's length."""

    def __init__(self, file: BinaryIO, offset: int, length: int) -> None:
        self._file = file
        self._length = length
        self.offset = offset

    def write(self, data: bytes) -> None:
        """Append bytes; they are not acknowledged before `UploadDesk.acknowledge`.

        Raises:
            TooLargeError: More than the upload's length.
        """
        self.require_room(len(data))
        self._file.write(data)
        self.offset += len(data)

    def require_room(self, size: int) -> None:
        """Let pass so many more bytes; raises TooLargeError beyond the upload's length."""
        if self.offset + size > self._length:
            raise TooLargeError("more bytes than the upload announced")

    def sync(self) -> None:
        """Bring the bytes to the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())


@dataclass(frozen=True, slots=True)
class UploadDesk:
    """Creates, continues, finishes and forgets uploads."""

    database: Database
    blobs: BlobStore
    folder: Path
    settings: Settings
    now: Now
    random_bytes: RandomBytes
    _busy: set[str] = field(default_factory=set[str])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def create(self, device_id: str, digest: str, length: int, metadata_text: str) -> Upload:
        """Begin an upload, or find the one that this device began for the same part.

        Raises:
            ContentRefusedError: No proper digest or no bytes.
            TooLargeError: Above the ceiling of a part or the quota of a device.
        """
        if len(digest) != 64 or not set(digest) <= _HEX_DIGITS:
            raise ContentRefusedError("the upload's metadata needs the part's SHA-256 as 'digest'")
        if length < 1:
            raise ContentRefusedError("an empty part cannot be sent")
        if length > self.settings.part_ceiling:
            raise TooLargeError(f"a part has at most {self.settings.part_ceiling} bytes")
        with self.database.transaction() as session:
            row = self._open_row(session, device_id, digest, length)
            if row is None:
                row = self._new_row(session, device_id, digest, length)
                row.metadata_text = metadata_text
                session.add(row)
            return _seen(row)

    def find(self, device_id: str, upload_id: str) -> Upload:
        """One upload of this device.

        Raises:
            AbsentError: There is none, or it belongs to another device.
            ExpiredUploadError: Its time is over.
        """
        with self.database.transaction() as session:
            return _seen(self._row(session, device_id, upload_id))

    @contextmanager
    def writing(self, device_id: str, upload_id: str, offset: int) -> Generator[Writing]:
        """The upload's file, open behind its acknowledged bytes, for one writer.

        Raises:
            BusyUploadError: Somebody else is writing to it.
            OffsetConflictError: The upload does not stand at `offset`.
        """
        with self._alone(upload_id):
            upload = self.find(device_id, upload_id)
            if upload.offset != offset:
                raise OffsetConflictError(f"the upload stands at {upload.offset}, not at {offset}")
            self.folder.mkdir(parents=True, exist_ok=True)
            with self._file(upload_id).open("ab") as file:
                file.truncate(offset)
                yield Writing(file, offset, upload.length)

    def acknowledge(self, device_id: str, upload_id: str, writing: Writing) -> Upload:
        """Sync what was written, remember the new offset, finish when it is the last.

        Raises:
            PartDigestError: All bytes are here and they are not what their name says;
                the upload is forgotten.
        """
        writing.sync()
        upload = self.find(device_id, upload_id)
        if writing.offset == upload.length:
            self._finish(device_id, upload)
        with self.database.transaction() as session:
            row = self._row(session, device_id, upload_id)
            row.offset = writing.offset
            row.expires_s = self.now() + self.settings.upload_lifetime_s
            row.finished = row.offset == row.length
            return _seen(row)

    def terminate(self, device_id: str, upload_id: str) -> None:
        """Forget an unfinished upload and its bytes."""
        with self._alone(upload_id), self.database.transaction() as session:
            session.delete(self._row(session, device_id, upload_id))
            self._file(upload_id).unlink(missing_ok=True)

    def sweep(self) -> int:
        """Forget every upload whose time is over; the number of them."""
        with self.database.transaction() as session:
            over = select(UploadRow).where(UploadRow.expires_s <= self.now())
            rows = session.scalars(over).all()
            for row in rows:
                self._file(row.upload_id).unlink(missing_ok=True)
                session.delete(row)
            return len(rows)

    def _finish(self, device_id: str, upload: Upload) -> None:
        path = self._file(upload.upload_id)
        data = path.read_bytes()
        if sha256(data).hexdigest() != upload.digest:
            with self.database.transaction() as session:
                session.delete(self._row(session, device_id, upload.upload_id))
            path.unlink(missing_ok=True)
            raise PartDigestError(f"the part received is not {upload.digest}")
        self.keep(device_id, data)
        path.unlink(missing_ok=True)

    def keep(self, device_id: str, data: bytes) -> str:
        """Keep a whole part, however it came; give its digest."""
        digest = self.blobs.put(data)
        with self.database.transaction() as session:
            if session.get(PartRow, digest) is None:
                session.add(
                    PartRow(
                        digest=digest, size=len(data), device_id=device_id, received_s=self.now()
                    )
                )
        return digest

    def _open_row(
        self, session: Session, device_id: str, digest: str, length: int
    ) -> UploadRow | None:
        wanted = select(UploadRow).where(
            UploadRow.device_id == device_id,
            UploadRow.digest == digest,
            UploadRow.length == length,
            UploadRow.expires_s > self.now(),
        )
        return session.scalars(wanted).first()

    def _new_row(self, session: Session, device_id: str, digest: str, length: int) -> UploadRow:
        part = session.get(PartRow, digest)
        finished = part is not None and part.size == length
        held = session.scalar(
            select(func.sum(UploadRow.length)).where(
                UploadRow.device_id == device_id, UploadRow.finished.is_(False)
            )
        )
        if not finished and int(held or 0) + length > self.settings.device_quota:
            raise TooLargeError("this station holds too many unfinished uploads")
        return UploadRow(
            upload_id=self.random_bytes(16).hex(),
            device_id=device_id,
            digest=digest,
            length=length,
            offset=length if finished else 0,
            metadata_text="",
            created_s=self.now(),
            expires_s=self.now() + self.settings.upload_lifetime_s,
            finished=finished,
        )

    def _row(self, session: Session, device_id: str, upload_id: str) -> UploadRow:
        row = session.get(UploadRow, upload_id)
        if row is None or row.device_id != device_id:
            raise AbsentError("there is no such upload")
        if row.expires_s <= self.now():
            raise ExpiredUploadError("this upload waited too long")
        return row

    @contextmanager
    def _alone(self, upload_id: str) -> Generator[None]:
        with self._lock:
            if upload_id in self._busy:
                raise BusyUploadError("another request is writing to this upload")
            self._busy.add(upload_id)
        try:
            yield
        finally:
            with self._lock:
                self._busy.discard(upload_id)

    def _file(self, upload_id: str) -> Path:
        return self.folder / upload_id


def _seen(row: UploadRow) -> Upload:
    return Upload(
        row.upload_id, row.digest, row.length, row.offset, row.metadata_text, row.expires_s
    )

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Content goes out: packs, rosters and oral calendars sealed per device, the trust list.

Owns what each device should have and lets it fetch nothing else. Must not build packs
(the bank does). Stands on `sync.protocol.content` and `roster`, `appliance.exam.pack`.

A roster or calendar is sealed to a device when that device first asks after a change, so a station
enrolled later gets it too; only the code's slow hash is ever stored.
"""

from dataclasses import dataclass, replace
from hashlib import sha256

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from appliance.exam.pack import open_pack
from sync.central import audit
from sync.central.blobs import BlobStore
from sync.central.database import Database
from sync.central.errors import AbsentError, TooLargeError, UnknownDeviceError
from sync.central.moment import Now
from sync.central.oral_calendar import calendar_of
from sync.central.settings import Settings
from sync.central.tables import CandidateRow, ContentRow, DeviceRow
from sync.central.vault import Vault
from sync.protocol.access_code import AccessCodeHash
from sync.protocol.canonical import encode
from sync.protocol.content import ContentFile, ContentList, ContentRole, sign_content
from sync.protocol.oral_calendar import sign_and_seal_calendar
from sync.protocol.roster import Roster, RosterEntry, sign_and_seal
from sync.protocol.sealing import SealingKey
from sync.protocol.trust import KeyRole

_EVERY_DEVICE = ""


@dataclass(frozen=True, slots=True)
class Publisher:
    """Takes content in from operators and gives it out to devices."""

    database: Database
    blobs: BlobStore
    vault: Vault
    settings: Settings
    now: Now

    def publish_pack(self, actor: str, data: bytes) -> ContentFile:
        """Publish a content pack to every device; it replaces the one with the same id.

        Raises:
            TooLargeError: Above the ceiling.
            EscaleError: The pack cannot be opened with our content keys.
        """
        if len(data) > self.settings.pack_ceiling:
            raise TooLargeError(f"a pack has at most {self.settings.pack_ceiling} bytes")
        opened = open_pack(data, self.vault.trust.ring(KeyRole.CONTENT))
        file = ContentFile(
            ContentRole.PACK, opened.pack.id, opened.pack.version, opened.digest, len(data)
        )
        self.blobs.put(data)
        with self.database.transaction() as session:
            self._replace(session, file, _EVERY_DEVICE)
            detail = {"id": file.name, "version": file.version}
            act = audit.Act(actor, "content.publish-pack", file.digest.hex(), detail)
            audit.record(session, act, self.now())
        return file

    def publish_trust_list(self) -> None:
        """Publish the trust list of the vault to every device, when it changed."""
        message = self.vault.trust_message
        file = ContentFile(
            ContentRole.TRUST_LIST,
            "trust",
            str(self.vault.trust.version),
            sha256(message).digest(),
            len(message),
        )
        self.blobs.put(message)
        with self.database.transaction() as session:
            if self._current(session, file.role, file.name, _EVERY_DEVICE, file.version) is None:
                self._replace(session, file, _EVERY_DEVICE)

    def list_for(self, device_id: str) -> bytes:
        """The signed content list of a device."""
        self._seal_roster(device_id)
        self._seal_calendar(device_id)
        with self.database.transaction() as session:
            wanted = (
                select(ContentRow)
                .where(ContentRow.current, ContentRow.device_id.in_((_EVERY_DEVICE, device_id)))
                .order_by(ContentRow.role, ContentRow.name)
            )
            files = tuple(_file(row) for row in session.scalars(wanted))
        content = ContentList(device_id, self.now(), self.vault.evidence.public, files)
        return sign_content(content, self.vault.central)

    def size_for(self, device_id: str, digest: str) -> int:
        """The size of a file that this device may fetch.

        Raises:
            AbsentError: It may not, or there is no such file.
        """
        with self.database.transaction() as session:
            wanted = select(ContentRow.size).where(
                ContentRow.digest == digest, ContentRow.device_id.in_((_EVERY_DEVICE, device_id))
            )
            size = session.scalars(wanted.limit(1)).first()
        if size is None:
            raise AbsentError("there is no such content for this station")
        return size

    def pack(self, digest: bytes) -> bytes:
        """The bytes of a pack that was published at any time.

        Raises:
            AbsentError: It never was.
        """
        with self.database.transaction() as session:
            wanted = select(ContentRow.digest).where(
                ContentRow.digest == digest.hex(), ContentRow.role == ContentRole.PACK.value
            )
            if session.scalars(wanted.limit(1)).first() is None:
                raise AbsentError(
                    "the pack of this sitting was never published here",
                    advice="Publish the pack that the station used, then send the bundle again.",
                )
        return self.blobs.read(digest.hex())

    def _seal_roster(self, device_id: str) -> None:
        with self.database.transaction() as session:
            device = session.get(DeviceRow, device_id)
            if device is None or device.revoked_s is not None:
                raise UnknownDeviceError("this station is not known here")
            here = CandidateRow.centre == device.centre
            newest = session.scalar(select(func.max(CandidateRow.registered_s)).where(here))
            if newest is None:
                return
            entries = tuple(
                _entry(row) for row in session.scalars(select(CandidateRow).where(here))
            )
            current = self._current(session, ContentRole.ROSTER, device.centre, device_id, None)
        if current is None:
            self._publish_roster(device, entries)

    def _publish_roster(self, device: DeviceRow, entries: tuple[RosterEntry, ...]) -> None:
        issued_s = self.now()
        roster = Roster(device.centre, issued_s, entries)
        key = SealingKey.from_bytes(device.sealing_key)
        sealed = sign_and_seal(roster, self.vault.central, key)
        digest = bytes.fromhex(self.blobs.put(sealed))
        version = str(issued_s)
        file = ContentFile(ContentRole.ROSTER, device.centre, version, digest, len(sealed))
        with self.database.transaction() as session:
            self._replace(session, file, device.device_id)

    def _seal_calendar(self, device_id: str) -> None:
        """Seal the centre's oral calendar to a device when it is not what the device has."""
        with self.database.transaction() as session:
            device = session.get_one(DeviceRow, device_id)  # `_seal_roster` has looked
            calendar = calendar_of(session, device.centre, self.now())
            version = sha256(encode(calendar.to_claims())).hexdigest()[:16]
            known = self._current(session, ContentRole.SLOTS, device.centre, device_id, version)
        if known is not None:
            return
        sealed = sign_and_seal_calendar(
            replace(calendar, issued_s=self.now()),
            self.vault.central,
            SealingKey.from_bytes(device.sealing_key),
        )
        digest = bytes.fromhex(self.blobs.put(sealed))
        file = ContentFile(ContentRole.SLOTS, device.centre, version, digest, len(sealed))
        with self.database.transaction() as session:
            self._replace(session, file, device_id)

    def _current(
        self, session: Session, role: ContentRole, name: str, device_id: str, version: str | None
    ) -> ContentRow | None:
        wanted = select(ContentRow).where(
            ContentRow.current,
            ContentRow.role == role.value,
            ContentRow.name == name,
            ContentRow.device_id == device_id,
        )
        if version is not None:
            wanted = wanted.where(ContentRow.version == version)
        return session.scalars(wanted).first()

    def _replace(self, session: Session, file: ContentFile, device_id: str) -> None:
        session.execute(
            update(ContentRow)
            .where(
                ContentRow.role == file.role.value,
                ContentRow.name == file.name,
                ContentRow.device_id == device_id,
            )
            .values(current=False)
        )
        session.add(
            ContentRow(
                digest=file.digest.hex(),
                role=file.role.value,
                device_id=device_id,
                name=file.name,
                version=file.version,
                size=file.size,
                published_s=self.now(),
                current=True,
            )
        )


def _file(row: ContentRow) -> ContentFile:
    return ContentFile(
        ContentRole(row.role), row.name, row.version, bytes.fromhex(row.digest), row.size
    )


def _entry(row: CandidateRow) -> RosterEntry:
    code = row.access_code_hash
    return RosterEntry(
        candidate_id=row.candidate_id,
        access_code_hash=AccessCodeHash(
            code["n"],
            code["r"],
            code["p"],
            bytes.fromhex(code["salt"]),
            bytes.fromhex(code["digest"]),
        ),
        given_name=row.given_name,
        family_name=row.family_name,
        birth_date=row.birth_date,
        email=row.email,
        window_from_s=row.window_from_s,
        window_to_s=row.window_to_s,
        target=row.target,
        time_factor=row.time_factor,
        biometric=row.biometric,
    )

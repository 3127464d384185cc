# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Bundles come in: by the wire or on a stick, in any order, any number of times.

Owns when a bundle is refused, awaited or received. Must not speak HTTP, decide on a
sitting or render anything. Stands on `rescore`, `uploads`, `lifecycle`.

All or nothing: one transaction writes the bundle, the sitting, its parts and the
receipt. A refusal stores no row of it but an audit entry; the sealed parts stay in the
blob store, where only central's key can read them, until the jobs sweep what no bundle
names.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.exam.pack import open_pack
from sync.central import audit
from sync.central.blobs import BlobStore
from sync.central.database import Database
from sync.central.dating import Days, day_told
from sync.central.errors import (
    AbsentError,
    BundleRefusedError,
    CentralError,
    ConflictError,
    ForeignBundleError,
    TooLargeError,
    UnknownDeviceError,
)
from sync.central.flags import flags_of
from sync.central.lifecycle import Event, Stage, Standing, advance
from sync.central.moment import Now
from sync.central.oral_intake import (
    OralResults,
    join_waiting,
    replay_oral,
    require_own_candidate,
    store_oral,
)
from sync.central.publishing import Publisher
from sync.central.rescore import Results, replay
from sync.central.settings import Settings
from sync.central.tables import (
    BundleRow,
    DeviceRow,
    OralSittingRow,
    PartRow,
    SittingPartRow,
    SittingRow,
)
from sync.central.vault import Vault
from sync.protocol.cose import parse1
from sync.protocol.errors import EscaleError, UnknownKeyError
from sync.protocol.keys import key_ring, public_from_bytes
from sync.protocol.kinds import Kind
from sync.protocol.manifest import Manifest, Part, PartRole
from sync.protocol.receipt import Receipt
from sync.protocol.statement import CEILING, open_statement, sign_statement
from sync.protocol.trust import KeyRole


@dataclass(frozen=True, slots=True)
class Received:
    """Central has it all; `receipt` is the signed message that says so."""

    receipt: bytes


@dataclass(frozen=True, slots=True)
class Awaited:
    """Central knows the manifest and waits for these parts; perhaps it has the results."""

    missing: tuple[bytes, ...]
    results_received: bool


@dataclass(frozen=True, slots=True)
class _Offer:
    """A manifest that its device signed."""

    manifest: Manifest
    message: bytes
    digest: str

    @property
    def oral(self) -> bool:
        """Whether it is an oral part, which follows a written one."""
        return self.manifest.follows is not None

    @property
    def results(self) -> Part:
        return next(part for part in self.manifest.parts if part.role is PartRole.RESULTS)


@dataclass(frozen=True, slots=True)
class Intake:
    """Takes bundles in."""

    database: Database
    blobs: BlobStore
    publisher: Publisher
    vault: Vault
    settings: Settings
    now: Now

    def offer(self, message: bytes, device_id: str | None = None) -> Received | Awaited:
        """Take a bundle in as far as it is here.

        1. The manifest is within the ceiling and signed by the enrolled device it
           names, which is the one that speaks (`device_id`; `None` from a stick).
        2. The same manifest with a receipt gets the same receipt.
        3. No other manifest of this sitting is here from this station, nor from another
           one with its results: a manifest alone takes no sitting's number.
        4. There is one results part; every part is within the ceiling and, when it is
           here, as long as the manifest says.
        5. Results that are here and new are replayed and agreed with (`rescore`; an oral
           part: `oral_intake`), and their candidate is registered
           at the centre of the station.
        6. What is still missing is awaited; with everything here the receipt is signed.

        Raises:
            CentralError: A refusal; nothing of the sitting is stored.
        """
        offer = self._open(message, device_id)  # 1
        try:
            with self.database.transaction() as session:
                receipt = _known_receipt(session, offer)  # 2, 3
            if receipt is not None:
                return Received(receipt)
            missing = self._missing(offer)  # 4
            results = self._results(offer, missing)  # 5
            return self._commit(offer, missing, results)  # 6
        except CentralError as error:
            self._record_refusal(offer, error)
            raise

    def receipt(self, manifest_digest: str, device_id: str) -> bytes:
        """The receipt of a bundle of this device.

        Raises:
            AbsentError: There is none yet.
        """
        with self.database.transaction() as session:
            row = session.get(BundleRow, manifest_digest)
            if row is None or row.device_id != device_id or row.receipt is None:
                raise AbsentError("there is no receipt for this bundle yet")
            return row.receipt

    def _open(self, message: bytes, device_id: str | None) -> _Offer:
        if len(message) > CEILING:
            raise TooLargeError(f"a manifest has at most {CEILING} bytes")
        with self.database.transaction() as session:
            kid = parse1(message).kid
            device = session.get(DeviceRow, f"st-{kid.hex()}")
        if device is None or device.revoked_s is not None:
            raise UnknownDeviceError("the manifest is signed by a station that is not known here")
        try:
            ring = key_ring(public_from_bytes(device.public_key))
            statement = open_statement(Kind.MANIFEST, message, ring)
        except UnknownKeyError as error:
            raise UnknownDeviceError("the manifest is signed by an unknown key") from error
        manifest = Manifest.from_claims(statement.claims)
        if manifest.device_id != device.device_id or device_id not in (None, device.device_id):
            raise ForeignBundleError("the manifest is not of the station that brings it")
        return _Offer(manifest, message, statement.digest.hex())

    def _missing(self, offer: _Offer) -> tuple[Part, ...]:
        parts = offer.manifest.parts
        if sum(part.role is PartRole.RESULTS for part in parts) != 1:
            raise BundleRefusedError("a bundle has exactly one results part")
        if any(part.size > self.settings.part_ceiling for part in parts):
            raise TooLargeError(f"a part has at most {self.settings.part_ceiling} bytes")
        missing: list[Part] = []
        with self.database.transaction() as session:
            for part in parts:
                row = session.get(PartRow, part.digest.hex())
                if row is None:
                    missing.append(part)
                elif row.size != part.size:
                    raise BundleRefusedError("a part is not as long as the manifest says")
        return tuple(missing)

    def _results(self, offer: _Offer, missing: tuple[Part, ...]) -> Results | OralResults | None:
        if offer.results in missing:
            return None
        with self.database.transaction() as session:
            if _is_stored(session, offer):
                return None
        sealed = self.blobs.read(offer.results.digest.hex())
        data = self.publisher.pack(offer.manifest.pack_digest)
        try:
            pack = open_pack(data, self.vault.trust.ring(KeyRole.CONTENT))
        except EscaleError as error:
            raise BundleRefusedError(f"the pack of this sitting cannot be used: {error}") from error
        check = replay_oral if offer.oral else replay
        return check(offer.manifest, sealed, self.vault.evidence, pack)

    def _commit(
        self, offer: _Offer, missing: tuple[Part, ...], results: Results | OralResults | None
    ) -> Received | Awaited:
        with self.database.transaction() as session:
            _known_receipt(session, offer)  # again: somebody may have come in between
            bundle = session.get(BundleRow, offer.digest)
            if bundle is None:
                bundle = self._bundle_row(offer)
                session.add(bundle)
                session.flush()
            known = _is_stored(session, offer)
            if results is not None and not known:
                self._store(session, offer, results)
            if missing:
                known = known or results is not None
                return Awaited(tuple(part.digest for part in missing), known)
            if bundle.receipt is None:
                bundle.receipt = self._complete(session, offer)
            return Received(bundle.receipt)

    def _bundle_row(self, offer: _Offer) -> BundleRow:
        return BundleRow(
            manifest_digest=offer.digest,
            sitting_id=offer.manifest.sitting_id,
            device_id=offer.manifest.device_id,
            manifest=offer.message,
            received_s=self.now(),
            receipt=None,
        )

    def _store(self, session: Session, offer: _Offer, results: Results | OralResults) -> None:
        if isinstance(results, OralResults):
            store_oral(session, offer.manifest, offer.digest, results, self.now())
        else:
            self._store_sitting(session, offer, results)
            join_waiting(session, offer.manifest.sitting_id, self.now())

    def _store_sitting(self, session: Session, offer: _Offer, results: Results) -> None:
        manifest = offer.manifest
        device, now_s = session.get_one(DeviceRow, manifest.device_id), self.now()
        require_own_candidate(session, device, results.candidate_id)
        written_on = day_told(results.ended, Days.between(device.enrolled_s, now_s))
        session.add(
            SittingRow(
                sitting_id=manifest.sitting_id,
                manifest_digest=offer.digest,
                device_id=manifest.device_id,
                candidate_id=results.candidate_id,
                pack_digest=manifest.pack_digest.hex(),
                language=results.language,
                stage=Stage.RECEIVED.value,
                person={"corrections": results.corrections, "accepted": None},
                report=results.report.to_claims(),
                timeline={"records": list(results.timeline)},
                flags=len(flags_of(results.timeline)),
                capabilities=dict(manifest.capabilities),
                written_on=written_on,
                received_s=now_s,
            )
        )
        session.flush()
        detail = {"candidate": results.candidate_id, "written_on": written_on}
        session.add_all(
            SittingPartRow(
                sitting_id=manifest.sitting_id,
                digest=part.digest.hex(),
                role=part.role.value,
                size=part.size,
            )
            for part in manifest.parts
        )
        self._audit(session, offer, "bundle.results", detail)

    def _complete(self, session: Session, offer: _Offer) -> bytes:
        if not offer.oral:
            sitting = session.get_one(SittingRow, offer.manifest.sitting_id)
            step = advance(Standing(Stage(sitting.stage)), Event.COMPLETE)
            sitting.stage = step.standing.stage.value
        receipt = Receipt(
            sitting_id=offer.manifest.sitting_id,
            manifest_digest=bytes.fromhex(offer.digest),
            received_s=self.now(),
            parts=tuple(part.digest for part in offer.manifest.parts),
        )
        self._audit(session, offer, "bundle.receive", {"parts": len(receipt.parts)})
        return sign_statement(Kind.RECEIPT, receipt.to_claims(), self.vault.central)

    def _record_refusal(self, offer: _Offer, error: CentralError) -> None:
        with self.database.transaction() as session:
            bundle = session.get(BundleRow, offer.digest)
            stored = _is_stored(session, offer)
            if bundle is not None and not stored and isinstance(error, BundleRefusedError):
                session.delete(bundle)  # it was awaited; its results turned out unusable
            detail = {"error": type(error).__name__, "why": str(error)}
            self._audit(session, offer, "bundle.refuse", detail)

    def _audit(
        self, session: Session, offer: _Offer, act: str, detail: Mapping[str, object]
    ) -> None:
        actor = f"device:{offer.manifest.device_id}"
        entry = audit.Act(actor, act, offer.manifest.sitting_id, dict(detail))
        audit.record(session, entry, self.now())


def _is_stored(session: Session, offer: _Offer) -> bool:
    table = OralSittingRow if offer.oral else SittingRow
    return session.get(table, offer.manifest.sitting_id) is not None


def _known_receipt(session: Session, offer: _Offer) -> bytes | None:
    sitting_id, receipt = offer.manifest.sitting_id, None
    wanted = select(BundleRow).where(BundleRow.sitting_id == sitting_id)
    for row in session.scalars(wanted):
        if row.manifest_digest == offer.digest:
            receipt = row.receipt
        elif row.device_id == offer.manifest.device_id:
            raise ConflictError("another bundle of this sitting is here already")
    for stored in (session.get(SittingRow, sitting_id), session.get(OralSittingRow, sitting_id)):
        if stored is not None and stored.manifest_digest != offer.digest:
            raise ConflictError("another bundle of this sitting is here already")
    return receipt

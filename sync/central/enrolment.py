# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Stations come in: tokens, certificates, challenges, sessions.

Owns who becomes a device and who is one. Must not publish content. Stands on
`sync.protocol.enrolment` and `admission`.
"""

from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.orm import Session

from sync.central import audit
from sync.central.centre import named
from sync.central.database import Database
from sync.central.errors import (
    ChallengeError,
    ConflictError,
    EnrolmentRefusedError,
    UnauthenticatedError,
    UnknownDeviceError,
)
from sync.central.moment import Now
from sync.central.secrets import RandomBytes, digest_of, new_bearer, new_enrolment_token
from sync.central.settings import Settings
from sync.central.tables import (
    ChallengeRow,
    DeviceRow,
    DeviceSessionRow,
    EnrolmentTokenRow,
)
from sync.central.vault import Vault
from sync.protocol.admission import NONCE_SIZE, EnrolmentAnswer, login_from_claims, open_login
from sync.protocol.enrolment import (
    DeviceCertificate,
    EnrolmentRequest,
    open_request,
    sign_device,
)
from sync.protocol.errors import ProtocolError
from sync.protocol.keys import key_id, public_bytes, public_from_bytes
from sync.protocol.kinds import Kind
from sync.protocol.statement import read_unverified

_CHALLENGE_S = 120


@dataclass(frozen=True, slots=True)
class DeviceDesk:
    """Enrols stations and recognises them afterwards."""

    database: Database
    vault: Vault
    settings: Settings
    now: Now
    random_bytes: RandomBytes

    def make_token(self, actor: str, centre: str) -> str:
        """A single-use enrolment token for one station of a centre, shown once."""
        place = named(centre)
        token = new_enrolment_token(self.random_bytes, self.vault.root)
        with self.database.transaction() as session:
            session.add(
                EnrolmentTokenRow(
                    token_hash=digest_of(token),
                    centre=place,
                    created_by=actor,
                    created_s=self.now(),
                    expires_s=self.now() + self.settings.token_lifetime_s,
                    used_s=None,
                    device_id=None,
                )
            )
            audit.record(session, audit.Act(actor, "token.make", place), self.now())
        return token

    def enrol(self, message: bytes) -> EnrolmentAnswer:
        """Enrol the device that signed this request.

        1. The request is signed with the key that it presents.
        2. Its token is ours, unused and in time.
        3. Its key is no device's already.
        4. Token, device and audit entry are committed together.

        Raises:
            ProtocolError: Step 1.
            EnrolmentRefusedError: Step 2.
            ConflictError: Step 3.
        """
        request = open_request(message)  # 1
        device_id = f"st-{key_id(request.public_key).hex()}"
        with self.database.transaction() as session:
            token = self._usable_token(session, request.token)  # 2
            if session.get(DeviceRow, device_id) is not None:  # 3
                raise ConflictError("this station's key is enrolled already")
            certificate = self._certificate(device_id, request, token.centre)
            token.used_s, token.device_id = self.now(), device_id  # 4
            session.add(self._device_row(device_id, request, token.centre, certificate))
            detail = {"serial": request.serial, "model": request.model, "centre": token.centre}
            act = audit.Act(f"device:{device_id}", "device.enrol", device_id, detail)
            audit.record(session, act, self.now())
        return EnrolmentAnswer(certificate, self.vault.trust_message, self.vault.root)

    def revoke(self, actor: str, device_id: str) -> None:
        """Withdraw the trust in a device and end its sessions."""
        with self.database.transaction() as session:
            row = self._device(session, device_id)
            row.revoked_s = self.now()
            session.execute(delete(DeviceSessionRow).where(DeviceSessionRow.device_id == device_id))
            audit.record(session, audit.Act(actor, "device.revoke", device_id), self.now())

    def challenge(self, device_id: str) -> bytes:
        """A fresh nonce for one login of this device.

        Raises:
            UnknownDeviceError: No such device, or revoked.
        """
        nonce = self.random_bytes(NONCE_SIZE)
        with self.database.transaction() as session:
            self._device(session, device_id)
            session.execute(delete(ChallengeRow).where(ChallengeRow.expires_s <= self.now()))
            session.add(
                ChallengeRow(
                    nonce_hash=digest_of(nonce.hex()),
                    device_id=device_id,
                    expires_s=self.now() + _CHALLENGE_S,
                )
            )
        return nonce

    def log_in(self, message: bytes) -> str:
        """Exchange a login over one of our nonces for a bearer.

        Raises:
            UnknownDeviceError: No such device, or revoked.
            ChallengeError: The nonce is not ours, not fresh or not for this device,
                or the signature is not the device's.
        """
        claimed = login_from_claims(read_unverified(Kind.LOGIN, message))
        bearer = new_bearer(self.random_bytes)
        with self.database.transaction() as session:
            device = self._device(session, claimed.device_id)
            try:
                open_login(message, public_from_bytes(device.public_key))
            except ProtocolError as error:
                raise ChallengeError("this login is not signed by that station") from error
            challenge = session.get(ChallengeRow, digest_of(claimed.nonce.hex()))
            if (
                challenge is None
                or challenge.device_id != device.device_id
                or challenge.expires_s <= self.now()
            ):
                raise ChallengeError("this login is not over a fresh nonce of this central")
            session.delete(challenge)
            device.seen_s = self.now()
            session.add(
                DeviceSessionRow(
                    bearer_hash=digest_of(bearer),
                    device_id=device.device_id,
                    expires_s=self.now() + self.settings.device_session_s,
                )
            )
        return bearer

    def recognise(self, bearer: str) -> str:
        """The device that carries this bearer.

        Raises:
            UnauthenticatedError: None does, or its session is over.
        """
        with self.database.transaction() as session:
            row = session.get(DeviceSessionRow, digest_of(bearer))
            if row is None or row.expires_s <= self.now():
                raise UnauthenticatedError(
                    "this station has no open session", advice="Let the station log in again."
                )
            return row.device_id

    def _usable_token(self, session: Session, token: str) -> EnrolmentTokenRow:
        row = session.get(EnrolmentTokenRow, digest_of(token))
        if row is None:
            raise EnrolmentRefusedError("this enrolment token is not known here")
        if row.used_s is not None:
            raise EnrolmentRefusedError("this enrolment token was used already")
        if row.expires_s <= self.now():
            raise EnrolmentRefusedError("this enrolment token has expired")
        return row

    def _certificate(self, device_id: str, request: EnrolmentRequest, centre: str) -> bytes:
        certificate = DeviceCertificate(
            device_id=device_id,
            public_key=request.public_key,
            sealing_key=request.sealing_key,
            serial=request.serial,
            issued_s=self.now(),
            centre=centre,
        )
        return sign_device(certificate, self.vault.device_root)

    def _device_row(
        self, device_id: str, request: EnrolmentRequest, centre: str, certificate: bytes
    ) -> DeviceRow:
        return DeviceRow(
            device_id=device_id,
            serial=request.serial,
            model=request.model,
            centre=centre,
            public_key=public_bytes(request.public_key),
            sealing_key=request.sealing_key.to_bytes(),
            certificate=certificate,
            enrolled_s=self.now(),
            seen_s=None,
            revoked_s=None,
        )

    def _device(self, session: Session, device_id: str) -> DeviceRow:
        row = session.get(DeviceRow, device_id)
        if row is None or row.revoked_s is not None:
            raise UnknownDeviceError("this station is not known here")
        return row

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Enrolment of this device: keys made here, a token from central, a certificate back.

Owns the order, so that a broken link or a power cut can be tried again with the same
keys. Must not hold a rule of trust: the agent checks the answer, the admission keeps it.

1. Keys are made on the device, or taken up from an attempt that was cut short.
2. A request signed by the device's own key goes to central with the token.
3. The agent checks the answer against the root key that the token pins.
4. Identity, trust list, central's address and the PIN, if one is given, are kept: from here
   on it is enrolled.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from appliance.keys.errors import KeysMissingError
from appliance.keys.keyring import KeyRing
from appliance.service.admission import admit
from appliance.service.pin import require_strength
from provisioning.board import Board
from provisioning.errors import AlreadyEnrolledError, ProvisioningError
from sync.agent.client import CentralClient, open_http
from sync.agent.enrolment import enrol
from sync.protocol.enrolment import DeviceCertificate


@dataclass(frozen=True, slots=True)
class Application:
    """What an enrolment needs: folder, central's address, token, board; perhaps a passphrase,
    perhaps the invigilator's PIN."""

    directory: Path
    central_url: str
    token: str
    board: Board
    passphrase: str | None = None
    pin: str | None = None


def enrol_station(application: Application, tell: Callable[[str], None]) -> DeviceCertificate:
    """Enrol the device.

    Raises:
        ProvisioningError: Nothing can be written there.
        AlreadyEnrolledError: The folder is an enrolled station's.
        AgentError: Central does not answer, or refuses the token.
        ProtocolError: The answer is not trustworthy.
        PinTooShortError: The PIN is too easy to guess; no token was used.
    """
    if application.pin is not None:
        require_strength(application.pin)
    tell("making the station's keys")
    keys = _keys(application)  # 1
    board = application.board
    request = keys.identity.request(application.token, board.serial, board.model)
    tell("asking central for a certificate")
    with open_http(application.central_url) as http:
        enrolled = enrol(CentralClient(http), application.token, request)  # 2, 3
    tell("keeping identity and trust list in the encrypted store")
    admit(  # 4
        application.directory,
        keys,
        certificate=enrolled.certificate,
        trust_list=enrolled.trust_message,
        root=enrolled.root,
        central_url=application.central_url,
        pin=application.pin,
    )
    return enrolled.device


def _keys(application: Application) -> KeyRing:
    directory, passphrase = application.directory, application.passphrase
    try:
        ring = KeyRing.open(directory, passphrase)
    except KeysMissingError:
        return _new_keys(directory, passphrase)
    if ring.identity.certificate is not None:
        raise AlreadyEnrolledError(f"the station in {directory} is enrolled already")
    return ring


def _new_keys(directory: Path, passphrase: str | None) -> KeyRing:
    try:
        return KeyRing.create(directory, passphrase)
    except OSError as error:
        raise ProvisioningError(
            f"no station can be made in {directory}: {error.strerror}",
            advice="Give a folder that may be written, with --dir.",
        ) from error

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The station's side of an enrolment.

Owns sending the signed request and trusting the answer. Must not make or keep keys
(`appliance.keys`, `provisioning`). Stands on `sync.protocol.admission`.
"""

from dataclasses import dataclass

from sync.agent.client import API, CentralClient
from sync.protocol.admission import EnrolmentAnswer, check_pin
from sync.protocol.cose import PublicKey
from sync.protocol.enrolment import DeviceCertificate, open_device
from sync.protocol.keys import key_ring
from sync.protocol.trust import KeyRole, TrustList, open_trust_list


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What a checked enrolment gives.

    Attributes:
        certificate: The device certificate as it was signed.
        device: The same, opened.
        trust_message: The trust list as the root signed it.
        trust: The same, opened.
        root: The root key, the one that the token names.
    """

    certificate: bytes
    device: DeviceCertificate
    trust_message: bytes
    trust: TrustList
    root: PublicKey


def enrol(client: CentralClient, token: str, request: bytes) -> Enrolled:
    """Send a signed enrolment request and trust the answer, or refuse it.

    1. The answer's root is the one that the token names.
    2. That root signed the trust list.
    3. A device root of that list signed the certificate.

    Args:
        client: Central, perhaps; nothing about its address is trusted.
        token: The enrolment token that the operator brought.
        request: The request, signed by the device's own key.

    Raises:
        LinkError: Central does not answer.
        RefusedError: Central refuses the token or the request.
        ProtocolError: Steps 1 to 3.
    """
    headers = {"Content-Type": "application/cose"}
    body = client.open("POST", f"{API}/enrolments", content=request, headers=headers).body
    answer = EnrolmentAnswer.from_bytes(body)
    check_pin(token, answer.root)  # 1
    trust = open_trust_list(answer.trust_list, key_ring(answer.root))  # 2
    device = open_device(answer.device, trust.ring(KeyRole.DEVICE_ROOT))  # 3
    return Enrolled(answer.device, device, answer.trust_list, trust, answer.root)

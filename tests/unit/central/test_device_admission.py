# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Stations come in by a token and a key, once; everything else is refused."""

import httpx
import pytest
from sqlalchemy import select

from sync.agent.client import API, CentralClient, open_http
from sync.agent.enrolment import enrol
from sync.agent.errors import RefusedError
from sync.central.errors import ChallengeError, UnauthenticatedError, UnknownDeviceError
from sync.central.tables import DeviceRow, EnrolmentTokenRow
from sync.protocol.admission import EnrolmentAnswer, Login, check_pin, sign_login
from sync.protocol.errors import UnknownKeyError
from sync.protocol.keys import Signer
from tests.simulators.central import CENTRE, CentralSimulator, InProcess
from tests.simulators.central_station import Station


@pytest.fixture
def client(central: CentralSimulator) -> CentralClient:
    return CentralClient(open_http("http://central", InProcess(central.central)))


def devices(central: CentralSimulator) -> list[str]:
    with central.central.database.transaction() as session:
        return list(session.scalars(select(DeviceRow.device_id)))


def new_token(central: CentralSimulator) -> str:
    return central.central.devices.make_token("admin", CENTRE)


def test_an_enrolment_gives_a_certificate_under_the_pinned_root(
    central: CentralSimulator, client: CentralClient
) -> None:
    station, token = Station(), new_token(central)
    enrolled = enrol(client, token, station.request(token))
    assert enrolled.device.device_id == station.device_id
    assert enrolled.device.centre == CENTRE
    assert devices(central) == [station.device_id]


def test_tokens_are_stored_hashed_only(central: CentralSimulator) -> None:
    token = new_token(central)
    with central.central.database.transaction() as session:
        row = session.scalars(select(EnrolmentTokenRow)).one()
        assert token not in repr(vars(row))
    assert token.encode() not in central.central.layout.database.read_bytes()


@pytest.mark.parametrize("spoil", ["unknown", "used", "expired"])
def test_a_token_that_does_not_count_enrols_nobody(
    central: CentralSimulator, client: CentralClient, spoil: str
) -> None:
    token = new_token(central)
    if spoil == "unknown":
        token = "A" * 24 + token[24:]
    elif spoil == "used":
        other = Station("SN-0")
        enrol(client, token, other.request(token))
    else:
        central.clock.wait(central.central.settings.token_lifetime_s)
    before = devices(central)
    station = Station()
    with pytest.raises(RefusedError, match="token") as refused:
        enrol(client, token, station.request(token))
    assert (refused.value.name, refused.value.status) == ("EnrolmentRefusedError", 403)
    assert devices(central) == before


def test_a_key_is_enrolled_once(central: CentralSimulator, client: CentralClient) -> None:
    station = central.enrol()
    token = new_token(central)
    with pytest.raises(RefusedError, match="already"):
        enrol(client, token, station.request(token))
    enrol(client, token, Station("SN-2").request(token))  # the token was not spent


def test_a_request_not_signed_by_its_own_key_is_refused(
    central: CentralSimulator, client: CentralClient
) -> None:
    token = new_token(central)
    station, thief = Station(), Station("thief")
    request = station.request(token)
    forged = request[:-64] + thief.request(token)[-64:]
    with pytest.raises(RefusedError) as refused:
        enrol(client, token, forged)
    assert refused.value.name == "SignatureInvalidError"
    assert devices(central) == []


def test_an_answer_from_another_central_is_not_trusted(
    central: CentralSimulator, client: CentralClient
) -> None:
    token = new_token(central)
    elsewhere = token[:25] + "B" * 24
    with pytest.raises(UnknownKeyError):
        check_pin(elsewhere, central.central.vault.root)
    station = Station()
    answer = central.central.devices.enrol(station.request(token))
    impostor = EnrolmentAnswer(answer.device, answer.trust_list, Signer.generate().public)

    def reply(request: httpx.Request) -> httpx.Response:
        del request
        return httpx.Response(201, content=impostor.to_bytes())

    with (
        open_http("http://elsewhere", httpx.MockTransport(reply)) as http,
        pytest.raises(UnknownKeyError, match="another central"),
    ):
        enrol(CentralClient(http), token, station.request(token))


def test_a_login_is_over_a_fresh_nonce_and_counts_once(central: CentralSimulator) -> None:
    desk, station = central.central.devices, central.enrol()
    nonce = desk.challenge(station.device_id)
    login = sign_login(Login(station.device_id, nonce), station.signer)
    assert desk.recognise(desk.log_in(login)) == station.device_id
    with pytest.raises(ChallengeError):  # replayed
        desk.log_in(login)
    with pytest.raises(ChallengeError):  # invented
        desk.log_in(sign_login(Login(station.device_id, bytes(32)), station.signer))
    stale = desk.challenge(station.device_id)
    central.clock.wait(3600)
    with pytest.raises(ChallengeError):  # too late
        desk.log_in(sign_login(Login(station.device_id, stale), station.signer))


def test_a_login_for_somebody_else_is_refused(central: CentralSimulator) -> None:
    desk = central.central.devices
    mine, theirs = central.enrol(), central.enrol(Station("SN-2"))
    nonce = desk.challenge(theirs.device_id)
    with pytest.raises(ChallengeError):  # signed with my key for their name
        desk.log_in(sign_login(Login(theirs.device_id, nonce), mine.signer))
    with pytest.raises(ChallengeError):  # their nonce, my name
        desk.log_in(sign_login(Login(mine.device_id, nonce), mine.signer))
    with pytest.raises(UnknownDeviceError):
        desk.challenge(Station().device_id)


def test_sessions_end_by_time_and_by_revocation(central: CentralSimulator) -> None:
    desk, station = central.central.devices, central.enrol()

    def log_in() -> str:
        login = Login(station.device_id, desk.challenge(station.device_id))
        return desk.log_in(sign_login(login, station.signer))

    bearer = log_in()
    central.clock.wait(central.central.settings.device_session_s)
    with pytest.raises(UnauthenticatedError):
        desk.recognise(bearer)
    bearer = log_in()
    desk.revoke("admin", station.device_id)
    with pytest.raises(UnauthenticatedError):
        desk.recognise(bearer)
    with pytest.raises(UnknownDeviceError):
        log_in()


def test_a_device_bearer_opens_no_staff_door_and_the_reverse(central: CentralSimulator) -> None:
    station = central.enrol()
    http = open_http("http://central", InProcess(central.central))
    bearer = CentralClient(http, station).authority()["Authorization"].split()[1]
    assert central.browser(bearer).get("/sittings").status_code == 401
    assert central.browser().get("/device/content").status_code == 401
    assert http.get(f"{API}/sittings").status_code == 401

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A board becomes a station: keys made here, once; nothing half-done is taken for whole."""

import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from appliance.command import dispatch
from appliance.keys.keyring import KeyRing
from appliance.service.composition import open_for_errand
from provisioning.board import UNKNOWN, read_board
from sync.central.tables import DeviceRow
from tests.simulators.central import CENTRE, CentralSimulator, new_central, serving


class Technician:
    """Runs `escale provision` against a central that really listens."""

    def __init__(
        self, central: CentralSimulator, url: str, folder: Path, capture: pytest.CaptureFixture[str]
    ) -> None:
        self.central = central
        self.folder = folder
        self.url = url
        self._capture = capture

    def token(self) -> str:
        return self.central.central.devices.make_token("admin", CENTRE)

    def run(self, *arguments: str) -> tuple[int, str, str]:
        code = dispatch(["provision", *arguments, "--dir", str(self.folder)])
        printed = self._capture.readouterr()
        return code, printed.out, printed.err

    def enrol(self, token: str, url: str | None = None) -> tuple[int, str, str]:
        return self.run("enrol", "--central", url or self.url, "--token", token, "--json")

    def facts(self) -> dict[str, Any]:
        code, out, error = self.run("status", "--json")
        assert code == 0, error
        return json.loads(out)

    def devices(self) -> list[str]:
        with self.central.central.database.transaction() as session:
            return list(session.scalars(select(DeviceRow.device_id)))


@pytest.fixture
def technician(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Generator[Technician]:
    central = new_central(tmp_path)
    with serving(central) as url:
        yield Technician(central, url, tmp_path / "station", capsys)
    central.central.close()


def test_an_enrolled_station_knows_who_it_is(technician: Technician) -> None:
    code, out, error = technician.enrol(technician.token())
    assert code == 0, error
    told = json.loads(out)
    assert technician.devices() == [told["device_id"]]
    facts = technician.facts()
    assert (facts["device_id"], facts["centre"]) == (told["device_id"], CENTRE)
    assert facts["same_board"]
    assert facts["key_tier"] == "file"


def test_enrolling_again_is_refused_and_changes_nothing(technician: Technician) -> None:
    technician.enrol(technician.token())
    before = technician.facts()
    unused = technician.token()
    code, _, error = technician.enrol(unused)
    assert code == 91
    assert "enrolled already" in error
    assert technician.facts() == before
    assert len(technician.devices()) == 1


def test_a_refused_token_leaves_keys_that_the_next_attempt_takes_up(
    technician: Technician,
) -> None:
    good = technician.token()
    code, _, error = technician.enrol("A" * 24 + good[24:])
    assert code == 72
    assert "token" in error
    keys = KeyRing.open(technician.folder).identity
    assert keys.certificate is None
    assert technician.devices() == []
    assert technician.enrol(good)[0] == 0
    assert KeyRing.open(technician.folder).identity.signer.kid == keys.signer.kid


def test_a_token_of_another_central_is_noticed(technician: Technician) -> None:
    code, _, error = technician.enrol(technician.token()[:25] + "B" * 24)
    assert code == 72  # central does not know it, so the pin is not even asked
    assert error
    assert KeyRing.open(technician.folder).identity.certificate is None


def test_no_central_says_what_to_check(technician: Technician) -> None:
    code, _, error = technician.enrol(technician.token(), "http://127.0.0.1:9")
    assert code == 71
    assert "cable" in error
    assert technician.devices() == []


def test_an_address_that_is_none_is_refused(technician: Technician) -> None:
    assert technician.enrol(technician.token(), "http://[half")[0] == 73


def test_a_folder_that_is_no_station_says_so(technician: Technician) -> None:
    code, _, error = technician.run("status")
    assert 40 <= code <= 49
    assert error


def test_the_board_states_a_serial_and_a_model_or_says_unknown() -> None:
    board = read_board()
    assert board.model
    assert board.serial == UNKNOWN or len(board.serial) >= 8


def test_the_invigilator_s_pin_comes_with_the_enrolment(
    technician: Technician, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ESCALE_PIN", "1-2-3")
    token = technician.token()
    assert technician.enrol(token)[0] == 57
    assert technician.devices() == []
    monkeypatch.setenv("ESCALE_PIN", "82 53")
    code, out, error = technician.enrol(token)  # the refusal has used up no token
    assert code == 0, error
    assert json.loads(out)["has_pin"]
    station = open_for_errand(technician.folder)
    station.unlock_desk("8253")
    station.close()


def test_an_enrolment_without_a_pin_says_how_to_set_one(technician: Technician) -> None:
    code, _, error = technician.run(
        "enrol", "--central", technician.url, "--token", technician.token()
    )
    assert code == 0
    assert "escale station pin" in error


def test_a_file_where_a_folder_is_wanted_is_refused_in_words(technician: Technician) -> None:
    technician.folder.touch()
    code, _, error = technician.enrol(technician.token())
    assert code == 90
    assert "What to do: Give a folder that may be written" in error
    assert technician.run("status")[0] == 47
    assert technician.folder.read_bytes() == b""

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The sitting's page offers what its reader may do, and says who does the rest."""

from collections.abc import Generator

import httpx
import pytest

from sync.central.web.console_words import WORDS
from tests.simulators.central import CentralSimulator, InProcess
from tests.simulators.central_station import Liberties
from tests.unit.central.test_console import form_of, reviewing

SITTING = "/console/sittings/sit-1"
FORM = 'name="decision"'


@pytest.fixture
def rita(central: CentralSimulator) -> Generator[httpx.Client]:
    with reviewing(central, Liberties(start_s=0.0)) as http:
        yield http


def page_of(central: CentralSimulator, login: str, role: str) -> str:
    """The sitting as a colleague sees it."""
    with httpx.Client(transport=InProcess(central.central), base_url="http://central") as http:
        http.post("/console/sign-in", data={"token": central.hire(login, role)})
        return http.get(SITTING).text


@pytest.mark.parametrize("role", ["examiner", "centre"])
def test_who_may_not_review_gets_no_form(
    central: CentralSimulator, rita: httpx.Client, role: str
) -> None:
    mine = rita.get(SITTING).text
    assert FORM in mine
    assert "/settle" in mine
    page = page_of(central, "ella", role)
    assert FORM not in page
    assert "/settle" not in page
    assert WORDS["fr"]["reviewer_decides"] in page
    assert WORDS["fr"]["evidence_kept"] in page
    assert "/evidence/" not in page


def test_who_asked_for_a_second_opinion_does_not_give_it(
    central: CentralSimulator, rita: httpx.Client
) -> None:
    decision = {"decision": "second_opinion", "reason": "I am not sure."}
    form = form_of(rita.get(SITTING).text)
    mine = rita.post(f"{SITTING}/review", data={**decision, "form": form}).text
    assert FORM not in mine
    assert WORDS["fr"]["another_decides"] in mine
    assert FORM in page_of(central, "rolf", "reviewer")

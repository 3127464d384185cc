# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What the console refuses, it refuses in words, on a page with a way on."""

import re
from collections.abc import Generator

import httpx
import pytest

from sync.central.errors import CentralError
from sync.central.web.refusal_words import REFUSALS, name_of
from tests.simulators.central import CentralSimulator, InProcess
from tests.simulators.central_station import Liberties
from tests.unit.central.test_console import form_of, reviewing

SITTING = "/console/sittings/sit-1"
TYPED = "A poster & <b>nobody</b>."


@pytest.fixture
def browser(central: CentralSimulator) -> Generator[httpx.Client]:
    with reviewing(central, Liberties(corrections={"given_name": "Inès"})) as http:
        yield http


def visitor(central: CentralSimulator, **headers: str) -> httpx.Client:
    """A browser that is not signed in."""
    return httpx.Client(
        transport=InProcess(central.central), base_url="http://central", headers=headers
    )


def told(answer: httpx.Response, name: str, language: str = "fr") -> bool:
    """Whether the answer is a page that says this refusal in its language."""
    assert answer.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert f'<html lang="{language}">' in answer.text
    refusal = REFUSALS[language][name]
    return refusal.title in answer.text and refusal.advice in answer.text


def decide(browser: httpx.Client, **fields: str) -> httpx.Response:
    form = form_of(browser.get(SITTING).text)
    decision = {"decision": "valid", "reason": TYPED, "corrections": "reject", "form": form}
    return browser.post(f"{SITTING}/review", data={**decision, **fields})


def test_a_wrong_token_brings_the_form_again(central: CentralSimulator) -> None:
    for token in ("x", "", "é", "x" * 3000):
        answer = visitor(central).post("/console/sign-in", data={"token": token})
        assert answer.status_code == 401
        assert told(answer, "UnauthenticatedError")
        assert 'type="password"' in answer.text
    english = {"Accept-Language": "en"}
    answer = visitor(central).post("/console/sign-in", data={"token": "x"}, headers=english)
    assert told(answer, "UnauthenticatedError", "en")


def test_a_session_that_ended_while_a_decision_was_written(
    central: CentralSimulator, browser: httpx.Client
) -> None:
    form = form_of(browser.get(SITTING).text)
    central.clock.wait(central.central.settings.staff_session_s + 1)
    decision = {"decision": "valid", "reason": TYPED, "corrections": "reject", "form": form}
    answer = browser.post(f"{SITTING}/review", data=decision)
    assert answer.url.path == "/console/sign-in"
    assert told(answer, "session_over")
    browser.cookies.clear()  # as browsers do by themselves when its time is over
    assert told(browser.post(f"{SITTING}/review", data=decision), "session_over")
    fresh = browser.get(SITTING)
    assert fresh.url.path == "/console/sign-in"
    assert REFUSALS["fr"]["session_over"].title not in fresh.text


@pytest.mark.parametrize(
    ("fields", "status", "name"),
    [
        ({"corrections": ""}, 409, "corrections_needed"),
        ({"reason": ""}, 422, "reason_needed"),
        ({"reason": " \r\n "}, 422, "reason_needed"),
        ({"reason": "y" * 4001}, 422, "ContentRefusedError"),
    ],
)
def test_a_refused_decision_shows_the_sitting_with_what_was_typed(
    browser: httpx.Client, fields: dict[str, str], status: int, name: str
) -> None:
    answer = decide(browser, **fields)
    assert answer.status_code == status
    assert told(answer, name)
    assert form_of(answer.text)
    reason = fields.get("reason", TYPED)
    kept = reason.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert re.search(rf"<textarea[^>]*>{re.escape(kept)}</textarea>", answer.text)
    chosen = fields.get("corrections", "reject")
    assert ('value="reject" checked' in answer.text) == (chosen == "reject")
    assert decide(browser).status_code == 200


def test_a_reason_is_as_long_as_the_browser_counts_it(browser: httpx.Client) -> None:
    assert decide(browser, reason="\r\n".join("y" * 2000)).status_code == 200


def test_a_decision_that_comes_too_late_keeps_its_words(browser: httpx.Client) -> None:
    form = form_of(browser.get(SITTING).text)
    assert decide(browser).status_code == 200
    late = {"decision": "invalid", "reason": "Too late.", "corrections": "", "form": form}
    answer = browser.post(f"{SITTING}/review", data=late)
    assert answer.status_code == 409
    assert told(answer, "ConflictError")
    assert "readonly>Too late.</textarea>" in answer.text


def test_what_cannot_be_settled_stays_typed(browser: httpx.Client) -> None:
    form = form_of(browser.get(SITTING).text)
    entered = {"given_name": "Ines", "reason": "The card.", "form": form}
    answer = browser.post(f"{SITTING}/settle", data=entered)
    assert answer.status_code == 409
    assert told(answer, "ConflictError")
    assert "readonly>The card.</textarea>" in answer.text
    assert told(browser.post(f"{SITTING}/settle", data={"form": form}), "reason_needed")


@pytest.mark.parametrize("form", ["0" * 64, "é" * 20, "\N{SNOWMAN}"])
def test_a_form_of_another_session(browser: httpx.Client, form: str) -> None:
    answer = decide(browser, form=form)
    assert answer.status_code == 403
    assert told(answer, "ForeignFormError")
    assert TYPED not in answer.text
    assert told(browser.post("/console/sign-out", data={"form": form}), "ForeignFormError")


def test_a_session_of_strange_letters_is_no_session(central: CentralSimulator) -> None:
    strange = httpx.Headers([(b"Cookie", b"escale_session=\xe9\xff")])
    with visitor(central) as http:
        answer = http.get("/console", headers=strange)
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/console/sign-in?session=over",
    )


def test_other_refusals_are_pages_with_a_way_back(
    central: CentralSimulator, browser: httpx.Client
) -> None:
    pages = {
        "/console/sittings/nowhere": (404, "AbsentError"),
        "/console/nowhere": (404, "AbsentError"),
        f"{SITTING}/evidence/{'0' * 64}": (404, "AbsentError"),
    }
    for path, (status, name) in pages.items():
        answer = browser.get(path)
        assert answer.status_code == status
        assert told(answer, name)
        assert 'href="/console"' in answer.text
    wrong = browser.post(f"{SITTING}/review", data={"decision": "perhaps", "form": "x"})
    assert (wrong.status_code, told(wrong, "form")) == (422, True)
    large = browser.post(f"{SITTING}/review", data={"reason": "y" * (1 << 20)})
    assert (large.status_code, told(large, "TooLargeError")) == (413, True)
    with visitor(central) as http:
        http.post("/console/sign-in", data={"token": central.hire("ella", "examiner")})
        digest = re.findall(r"/evidence/([0-9a-f]{64})", browser.get(SITTING).text)[0]
        refused = http.get(f"{SITTING}/evidence/{digest}")
    assert (refused.status_code, told(refused, "ForbiddenError")) == (403, True)


def test_programs_still_get_problems(central: CentralSimulator, browser: httpx.Client) -> None:
    del browser
    for path in ("/sittings/nowhere", "/nowhere"):
        answer = central.browser().get(path)
        assert answer.headers["content-type"] == "application/problem+json"
    assert visitor(central).get("/consoles").headers["content-type"] == "application/problem+json"


def test_every_refusal_has_words_in_both_languages() -> None:
    assert REFUSALS["fr"].keys() == REFUSALS["en"].keys()
    pending: list[type[CentralError]] = [CentralError]
    while pending:
        kind = pending.pop()
        pending += kind.__subclasses__()
        assert name_of(kind("x")) in REFUSALS["fr"]
    for refusal in REFUSALS["fr"].values():
        assert not re.search(r" [;:?!]", refusal.title + refusal.advice)

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The reviewer's pages: signed in only, no scripts, every word in both languages."""

import re
from base64 import b64decode
from collections.abc import Generator
from contextlib import contextmanager

import httpx
import pytest
from sqlalchemy import select

from edge_proctor.events import Signal
from sync.central.lifecycle import Stage
from sync.central.tables import AuditRow
from sync.central.web.console_words import WORDS, words_for
from sync.protocol.clip import Clip, read_clip, write_clip
from tests.simulators.central import CentralSimulator, InProcess
from tests.simulators.central_station import Liberties


@contextmanager
def reviewing(central: CentralSimulator, allowed: Liberties) -> Generator[httpx.Client]:
    """Rita's browser, signed in, and one sitting to be looked at."""
    station = central.enrol()
    bundle = central.sat(station, allowed)
    central.keep_parts(station, bundle)
    central.central.intake.offer(bundle.manifest)
    token = central.hire("rita", "reviewer")
    with httpx.Client(
        transport=InProcess(central.central), base_url="http://central", follow_redirects=True
    ) as http:
        http.post("/console/sign-in", data={"token": token})
        yield http


@pytest.fixture
def browser(central: CentralSimulator) -> Generator[httpx.Client]:
    with reviewing(central, Liberties(corrections={"given_name": "<b>Inès</b>"})) as http:
        yield http


def form_of(page: str) -> str:
    found = re.search(r'name="form" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


def test_who_is_not_signed_in_comes_to_the_sign_in_form(central: CentralSimulator) -> None:
    with httpx.Client(
        transport=InProcess(central.central), base_url="http://central", follow_redirects=True
    ) as http:
        for path in ("/console", "/console/sittings/sit-1"):
            answer = http.get(path)
            assert answer.url.path == "/console/sign-in"
            assert 'type="password"' in answer.text
        assert http.post("/console/sign-in", data={"token": "x"}).status_code == 401


def test_pages_allow_nothing_from_elsewhere(browser: httpx.Client) -> None:
    for path in ("/console", "/console/sittings/sit-1", "/console/sign-in"):
        answer = browser.get(path)
        assert answer.status_code == 200
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "<script" not in answer.text
        assert "style=" not in answer.text
        assert answer.headers["cache-control"] == "no-store"
    assert browser.get("/console/style.css").headers["content-type"].startswith("text/css")


def test_the_session_is_in_a_cookie_that_no_script_or_site_reads(central: CentralSimulator) -> None:
    token = central.hire("rolf", "reviewer")
    with httpx.Client(transport=InProcess(central.central), base_url="http://central") as http:
        answer = http.post("/console/sign-in", data={"token": token})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/console" in cookie


def test_a_sitting_is_shown_escaped_with_flags_and_evidence(browser: httpx.Client) -> None:
    page = browser.get("/console/sittings/sit-1").text
    assert "no_face" in page
    assert "&lt;b&gt;Inès&lt;/b&gt;" in page
    assert "<b>" not in page
    links = set(re.findall(r'href="(/console/sittings/sit-1/evidence/[0-9a-f]{64})"', page))
    assert len(links) == 3
    for link in links:
        answer = browser.get(link)
        assert answer.headers["content-type"] == "image/jpeg"


def test_a_clip_is_shown_picture_by_picture_and_one_look_is_recorded(
    central: CentralSimulator,
) -> None:
    clip = Clip(480, 360, 200_000, (b"\xff\xd8\xff one", b"\xff\xd8\xff two"))
    with reviewing(central, Liberties(clip=write_clip(clip))) as http:
        page = http.get("/console/sittings/sit-1", headers={"Accept-Language": "en"}).text
        assert "<strong>Nobody in the picture</strong>" in flags_of(page)
        (link,) = re.findall(r'href="([^"]+/evidence/[0-9a-f]{64})"', flags_of(page))
        answer = http.get(link, headers={"Accept-Language": "en"})
        assert looks(central) == 1
        file = http.get(f"{link}/file")
    pictures = re.findall(r'src="data:image/jpeg;base64,([^"]+)"', answer.text)
    assert tuple(map(b64decode, pictures)) == clip.frames
    assert 'alt="Picture at 0.2 s"' in answer.text
    assert "Clip: Nobody in the picture" in answer.text
    assert "img-src 'self' data:;" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text
    assert read_clip(file.content) == clip
    assert file.headers["content-disposition"].startswith("attachment")
    assert looks(central) == 2


def test_a_clip_that_is_damaged_is_told_in_words(central: CentralSimulator) -> None:
    with reviewing(central, Liberties(clip=b"RIFF and nothing of a clip")) as http:
        page = http.get("/console/sittings/sit-1").text
        (link,) = re.findall(r'href="([^"]+/evidence/[0-9a-f]{64})"', flags_of(page))
        assert http.get(link).status_code == 400
        assert http.get(f"{link}/file").content == b"RIFF and nothing of a clip"


def flags_of(page: str) -> str:
    """The part of a sitting's page that lists its flags."""
    return page[: page.index("</table>")]


def looks(central: CentralSimulator) -> int:
    """How often somebody is recorded to have looked at evidence."""
    with central.central.database.transaction() as session:
        acts = session.scalars(select(AuditRow).where(AuditRow.act == "evidence.see"))
        return len(list(acts))


def test_a_decision_needs_the_session_s_own_form(
    central: CentralSimulator, browser: httpx.Client
) -> None:
    decision = {"decision": "valid", "reason": "Fine.", "corrections": "reject", "form": "0" * 64}
    assert browser.post("/console/sittings/sit-1/review", data=decision).status_code == 403
    form = form_of(browser.get("/console/sittings/sit-1").text)
    answer = browser.post("/console/sittings/sit-1/review", data={**decision, "form": form})
    assert answer.status_code == 200
    assert WORDS["fr"]["valid"] in answer.text
    seen = central.browser().get("/sittings/sit-1").json()
    assert (seen["stage"], seen["decisions"][0]["reviewer"]) == ("valid", "rita")


def test_signing_out_ends_the_session(browser: httpx.Client) -> None:
    form = form_of(browser.get("/console").text)
    kept = dict(browser.cookies)
    assert browser.post("/console/sign-out", data={"form": form}).url.path == "/console/sign-in"
    browser.cookies.update(kept)
    assert browser.get("/console").url.path == "/console/sign-in"


def test_every_word_is_in_both_languages() -> None:
    assert WORDS["fr"].keys() == WORDS["en"].keys()
    assert {stage.value for stage in Stage} <= WORDS["en"].keys()
    assert {signal.value for signal in Signal} <= WORDS["en"].keys()
    assert words_for("de,en-GB;q=0.8,fr", "fr")[0] == "en"
    assert words_for("", "fr")[0] == "fr"


def test_no_french_flag_can_be_read_as_its_opposite() -> None:
    """In a noun phrase, "Personne à l’image" says that somebody is there."""
    assert WORDS["fr"]["no_face"] == "Aucune personne à l’image"
    assert not [signal for signal in Signal if WORDS["fr"][signal.value].startswith("Personne")]


def test_pages_speak_the_browser_s_language(browser: httpx.Client) -> None:
    english = browser.get("/console", headers={"Accept-Language": "en"}).text
    assert '<html lang="en">' in english
    assert "Written part" in english
    assert "Épreuve écrite" in browser.get("/console").text


def test_narrow_pages_scroll_their_tables_and_break_no_word(browser: httpx.Client) -> None:
    style = browser.get("/console/style.css").text
    assert re.findall(r"([^{}]+){[^{}]*overflow-wrap: anywhere", style) == ["\n.digest "]
    for path in ("/console", "/console/sittings/sit-1"):
        page = browser.get(path).text
        wrapped = r'<div class="wide" role="region" tabindex="0" aria-label="[^"]+">\s*<table>'
        assert len(re.findall(wrapped, page)) == page.count("<table") > 0

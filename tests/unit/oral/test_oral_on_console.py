# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Reviewers see the oral part on the sitting's page before they decide."""

import re

import httpx

from sync.central.web.console_terms import TERMS
from sync.central.web.console_words import WORDS
from tests.simulators.central import InProcess
from tests.unit.oral.line import Line
from tests.unit.oral.test_oral_line import LABELS, both, hire, sitting


def page_for(line: Line, login: str, role: str) -> tuple[httpx.Client, str]:
    """A browser of somebody, and the one sitting as they see it."""
    http = httpx.Client(
        transport=InProcess(line.simulator.central),
        base_url="http://central",
        headers={"Accept-Language": "en"},
        follow_redirects=True,
    )
    http.post("/console/sign-in", data={"token": line.simulator.hire(login, role)})
    return http, http.get(f"/console/sittings/{sitting(line)['sitting_id']}").text


def oral_of(page: str) -> str:
    """The page's section on the oral part."""
    return page[page.index("<h2>Oral part</h2>") : page.index("<h2>What the station could do</h2>")]


def test_the_grid_and_the_comment_of_an_interview(line: Line) -> None:
    _, written, oral = both(line)
    written.offer()
    assert WORDS["en"]["oral_to_grade"] in oral_of(page_for(line, "rita", "reviewer")[1])
    oral.offer()
    shown = oral_of(page_for(line, "rolf", "reviewer")[1])
    for competence, level in LABELS.items():
        assert f"{TERMS['en']['competence'][competence]}: {level}" in shown
    assert "Overall: B2" in shown
    assert "Examiner: eva" in shown
    assert "Comment: lively" in shown
    assert "joined with the written part" in shown
    assert '<time datetime="' in shown
    assert WORDS["en"]["oral_to_grade"] not in shown


def test_recorded_answers_can_be_heard_by_who_may(line: Line) -> None:
    token, _ = hire(line)
    _, written, oral = both(line, recorded=True)
    written.offer()
    oral.offer()
    http, page = page_for(line, "rita", "reviewer")
    links = re.findall(r'href="([^"]+/evidence/[0-9a-f]{64})">Listen<', oral_of(page))
    answers = sitting(line, token)["oral_sitting"]["answers"]
    assert len(links) == len(answers) >= 9
    assert http.get(links[0]).headers["content-type"] == "audio/ogg"
    assert WORDS["en"]["oral_to_grade"] in oral_of(page)
    kept = oral_of(page_for(line, "carl", "centre")[1])
    assert kept.count(WORDS["en"]["recording_kept"]) == len(answers)
    assert "/evidence/" not in kept


def test_a_grid_that_came_too_late_is_shown_as_such(line: Line) -> None:
    _, written, oral = both(line)
    written.offer()
    line.simulator.hire("ella", "examiner")
    path = f"/sittings/{sitting(line)['sitting_id']}"
    grid = dict.fromkeys(LABELS, "C1")
    assert line.simulator.browser().post(f"{path}/oral", json={"grid": grid}).status_code == 200
    oral.offer()
    shown = oral_of(page_for(line, "rolf", "reviewer")[1])
    assert "Overall: C1" in shown
    assert "graded already" in shown

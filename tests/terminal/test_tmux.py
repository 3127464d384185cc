# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The exam in a real terminal: from sign-in to end, after a power cut, on a bare console."""

import os
import signal
import string
import time
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.terminal.candidate import Candidate, plain_words
from tests.terminal.seat import ReadySeat, ready_seat
from tests.terminal.tmux import Tmux, there, tmux_window
from tests.unit.service.test_monitoring import monitored
from tui.language import Language, choose, say

QUESTIONS = 10
ACCENTS = "àâäçéèêëîïñôöùûüœæÀÂÇÉÈÊËÎÏÑÔÖÙÛÜŒÆ"
"""Letters that are in every console font for Western Europe; anything else would be a diamond."""
pytestmark = pytest.mark.skipif(not there(), reason="tmux is not installed")


@pytest.fixture
def seat(tmp_path: Path) -> ReadySeat:
    """A station ready for today."""
    return ready_seat(tmp_path / "station")


@pytest.fixture(autouse=True)
def language() -> Generator[None]:
    """French is the language of the screens, and English again after the test."""
    choose(Language.FRENCH)
    yield
    choose(Language.ENGLISH)


def change_language(candidate: Candidate, message: str) -> None:
    """Press the one key; the message is then there in the other language."""
    candidate.terminal.press("F2")
    choose(Language.ENGLISH)
    candidate.wait_for(message)
    candidate.terminal.press("F2")
    choose(Language.FRENCH)
    candidate.wait_for(message)


def redraw(candidate: Candidate, terminal: Tmux) -> None:
    """Something writes over the screen; the help menu draws it again."""
    terminal.device.write_text("\x1b[6;3H" + "kernel: usb 1-1: device descriptor " * 12)
    assert "device descriptor" in terminal.text
    terminal.press("F1")
    candidate.wait_for("Help: what is the matter?")
    terminal.press("2")
    candidate.wait_for("Noted. The screen has been drawn again.")
    terminal.press("Enter")
    candidate.wait_gone("Noted. The screen has been drawn again.")
    assert "descriptor" not in terminal.text


def pause_and_resume(candidate: Candidate, terminal: Tmux) -> None:
    """The invigilator stops the clock with a reason and lets it go on."""
    number = candidate.question
    terminal.press("F9")
    candidate.wait_for("Type the invigilator's PIN.")
    terminal.press(*candidate.pin, "Enter")
    candidate.wait_for("Invigilator's desk")
    candidate.wait_for("Pause…")
    terminal.press("Tab", "Tab", "Enter")
    candidate.wait_for("Reason (the candidate reads it):")
    terminal.press(*"fire drill", "Enter")
    candidate.wait_for("Resume")
    terminal.press("Escape")
    candidate.wait_for("The invigilator resumes the exam.")
    assert "fire drill" in terminal.text
    terminal.press("F10")
    candidate.wait_for("Type the invigilator's PIN.")
    terminal.press(*candidate.pin, "Enter")
    candidate.wait_for_question(number)


def assert_ends(terminal: Tmux) -> None:
    """The program ends and leaves a clean terminal."""
    deadline = time.monotonic() + 20
    while terminal.running:
        assert time.monotonic() < deadline, terminal.text
        time.sleep(0.05)
    assert "Traceback" not in terminal.text


def test_the_exam_from_sign_in_to_end(seat: ReadySeat) -> None:
    with tmux_window(seat.command(), (80, 24), seat.environment) as terminal:
        candidate = Candidate(terminal, seat.pin)
        candidate.wait_for("Welcome")
        change_language(candidate, "Type the access code from your invitation.")
        candidate.to_questions(seat.code)
        candidate.wait_for_question(1)
        redraw(candidate, terminal)
        pause_and_resume(candidate, terminal)
        candidate.answer_all(QUESTIONS)
        candidate.wait_for("Thank you, the written part is finished")
        candidate.leave()
        assert_ends(terminal)


def test_a_power_cut_on_a_bare_console(seat: ReadySeat) -> None:
    command = seat.command(camera="none", scale=0.9)
    with tmux_window(command, (80, 24), seat.environment, "linux") as terminal:
        candidate = Candidate(terminal, seat.pin)
        candidate.to_questions(seat.code)
        candidate.wait_for_question(1)
        drawn = set("".join(terminal.text.split()))
        assert drawn <= set(string.printable) | set(ACCENTS), drawn
        assert "\x1b[38;" not in terminal.coloured
        os.kill(terminal.process, signal.SIGKILL)
    with tmux_window(command, (80, 24), seat.environment, "linux") as terminal:
        candidate = Candidate(terminal, seat.pin)
        candidate.wait_for("Press Resume when you are ready.")
        terminal.press("F10")
        candidate.wait_for_question(1)
        assert plain_words(say("Question {number} of {total}", number=1, total=QUESTIONS)) in (
            plain_words(terminal.text)
        )
        terminal.resize(79, 24)
        candidate.wait_for("The window is too small")
        terminal.resize(80, 24)
        candidate.wait_for_question(1)


def test_a_window_that_loses_the_keyboard_is_in_the_journal(seat: ReadySeat) -> None:
    with tmux_window(seat.command(camera="none"), (80, 24), seat.environment) as terminal:
        candidate = Candidate(terminal, seat.pin)
        candidate.to_questions(seat.code)
        candidate.wait_for_question(1)
        terminal.focus(held=False)
        time.sleep(1)
        terminal.focus(held=True)
        candidate.answer_all(1)
        candidate.wait_for_question(2)
        os.kill(terminal.process, signal.SIGKILL)
    station = seat.world.station()
    told = [(it.signal, it.phase) for it in monitored(station)]
    station.close()
    assert told == [("focus_lost", "start"), ("focus_lost", "end")]

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A candidate who sees a terminal and has a keyboard: from the access code to the end.

Owns what a person presses on each screen, told by the words on it. Must not look behind
the terminal. Stands on the catalogues, for the words in either language.
"""

import re
import time
from collections.abc import Sequence
from typing import Protocol

from tui.glyphs import plain
from tui.language import say

PATIENCE_S = 20.0
LOOK_EVERY_S = 0.1
PLACING = ("a", "b", "c", "d", "e", "f", "g", "h", "i", "j")
"""Letters place parts; one that has no part is ignored."""
_OPEN_GAP = re.compile("_{8,}")


class NeverShownError(AssertionError):
    """What was waited for did not appear; the message holds the screen."""


class Terminal(Protocol):
    """A terminal as a person has it."""

    @property
    def text(self) -> str:
        """What it shows now."""
        ...

    def press(self, *keys: str) -> None:
        """Press keys by name: a character, Enter, Tab, F10, C-q."""
        ...


def plain_words(text: str) -> str:
    """The words of a screen or a catalogue on one line, without frames, in signs of any look."""
    return " ".join(plain(text).replace("|", " ").split())


class Candidate:
    """One person at one terminal.

    Args:
        terminal: Where.
        pin: The invigilator's, for what only a person may confirm.
    """

    def __init__(self, terminal: Terminal, pin: str) -> None:
        self.terminal = terminal
        self.pin = pin

    # -- seeing -------------------------------------------------------------------------

    def sees(self, *messages: str) -> bool:
        """Whether one of these messages is on the screen, in the language in force."""
        shown = plain_words(self.terminal.text)
        return any(plain_words(say(message)) in shown for message in messages)

    def wait_for(self, *messages: str, patience_s: float = PATIENCE_S) -> None:
        """Look until one of these messages is on the screen."""
        deadline = time.monotonic() + patience_s
        while not self.sees(*messages):
            if time.monotonic() > deadline:
                raise NeverShownError(f"none of {messages} came; it shows\n{self.terminal.text}")
            time.sleep(LOOK_EVERY_S)

    def wait_gone(self, message: str) -> None:
        """Look until this message is no longer on the screen."""
        deadline = time.monotonic() + PATIENCE_S
        while self.sees(message):
            if time.monotonic() > deadline:
                raise NeverShownError(f"{message} stays; it shows\n{self.terminal.text}")
            time.sleep(LOOK_EVERY_S)

    @property
    def question(self) -> int:
        """Number of the question on the screen; 0 when there is none."""
        return self.question_in(self.terminal.text)

    @staticmethod
    def question_in(text: str) -> int:
        """The same, on a screen that was looked at before."""
        head = plain_words(text)[:80]
        words = re.escape(plain_words(say("Question {number} of {total}")))
        pattern = words.replace(r"\{number\}", r"(\d+)").replace(r"\{total\}", r"\d+")
        found = re.search(pattern + " [.]", head)
        return int(found[1]) if found else 0

    # -- the steps ----------------------------------------------------------------------

    def to_questions(self, code: str) -> None:
        """Everything before the first question."""
        self.sign_in(code)
        self.agree()
        self.test_equipment()
        self.identify()
        self.start()

    def answer_all(self, questions: int) -> None:
        """Every question from the one on the screen on."""
        for number in range(self.question, questions + 1):
            self.wait_for_question(number)
            self.answer()

    def sign_in(self, code: str) -> None:
        """From the welcome screen to the form."""
        self.wait_for("Type the access code from your invitation.")
        self.terminal.press(*code, "Enter")
        self.wait_for("Are your details right?")

    def agree(self) -> None:
        """Confirm the form, read the rules, agree to the camera."""
        self.terminal.press("F10")
        self.wait_for("How the exam works")
        self.terminal.press("F10")
        self.wait_for("How your exam is watched: you choose")
        self.terminal.press("F10")
        self.wait_for("Test your equipment")

    def test_equipment(self) -> None:
        """Let every check be made, then go on; where no loudspeaker is, nothing was heard."""
        self.terminal.press("F5")
        self.wait_for("Which word did you hear?")
        self.terminal.press("1")
        self.until_tested()
        if self.sees("Go on without the camera"):
            self._do_without_the_camera()
        self.terminal.press("F10")
        self.wait_for("Show who you are")

    def until_tested(self) -> None:
        """Wait until every check was made."""
        for message in ("Which word did you hear?", "not tested yet", "testing…"):
            self.wait_gone(message)

    def _do_without_the_camera(self) -> None:
        """The button stands before the tests of camera, power, storage, link and all."""
        self.terminal.press(*["S-Tab"] * 6, "Enter")
        self.wait_for("– not needed: the invigilator checks your identity")

    def identify(self) -> None:
        """The invigilator compares face and document."""
        if self.sees("The invigilator compares your face with your document."):
            self.terminal.press("F10")
        else:
            self.terminal.press("S-Tab", "Enter")  # the button before the main one
        self.wait_for("Cancel")  # the title's words stand on a button too
        self.terminal.press(*self.pin, "Enter")
        self.wait_for("You are ready")

    def start(self) -> None:
        """Begin the questions."""
        self.terminal.press("F10")
        self.wait_for("Get ready", "Validate")

    def wait_for_question(self, number: int) -> None:
        """Wait until this question is on the screen."""
        deadline = time.monotonic() + PATIENCE_S
        while self.question != number:
            if time.monotonic() > deadline:
                raise NeverShownError(f"question {number} never came\n{self.terminal.text}")
            time.sleep(LOOK_EVERY_S)

    def answer(self) -> None:
        """Give a whole answer to the question on the screen and validate it."""
        number = self.question
        for keys in self.responses():
            self.terminal.press(*keys)
        self.validate(number)

    def responses(self) -> Sequence[Sequence[str]]:
        """Keys in the order of pressing, told by the instruction."""
        if self.sees("Choose the right word in each list, then validate."):
            return [["1"]] * 6
        if self.sees("Choose the one right answer."):
            return [["b"]]
        if self.sees(
            "Type one word in each gap; use the word in brackets where there is one.",
        ):
            open_ = len(_OPEN_GAP.findall(self.terminal.text))
            return [["w", "o", "r", "d", "Enter"]] * max(open_, 1)
        return [PLACING]

    def validate(self, number: int) -> None:
        """Press the main button until the question has gone; open gaps are asked about once."""
        deadline = time.monotonic() + PATIENCE_S
        while self.question == number:
            self.terminal.press("F10")
            self._until_it_moves(number)
            if time.monotonic() > deadline:
                raise NeverShownError(f"question {number} stays\n{self.terminal.text}")

    def _until_it_moves(self, number: int) -> None:
        soon = time.monotonic() + 1.0
        while self.question == number and time.monotonic() < soon:
            if self.sees("Press Validate again to answer all the same."):
                return
            time.sleep(LOOK_EVERY_S)

    def leave(self) -> None:
        """Close the station's screen."""
        self.terminal.press("C-q")
        self.wait_for("Close the station's screen?")
        self.terminal.press("Tab", "Enter")

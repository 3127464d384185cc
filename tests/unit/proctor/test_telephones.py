# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""One view of the picture per frame, and second looks where something turns up."""

import numpy as np

from edge_proctor.detectors.objects import VIEWS, Kind, Thing
from edge_proctor.monitoring.telephones import Telephones
from edge_proctor.ports import Pixels

SURE = 0.35
PICTURE = np.zeros((4, 4, 3), np.uint8)


class Desk:
    """A scene with a telephone that some views show."""

    def __init__(self) -> None:
        self.shown_in: set[int] = set()
        self.score = 0.6
        self.looks: list[int] = []

    def phones_in(self, pixels: Pixels, view: int) -> list[Thing]:
        """Whether this view shows it."""
        assert pixels is PICTURE
        self.looks.append(view)
        return [Thing(Kind.PHONE, 0, 0, 0.1, 0.1, self.score)] if view in self.shown_in else []


def test_views_take_turns_while_nothing_is_there() -> None:
    desk = Desk()
    telephones = Telephones(desk, SURE)
    assert [telephones.look(PICTURE) for _ in range(2 * VIEWS)] == [0.0] * 2 * VIEWS
    assert desk.looks == [*range(VIEWS)] * 2


def test_what_turns_up_is_looked_at_again_and_remembered_until_its_next_turn() -> None:
    desk = Desk()
    desk.shown_in = {2}
    telephones = Telephones(desk, SURE)
    scores = [telephones.look(PICTURE) for _ in range(10)]
    assert desk.looks == [0, 1, 2, 2, 2, 2, 3, 0, 1, 2]
    assert scores == [0.0, 0.0, *[0.6] * 8]
    desk.looks.clear()
    assert [telephones.look(PICTURE) for _ in range(4)] == [0.6] * 4
    assert desk.looks == [3, 0, 1, 2], "what is known by now waits for its turn"


def test_a_single_look_that_does_not_repeat_is_forgotten_at_once() -> None:
    desk = Desk()
    telephones = Telephones(desk, SURE)
    desk.shown_in = {0}
    assert telephones.look(PICTURE) == 0.6
    desk.shown_in = set()
    assert telephones.look(PICTURE) == 0.0
    assert telephones.look(PICTURE) == 0.0
    assert desk.looks == [0, 0, 1]


def test_what_is_too_weak_for_a_flag_takes_no_second_look() -> None:
    desk = Desk()
    desk.shown_in, desk.score = {0}, 0.32
    telephones = Telephones(desk, SURE)
    assert [telephones.look(PICTURE) for _ in range(3)] == [0.32] * 3
    assert desk.looks == [0, 1, 2]


def test_a_second_look_that_finds_it_less_surely_does_not_undo_the_first() -> None:
    desk = Desk()
    telephones = Telephones(desk, SURE)
    desk.shown_in, desk.score = {0}, 0.36
    assert telephones.look(PICTURE) == 0.36
    desk.score = 0.34
    assert [telephones.look(PICTURE) for _ in range(3)] == [0.36] * 3
    assert desk.looks == [0, 0, 0, 0]

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Errands run elsewhere, in the order of their lane, and end as one of three messages."""

import threading
from typing import Any

from textual.app import App

from sync.protocol.errors import EscaleError
from tui.errands import Broken, Done, Errands, Lane, Refused


class Receiver(App[None]):
    """Takes what comes back."""

    def __init__(self) -> None:
        super().__init__()
        self.errands = Errands(self)
        self.came: list[object] = []

    def on_done(self, message: Done[Any]) -> None:
        message.deliver()

    def on_refused(self, message: Refused) -> None:
        self.came.append(message.error)

    def on_broken(self, message: Broken) -> None:
        self.came.append(message.error)


def refuse() -> None:
    raise EscaleError("no", advice="do it so")


def fail() -> None:
    raise ZeroDivisionError


async def test_outcomes_come_in_the_order_of_their_lane_on_the_loops_own_thread() -> None:
    app = Receiver()
    async with app.run_test() as pilot:
        threads: list[int] = []
        opened = threading.Event()
        app.errands.start(lambda: opened.wait(10), lambda _: app.came.append("slow"))
        app.errands.start(threading.get_ident, app.came.append)
        app.errands.start(lambda: "other lane", app.came.append, lane=Lane.PICTURE)
        app.errands.start(lambda: None, lambda _: threads.append(threading.get_ident()))
        while not app.came:
            await pilot.pause()
        assert app.came == ["other lane"]
        assert app.errands.under_way
        opened.set()
        while app.errands.under_way or not threads:
            await pilot.pause()
        assert app.came[1] == "slow"
        assert app.came[2] != threading.get_ident()
        assert threads == [threading.get_ident()]


async def test_what_goes_wrong_comes_back_too_and_the_lane_goes_on() -> None:
    app = Receiver()
    async with app.run_test() as pilot:
        app.errands.start(refuse, app.came.append)
        app.errands.start(fail, app.came.append)
        app.errands.start(lambda: "done", app.came.append)
        while len(app.came) < 3:
            await pilot.pause()
        assert [type(it) for it in app.came] == [EscaleError, ZeroDivisionError, str]


async def test_closed_errands_take_no_more() -> None:
    app = Receiver()
    async with app.run_test() as pilot:
        app.errands.close()
        app.errands.start(lambda: "late", app.came.append)
        assert not app.errands.under_way
        await pilot.pause()
        assert app.came == []

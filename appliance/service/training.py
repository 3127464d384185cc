# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Training: the half of the façade that gives mini-tests and practice, as often as wanted.

Owns the choice of unscored questions and the progress page's figures, which stay on this
station. Must not touch a sitting. Stands on rehearsals and the store's settings.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from appliance.exam.levels import DOMAINS, Domain, Level
from appliance.exam.responses import Response
from appliance.service.concerns import Concerns
from appliance.service.rehearsal import Feedback, Rehearsal
from appliance.store.store import Store
from sync.protocol.canonical import decode, encode
from sync.protocol.shape import list_of

PRACTICE_LENGTH = 10
_PROGRESS = "practice_progress"
_CEILING = 1024


@dataclass(frozen=True, slots=True)
class ProgressLine:
    """How practice went in one domain: questions answered, and wholly right ones."""

    domain: Domain
    answered: int
    right: int


class Practice(Rehearsal):
    """A rehearsal whose answers count on the progress page."""

    store: Store

    def check(self, response: Response) -> Feedback:
        """Mark an answer, explain, and count it."""
        feedback = super().check(response)
        lines = [
            ProgressLine(
                line.domain,
                line.answered + 1,
                line.right + (feedback.points == feedback.maximum),
            )
            if line.domain is self.item.domain
            else line
            for line in read_progress(self.store)
        ]
        with self.store.transaction():
            figures = [[line.answered, line.right] for line in lines]
            self.store.settings.put(_PROGRESS, encode(figures))
        return feedback


class Training(Concerns):
    """Where unscored questions come from."""

    def minitest(self) -> Rehearsal:
        """Seven questions, one of each type; never scored, and none of them in the exam."""
        opened = self._place.library.paper.opened
        items = [opened.pack.item(identity) for identity in opened.pack.minitest]
        return Rehearsal(opened, items, self._place.output)

    def practice(self, domain: Domain | None, level: Level | None) -> Rehearsal:
        """Questions of one domain and level, or of all, in a new order every time.

        Practice shows keys, so a station for real sittings draws on the mini-test only;
        the whole pack is for stations that hold rehearsals.
        """
        opened = self._place.library.paper.opened
        shown = set(opened.pack.minitest)
        fitting = [
            item
            for item in opened.pack.items
            if self._place.rehearsal or item.id in shown
            if domain in (None, item.domain) and level in (None, item.level)
        ]
        items = random.sample(fitting, min(PRACTICE_LENGTH, len(fitting)))
        practice = Practice(opened, items, self._place.output)
        practice.store = self._place.store
        return practice

    def practice_progress(self) -> Sequence[ProgressLine]:
        """How practice went so far, by domain."""
        return read_progress(self._place.store)


def read_progress(store: Store) -> tuple[ProgressLine, ...]:
    """The progress page's figures, one line per domain."""
    data = store.settings.get(_PROGRESS)
    if data is None:
        return tuple(ProgressLine(domain, 0, 0) for domain in DOMAINS)
    pairs = list_of(decode(data, ceiling=_CEILING), list)
    return tuple(
        ProgressLine(domain, *cast("tuple[int, int]", tuple(pair)))
        for domain, pair in zip(DOMAINS, pairs, strict=True)
    )

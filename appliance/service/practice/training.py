# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Training: the half of the façade that gives mini-tests and practice, as often as wanted.

Owns the choice of unscored questions and prompts, and when they may be asked for: before
anybody signs in, and up to the equipment check. Must not touch a sitting, and cannot show
an exam's question: it reads the practice section and the mini-test only. Stands on
rehearsals, the practice interview and the progress page.
"""

import random
from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Final

from appliance.exam.items import Item
from appliance.exam.levels import Domain, ItemType, Level
from appliance.exam.oral_material import choose, trades
from appliance.exam.passages import OralPart
from appliance.exam.sitting_words import Stage
from appliance.service.concerns import Concerns
from appliance.service.errors import NotNowError
from appliance.service.practice import progress
from appliance.service.practice.rehearsal import Rehearsal, Shelf, Surroundings
from appliance.service.practice.speaking import Booth, Speaking
from appliance.service.practice.views import OfferLine, ProgressLine

PRACTICE_LENGTH: Final = 10
_BEFORE_EQUIPMENT: Final = (Stage.PERSONAL_DATA, Stage.CONSENT)
_SEED_BITS: Final = 63


class Training(Concerns):
    """Where unscored questions come from."""

    def minitest(self) -> Rehearsal:
        """Seven questions, one of each type; never scored, and none of them in the exam.

        Raises:
            NotNowError: An exam runs here.
            NoContentError: The station has no pack.
        """
        self._require_free()
        shelf = Shelf.minitest(self._place.library.paper.opened)
        return Rehearsal(shelf, Surroundings(self._place.loudspeaker(), self._require_free))

    def practice(
        self, domain: Domain | None, level: Level | None, kind: ItemType | None = None
    ) -> Rehearsal:
        """Up to ten questions of one domain, level and type, or of all, in a new order.

        Practice shows keys, so it never draws on the exam's questions, on any station.

        Raises:
            NotNowError: An exam runs here.
            NoContentError: The station has no pack.
        """
        self._require_free()
        shelf = self._shelf()
        fitting = [item for item in shelf.items if _fits(item, domain, level, kind)]
        chosen = random.sample(fitting, min(PRACTICE_LENGTH, len(fitting)))
        count = partial(progress.count, self._place.store)
        around = Surroundings(self._place.loudspeaker(), self._require_free, count)
        return Rehearsal(shelf.of(chosen), around)

    def practice_offer(self) -> Sequence[OfferLine]:
        """How many questions there are of each domain, level and type; raises NoContentError."""
        counts = Counter((item.domain, item.level, item.type) for item in self._shelf().items)
        return [OfferLine(*cell, count) for cell, count in counts.items()]

    def practice_progress(self) -> Sequence[ProgressLine]:
        """How practice went so far, by domain and level, whoever practised here."""
        return progress.read_progress(self._place.store)

    def forget_progress(self) -> Sequence[ProgressLine]:
        """Set the progress page to nothing; raises StoreError."""
        progress.forget(self._place.store)
        return self.practice_progress()

    def speaking_trades(self) -> Sequence[str]:
        """The fields of work with prompts to practise, `general` first; empty without any."""
        material = self._place.library.paper.pack.practice.oral
        return trades(material) if material.prompts else ()

    def speaking(self, part: OralPart | None, level: Level, trade: str) -> Speaking:
        """A practice interview, or one part of it: prompts near that level and trade.

        Raises:
            NotNowError: An exam runs here.
            NoOralMaterialError: The pack has no prompts to practise with.
            NoContentError: The station has no pack.
        """
        self._require_free()
        material = self._place.library.paper.pack.practice.oral
        script = choose(material, level, trade, random.getrandbits(_SEED_BITS))
        prompts = script.prompts if part is None else (script.of(part),)
        place = self._place
        return Speaking(prompts, Booth(place.microphone(), place.loudspeaker(), self._require_free))

    def _shelf(self) -> Shelf:
        return Shelf.practice(self._place.library.paper.opened)

    def _require_free(self) -> None:
        """Refuse once the equipment is being checked, until the seat is free again."""
        seat = self._place.seat
        busy = seat is not None and seat.state.stage not in _BEFORE_EQUIPMENT
        if busy or self._place.oral is not None:
            raise NotNowError("there is no practice while an exam runs here")


def _fits(item: Item, domain: Domain | None, level: Level | None, kind: ItemType | None) -> bool:
    return (
        domain in (None, item.domain) and level in (None, item.level) and kind in (None, item.type)
    )

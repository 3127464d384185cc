# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Identity once more, for the oral part: the same circle, frame or person who looks.

Owns the calls that go to the oral half of the station. Must not keep a picture. Stands on
the identity screen.
"""

from typing import cast

from textual.widget import Widget

from tui.language import say
from tui.oral_port import OralPort, Present
from tui.oral_words import ORAL_STEPS
from tui.screens.identity import IdentityCalls, IdentityScreen
from tui.widgets.bars import StepTrail


def check_by_person(oral: OralPort, pin: str) -> Present | None:
    """The invigilator has looked; that is all the step needs."""
    oral.confirm_oral_identity_by_human(pin, "")
    return oral.oral_identity_done()


class OralIdentityScreen(IdentityScreen):
    """Who is here for the interview."""

    step = 0

    @property
    def calls(self) -> IdentityCalls:
        """Those of the oral part."""
        oral = cast("OralPort", self.conductor.station)
        return IdentityCalls(
            oral.capture_oral_selfie,
            oral.capture_oral_document,
            lambda pin: check_by_person(oral, pin),
            oral.oral_identity_done,
            oral.oral_view,
        )

    def place(self) -> str:
        """The oral part."""
        return say("Oral part")

    def second_row(self) -> Widget:
        """The trail of the oral part."""
        return StepTrail(self.step, ORAL_STEPS)

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What every screen of the oral part has besides the frame: its half of the façade, its trail.

Owns the way to the oral half of the station. Must not know a particular stage. Stands on
the frame of the stages.
"""

from typing import Generic, TypeVar, cast

from textual.widget import Widget

from tui.language import say
from tui.oral_port import OralPort
from tui.oral_words import ORAL_STEPS
from tui.screens.stage import StageScreen
from tui.widgets.bars import StepTrail

Shown = TypeVar("Shown")


class OralStageScreen(StageScreen[Shown], Generic[Shown]):
    """A screen of the oral part that shows one frozen view."""

    @property
    def oral(self) -> OralPort:
        """The oral half of the façade."""
        return cast("OralPort", self.conductor.station)

    def place(self) -> str:
        """The oral part."""
        return say("Oral part")

    def second_row(self) -> Widget:
        """The trail of the oral part."""
        return StepTrail(self.step, ORAL_STEPS)

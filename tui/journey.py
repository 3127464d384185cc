# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Which screen shows which view.

Owns that one table and the sameness of two views' screens. Must not hold a screen.
Stands on the screens of the journey.
"""

from typing import Any

from appliance.service.views import (
    BreatherView,
    CandidateView,
    FinishedView,
    IdentityView,
    PausedView,
    QuestionView,
    Stage,
    StationView,
    View,
)
from tui.screens.breather import BreatherScreen
from tui.screens.consent import ConsentScreen
from tui.screens.equipment import EquipmentScreen
from tui.screens.finished import FinishedScreen
from tui.screens.identity import IdentityScreen
from tui.screens.paused import PausedScreen
from tui.screens.personal_data import PersonalDataScreen
from tui.screens.question import QuestionScreen
from tui.screens.ready import ReadyScreen
from tui.screens.stage import StageScreen
from tui.screens.welcome import WelcomeScreen

_CANDIDATE_SCREENS = {
    Stage.PERSONAL_DATA: PersonalDataScreen,
    Stage.CONSENT: ConsentScreen,
    Stage.EQUIPMENT: EquipmentScreen,
    Stage.READY: ReadyScreen,
}


def screen_for(view: View) -> StageScreen[Any]:
    """A new screen that shows the view."""
    match view:
        case StationView():
            return WelcomeScreen(view)
        case CandidateView():
            return _CANDIDATE_SCREENS[view.stage](view)
        case IdentityView():
            return IdentityScreen(view)
        case BreatherView():
            return BreatherScreen(view)
        case QuestionView():
            return QuestionScreen(view)
        case PausedView():
            return PausedScreen(view)
        case FinishedView():
            return FinishedScreen(view)


def stop_of(view: View) -> tuple[Stage, int]:
    """Equal for views that one screen shows after each other: stage and question number."""
    match view:
        case StationView():
            return (Stage.WELCOME, 0)
        case QuestionView():
            return (view.stage, view.number)
        case BreatherView():
            return (view.stage, view.next_number)
        case _:
            return (view.stage, 0)

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Which screen shows which view, and where the station stands.

Owns that one table and the sameness of two views' screens. Must not hold a screen.
Stands on the screens of the journey.
"""

from typing import Any

from appliance.service.oral.views import (
    GradingView,
    InterviewView,
    OralFinishedView,
    OralIdentityView,
    OralMode,
    OralReadyView,
    OralView,
    RecordingView,
)
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
from tui.oral_port import OralPort, Present
from tui.ports import StationPort
from tui.screens.breather import BreatherScreen
from tui.screens.consent import ConsentScreen
from tui.screens.equipment import EquipmentScreen
from tui.screens.finished import FinishedScreen
from tui.screens.identity import IdentityScreen
from tui.screens.oral.admission import AdmissionScreen
from tui.screens.oral.finished import OralFinishedScreen
from tui.screens.oral.grading import GradingScreen
from tui.screens.oral.identity import OralIdentityScreen
from tui.screens.oral.interview import InterviewScreen
from tui.screens.oral.ready import OralReadyScreen
from tui.screens.oral.recording import RecordingScreen
from tui.screens.paused import PausedScreen
from tui.screens.personal_data import PersonalDataScreen
from tui.screens.question import QuestionScreen
from tui.screens.ready import ReadyScreen
from tui.screens.stage import StageScreen
from tui.screens.welcome import WelcomeScreen

Stop = tuple[str, str, int]
"""Part of the exam, stage, number of the question."""
WAITING: Stop = ("", Stage.WELCOME.value, 0)
"""Nobody sits here."""

_CANDIDATE_SCREENS = {
    Stage.PERSONAL_DATA: PersonalDataScreen,
    Stage.CONSENT: ConsentScreen,
    Stage.EQUIPMENT: EquipmentScreen,
    Stage.READY: ReadyScreen,
}


def present(station: StationPort) -> Present:
    """Where the station stands: in the oral part when one is open."""
    return _or_oral(station, station.view())


def advanced(station: StationPort) -> Present:
    """Where it stands after letting time pass."""
    return _or_oral(station, station.advance())


def _or_oral(station: StationPort, view: View) -> Present:
    oral = station.oral_view() if isinstance(station, OralPort) else None
    return view if oral is None else oral


def screen_for(view: Present) -> StageScreen[Any]:
    """A new screen that shows the view."""
    if isinstance(view, OralView):
        return _oral_screen_for(view)
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


def _oral_screen_for(view: OralView) -> StageScreen[Any]:
    match view:
        case OralIdentityView():
            return OralIdentityScreen(view)
        case OralReadyView(mode=OralMode.ON_SITE):
            return AdmissionScreen(view)
        case OralReadyView():
            return OralReadyScreen(view)
        case InterviewView():
            return InterviewScreen(view)
        case RecordingView():
            return RecordingScreen(view)
        case GradingView():
            return GradingScreen(view)
        case OralFinishedView():
            return OralFinishedScreen(view)


def stop_of(view: Present) -> Stop:
    """Equal for views that one screen shows after each other."""
    if isinstance(view, OralView):
        number = view.number if isinstance(view, RecordingView) else 0
        return ("oral", view.stage.value, number)
    match view:
        case StationView():
            return WAITING
        case QuestionView():
            return ("written", view.stage.value, view.number)
        case BreatherView():
            return ("written", view.stage.value, view.next_number)
        case _:
            return ("written", view.stage.value, 0)

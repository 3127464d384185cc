# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Which screen shows which view, and where the station stands.

Owns that one table and the sameness of two views' screens. Must not hold a screen. Stands
on the screens of the journey, by their names: the welcome is shown before the others load.
"""

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from tui.screens.stage import StageScreen

Stop = tuple[str, str, int]
"""Part of the exam, stage, number of the question."""
WAITING: Stop = ("", Stage.WELCOME.value, 0)
"""Nobody sits here."""

_CANDIDATE_SCREENS = {
    Stage.PERSONAL_DATA: "personal_data:PersonalDataScreen",
    Stage.CONSENT: "consent:ConsentScreen",
    Stage.EQUIPMENT: "equipment:EquipmentScreen",
    Stage.READY: "ready:ReadyScreen",
}
_SCREENS: dict[type[Any], str] = {
    StationView: "welcome:WelcomeScreen",
    IdentityView: "identity:IdentityScreen",
    BreatherView: "breather:BreatherScreen",
    QuestionView: "question:QuestionScreen",
    PausedView: "paused:PausedScreen",
    FinishedView: "finished:FinishedScreen",
    OralIdentityView: "oral.identity:OralIdentityScreen",
    OralReadyView: "oral.ready:OralReadyScreen",
    InterviewView: "oral.interview:InterviewScreen",
    RecordingView: "oral.recording:RecordingScreen",
    GradingView: "oral.grading:GradingScreen",
    OralFinishedView: "oral.finished:OralFinishedScreen",
}
_ON_SITE = "oral.admission:AdmissionScreen"
_WINDOWS = ("desk:DeskScreen", "practice.training:TrainingScreen")


def present(station: StationPort) -> Present:
    """Where the station stands: in the oral part when one is open."""
    return _or_oral(station, station.view())


def advanced(station: StationPort) -> Present:
    """Where it stands after letting time pass."""
    return _or_oral(station, station.advance())


def _or_oral(station: StationPort, view: View) -> Present:
    oral = station.oral_view() if isinstance(station, OralPort) else None
    return view if oral is None else oral


def screen_for(view: Present) -> "StageScreen[Any]":
    """A new screen that shows the view."""
    screen: StageScreen[Any] = screen_named(_place_of(view))(view)
    return screen


def _place_of(view: Present) -> str:
    match view:
        case CandidateView():
            return _CANDIDATE_SCREENS[view.stage]
        case OralReadyView(mode=OralMode.ON_SITE):
            return _ON_SITE
        case _:
            return _SCREENS[type(view)]


def screen_named(place: str) -> Any:
    """A class of screen by its module under ``tui.screens`` and its name."""
    module, _, name = place.partition(":")
    return getattr(import_module(f"tui.screens.{module}"), name)


def load_ahead() -> None:
    """Load every screen, so that none is waited for when it is due."""
    for place in (*_CANDIDATE_SCREENS.values(), *_SCREENS.values(), _ON_SITE, *_WINDOWS):
        screen_named(place)


def is_prelude(composed: Present, view: Present) -> bool:
    """Whether a screen composed for one question shows the other, but for its time."""
    return (
        isinstance(composed, QuestionView)
        and isinstance(view, QuestionView)
        and replace(composed, remaining_s=view.remaining_s) == view
    )


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

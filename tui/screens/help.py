# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The help menu: one key away from every screen, and no clock stops for it.

Owns the menu, what each entry tells the candidate, and what it says of the time. Must not
stop a clock. Stands on the dialogs.
"""

from collections.abc import Iterable
from typing import Final

from textual import events
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Button, Static

from appliance.service.oral.views import InterviewView, RecordingView
from appliance.service.views import BreatherView, Incident, PausedView, QuestionView
from tui.language import mark, say
from tui.oral_port import OralPort, Present
from tui.ports import StationPort
from tui.screens.dialogs import Dialog
from tui.words import INCIDENT_NAMES, incident_name

ANSWERS: Final = {
    Incident.SOUND: mark(
        "Noted. A test word was played. Not heard? Check earphones and volume, or call for help."
    ),
    Incident.FROZEN_SCREEN: mark("Noted. The screen has been drawn again."),
    Incident.QUESTION_NOT_LOADED: mark("Noted. The question has been loaded again."),
    Incident.CONNECTION: mark("Noted. Go on: the exam needs no connection, nothing is lost."),
    Incident.REPORT_QUESTION: mark("Noted. People will look at this question. Answer as you can."),
    Incident.CALL_INVIGILATOR: mark("Noted. Raise your hand: the invigilator comes to you."),
}


EXTRACT_PLAYS: Final = mark(
    "Noted. No test word now: it would cover the extract that is playing. Wait for its end."
)


RECORDING_NOW: Final = mark(
    "Noted. No test word now: it would be in your recording. Press Stop first, then ask again."
)


def help_with(station: StationPort, incident: Incident) -> str:
    """Log the incident, play the test word where sound is the matter; the answer's message."""
    oral = station.oral_view() if isinstance(station, OralPort) else None
    if isinstance(station, OralPort) and oral is not None:
        station.report_oral_incident(incident)
    else:
        station.report_incident(incident)
    if incident is not Incident.SOUND:
        return ANSWERS[incident]
    if isinstance(oral, RecordingView) and oral.recording:
        return RECORDING_NOW
    view = station.view()
    if isinstance(view, QuestionView) and view.audio is not None and view.audio.playing:
        return EXTRACT_PLAYS
    station.play_test_sound()
    return ANSWERS[incident]


def time_words(under: Present) -> str:
    """What becomes of the time while the menu is open over this view."""
    match under:
        case QuestionView() | BreatherView() | InterviewView() | RecordingView(recording=True):
            return say("The clock goes on. What you entered is kept.")
        case PausedView():
            return say("The clock stands. What you entered is kept.")
        case _:
            return say("What you entered is kept.")


class HelpScreen(Dialog[Incident | None]):
    """Choose what happened; Escape goes back."""

    AUTO_FOCUS = "#incident-sound"

    def __init__(self, sitting: Present | None) -> None:
        """Over what a candidate sees, or with None over a station at which nobody sits."""
        super().__init__()
        self._sitting = sitting

    def title_words(self) -> str:
        """What is asked."""
        return say("Help: what is the matter?")

    def content(self) -> Iterable[Widget]:
        """One button per incident, or how to use the screens before anyone sits."""
        if self._sitting is not None:
            yield Vertical(
                *(
                    Button(
                        f"{number}  {incident_name(incident)}",
                        id=f"incident-{incident.value}",
                        compact=True,
                        classes="choice",
                    )
                    for number, incident in enumerate(INCIDENT_NAMES, start=1)
                ),
                classes="choices-column",
            )
            yield Static(time_words(self._sitting), classes="quiet")
        yield Static(
            say(
                "Keys: Tab goes to the next part, Enter presses it, F10 presses the main button "
                "below right. F2 changes the language, F3 the display. Everything can also be "
                "clicked."
            ),
            classes="quiet",
            markup=False,
        )

    def buttons(self) -> Iterable[Widget]:
        """Back."""
        yield Button(say("Back"), id="ok", variant="primary", compact=True)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The incident, or none."""
        name = event.button.id or ""
        is_incident = name.startswith("incident-")
        self.dismiss(Incident(name.removeprefix("incident-")) if is_incident else None)

    def on_key(self, event: events.Key) -> None:
        """A digit chooses at once."""
        incidents = list(INCIDENT_NAMES)
        if self._sitting is not None and event.character and event.character.isdigit():
            number = int(event.character) - 1
            if 0 <= number < len(incidents):
                event.stop()
                self.dismiss(incidents[number])

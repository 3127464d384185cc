# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What the screens ask of the station: the façade they need, as structural types.

Owns two ports: the journey of a candidate (`StationPort`) and the invigilator's desk
(`Desk`); practice has its own in `practice_port`. Must not implement any of them. Stands on
the views of `appliance.service`; whatever has these methods may stand behind the screens.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

from appliance.service.views import (
    AudioView,
    CaptureView,
    CheckName,
    CheckResult,
    Incident,
    PreviewView,
    Response,
    StationView,
    SyncView,
    View,
)


class StationPort(Protocol):
    """The journey of one candidate, and the pauses that the invigilator makes.

    Every method may raise an EscaleError whose message and advice a screen may show.
    """

    def station_view(self) -> StationView:
        """The station before anyone signs in."""
        ...

    def get_ready(self) -> None:
        """Load what the first candidate would otherwise wait for."""
        ...

    def view(self) -> View:
        """The present view of the active sitting, or the station's; cheap."""
        ...

    def sign_in(self, access_code: str) -> View:
        """Open the sitting that the access code gives a right to."""
        ...

    def confirm_personal_data(self, corrections: Mapping[str, str]) -> View:
        """Confirm the personal data with the fields that the candidate changed."""
        ...

    def consent(self, monitoring: bool) -> View:
        """Agree to camera monitoring, or choose the check by a person."""
        ...

    def check_equipment(self, name: CheckName, heard: str | None = None) -> CheckResult:
        """Make one check; for the sound, with the word that was heard."""
        ...

    def play_test_sound(self) -> str:
        """Play one spoken word and return it."""
        ...

    def test_sound_choices(self) -> Sequence[str]:
        """The words among which the candidate says what was heard."""
        ...

    def microphone_level_dbfs(self) -> float:
        """What the microphone hears now, in dB below full scale."""
        ...

    def equipment_done(self) -> View:
        """Go on to the identity step; refused while a needed check fails."""
        ...

    def preview(self) -> PreviewView | None:
        """The newest camera picture."""
        ...

    def capture_selfie(self) -> CaptureView:
        """Take the picture of the face."""
        ...

    def capture_document(self) -> CaptureView:
        """Take the picture of the identity document."""
        ...

    def confirm_identity_by_human(self, pin: str, note: str) -> View:
        """The invigilator has compared face and document."""
        ...

    def identity_done(self) -> View:
        """Go on to the last screen before the questions."""
        ...

    def begin(self) -> View:
        """Start the questions."""
        ...

    def enter(self, response: Response) -> None:
        """Keep what is entered so far."""
        ...

    def answer(self, response: Response) -> View:
        """Store the answer, then show what comes next."""
        ...

    def focus(self, *, held: bool) -> None:
        """The exam's window lost the keyboard, or has it again; returns at once."""
        ...

    def advance(self) -> View:
        """Let time pass: end a breather, or submit what is entered at zero."""
        ...

    def play_audio(self) -> AudioView:
        """Play the extract once more."""
        ...

    def report_incident(self, incident: Incident, note: str = "") -> None:
        """Write an incident into the journal; the clock goes on."""
        ...

    def pause(self, pin: str, reason: str) -> View:
        """Stop the clock."""
        ...

    def ask_rest(self) -> View:
        """Pause before the next question, for candidates who have that right."""
        ...

    def resume(self, pin: str = "") -> View:
        """Let the clock go on: with the PIN, or by the candidate after a fault or a rest."""
        ...

    def leave(self) -> StationView:
        """Go back to the welcome screen after the end."""
        ...


class RosterLine(Protocol):
    """One registered candidate as the invigilator may see it."""

    @property
    def name(self) -> str:
        """Family and given name."""
        ...

    @property
    def window(self) -> str:
        """When the candidate may sit, in words."""
        ...

    @property
    def state(self) -> str:
        """Where the candidate stands: "waiting", a stage, or "finished"."""
        ...


class IncidentLine(Protocol):
    """One entry of the incident log."""

    @property
    def at(self) -> str:
        """Local time of the entry."""
        ...

    @property
    def kind(self) -> str:
        """Which incident, as journaled."""
        ...

    @property
    def note(self) -> str:
        """What was written with it."""
        ...


class Synchronised(Protocol):
    """How sending and fetching went."""

    @property
    def sync(self) -> SyncView:
        """What still waits."""
        ...


@runtime_checkable
class Desk(Protocol):
    """What the invigilator may do besides pausing; each call proves itself by the PIN."""

    def unlock_desk(self, pin: str) -> None:
        """Check the PIN; raises the refusal."""
        ...

    def roster(self, pin: str) -> Sequence[RosterLine]:
        """The candidates of the day."""
        ...

    def load_roster(self, pin: str, source: Path) -> int:
        """Read a roster from a stick; returns how many candidates it names."""
        ...

    def open_day(self, pin: str) -> StationView:
        """Let candidates sign in."""
        ...

    def close_day(self, pin: str) -> StationView:
        """Let nobody sign in any more."""
        ...

    def extend(self, pin: str, extra_s: int, reason: str) -> View:
        """Give more time for the question on the screen."""
        ...

    def incidents(self, pin: str) -> Sequence[IncidentLine]:
        """The incident log of the active sitting, newest last."""
        ...

    def export(self, pin: str, target: Path) -> int:
        """Write what waits to a stick; returns how many bundles."""
        ...

    def erase_received(self, pin: str) -> int:
        """Destroy the keys of sittings whose receipt is here; returns how many."""
        ...

    def set_aside(self, pin: str) -> StationView:
        """Let the candidate leave before the questions begin."""
        ...

    def synchronise(self) -> Synchronised:
        """Fetch content and send what waits over the link."""
        ...

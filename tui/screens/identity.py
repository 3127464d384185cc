# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Identity: the face in the circle, the document in the frame, or a person who looks.

Owns the two captures with their live picture. Must not keep a picture. Stands on the
frame of the stages and on the preview.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Button, Static

from appliance.service.oral.views import OralIdentityView
from appliance.service.views import CaptureView, FramingHint, IdentityView, PreviewView, View
from sync.protocol.errors import EscaleError
from tui.errands import Lane, Refused
from tui.language import say
from tui.oral_port import Present
from tui.ports import StationPort
from tui.screens.dialogs import LineDialog
from tui.screens.stage import StageScreen
from tui.widgets.bars import Key
from tui.widgets.preview import Guide, Picture, Preview, Way, compose_picture, way_of
from tui.widgets.relabelling import relabel
from tui.words import hint

LOOKS_PER_S = 20
"""Twice as often as pictures come, so that none is drawn twice and none missed."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture of the camera, and how it was drawn."""

    view: PreviewView
    guide: Guide
    way: Way
    cells: Size
    picture: Picture

    @classmethod
    def of(cls, view: PreviewView, guide: Guide, way: Way, cells: Size) -> "Drawing":
        """Draw it for so many cells."""
        picture = compose_picture(view, guide, way, cells.width, cells.height)
        return cls(view, guide, way, cells, picture)

    def shows(self, view: PreviewView, guide: Guide, way: Way, cells: Size) -> bool:
        """Whether drawing this would give the same."""
        same = view.rgb is self.view.rgb and view.hint is self.view.hint
        return same and (guide, way, cells) == (self.guide, self.way, self.cells)


def fetch_picture(
    station: StationPort, guide: Guide, way: Way, cells: Size, before: Drawing | None
) -> Drawing | None:
    """The newest picture, or the drawing before when it shows it; None without a camera."""
    view = station.preview()
    if view is None:
        return None
    if before is not None and before.shows(view, guide, way, cells):
        return before
    return Drawing.of(view, guide, way, cells)


def check_by_person(station: StationPort, pin: str) -> View:
    """The invigilator has looked; that is all the identity step needs."""
    station.confirm_identity_by_human(pin, "")
    return station.identity_done()


@dataclass(frozen=True, slots=True)
class IdentityCalls:
    """What the step asks of the station; the oral part has calls of its own."""

    selfie: Callable[[], CaptureView]
    document: Callable[[], CaptureView]
    by_person: Callable[[str], Present | None]
    done: Callable[[], Present | None]
    look: Callable[[], Present | None]


class IdentityScreen(StageScreen[IdentityView | OralIdentityView]):
    """Two pictures, each taken again as often as wanted."""

    AUTO_FOCUS = "#go"
    step = 4

    def __init__(self, shown: IdentityView | OralIdentityView) -> None:
        super().__init__(shown)
        self._fetching = False
        self._capturing = False
        self._retaking = False
        self._drawn: Drawing | None = None

    @property
    def calls(self) -> IdentityCalls:
        """Those of the written part."""
        station = self.conductor.station
        return IdentityCalls(
            station.capture_selfie,
            station.capture_document,
            lambda pin: check_by_person(station, pin),
            station.identity_done,
            station.view,
        )

    @property
    def _guide(self) -> Guide:
        return Guide.FRAME if self.shown.selfie_taken else Guide.CIRCLE

    @property
    def _complete(self) -> bool:
        view = self.shown
        taken = view.selfie_taken and view.document_taken
        return view.biometric and taken and not self._retaking

    def body(self) -> Iterable[Widget]:
        """The picture, and what to do beside it."""
        parts: list[Widget] = []
        if self.shown.biometric:
            parts.append(Preview(way_of(plain=self.app.theme == "plain")))
        parts.append(
            Vertical(
                Static(say("Show who you are"), classes="title"),
                Static(id="steps", markup=False),
                Static(id="hint", markup=False),
                Button("", id="again", compact=True),
                Button(say("By the invigilator instead"), id="by-person", compact=True),
                id="identity-side",
            )
        )
        yield Horizontal(*parts, id="identity")

    def buttons(self) -> Iterable[Widget]:
        """The one action."""
        yield Button("", id="go", variant="primary")

    def keys(self) -> Iterable[Key]:
        """The main action."""
        by_camera = self.shown.biometric
        words = say("Take the picture / continue") if by_camera else say("Check by the invigilator")
        yield Key("F10", words, "screen.go")

    def on_mount(self) -> None:
        """Fetch pictures at a steady rate."""
        self.set_interval(1 / LOOKS_PER_S, self._fetch)
        self.show(self.shown)

    def show(self, shown: IdentityView | OralIdentityView) -> None:
        """What is taken, what comes next."""
        super().show(shown)
        self.query_one("#steps", Static).update(self._step_words())
        relabel(self.query_one("#go", Button), self._main_words())
        again = self.query_one("#again", Button)
        again.display = shown.biometric and shown.selfie_taken and not self._retaking
        face = say("Take the face again")
        relabel(again, say("Take the document again") if shown.document_taken else face)
        certain = self._complete and shown.matched
        self.query_one("#by-person", Button).display = shown.biometric and not certain
        for preview in self.query(Preview):
            preview.display = shown.biometric and not self._complete
        if self._complete:
            self._say_hint(self._result_words())

    def _step_words(self) -> str:
        view = self.shown
        if not view.biometric:
            return "● " + say("The invigilator compares your face with your document.")
        face = "✓" if view.selfie_taken else "●"
        document = "✓" if view.document_taken else "●" if view.selfie_taken else "○"
        return (
            f"{face} 1. {say('Your face inside the circle')}\n"
            f"{document} 2. {say('Your identity document inside the frame')}"
        )

    def _result_words(self) -> str:
        if self.shown.matched:
            return say("Your identity is checked.")
        return say("Thank you, you can go on. A person will look at your two pictures.")

    def _main_words(self) -> str:
        if self._complete:
            return say("Continue")
        if not self.shown.biometric:
            return say("Check by the invigilator")
        return say("Take the document") if self.shown.selfie_taken else say("Take the face")

    def _fetch(self) -> None:
        previews = [preview for preview in self.query(Preview) if preview.display]
        if self._fetching or not previews or not self.is_current:
            return
        self._fetching = True
        station, guide, cells = self.conductor.station, self._guide, previews[0].content_size
        way = way_of(plain=self.app.theme == "plain")
        previews[0].use(way)
        before = self._drawn if previews[0].frames else None
        self.conductor.errand(
            lambda: fetch_picture(station, guide, way, cells, before),
            self._fetched,
            lambda _error: self._fetched(None),
            Lane.PICTURE,
        )

    def _fetched(self, drawing: Drawing | None) -> None:
        self._fetching = False
        if not self.is_running:
            return
        if drawing is None:
            if not self._complete and self.shown.biometric:
                self._say_hint(say("There is no picture from the camera."))
            return
        for preview in self.query(Preview):
            fresh = drawing is not self._drawn or not preview.frames
            if fresh and preview.show(drawing.picture):
                self._drawn = drawing
        if not self._capturing and not self._complete:
            self._say_hint(f"→ {self._hint_words(drawing.view)}")

    def _say_hint(self, words: str) -> None:
        """Many times a second, and most times the same: only other words are laid out anew."""
        hint_line = self.query_one("#hint", Static)
        if hint_line.content != words:
            hint_line.update(words)

    def _hint_words(self, view: PreviewView) -> str:
        """What to change; the hints are about a face, so a document has words of its own."""
        light = (FramingHint.TOO_DARK, FramingHint.TOO_BRIGHT, FramingHint.NO_CAMERA)
        if self._guide is Guide.FRAME and view.hint not in light:
            return say("Hold your document inside the frame, then take the picture.")
        return hint(view.hint)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Take a picture, call a person, or go on."""
        match event.button.id:
            case "by-person":
                self._ask_pin()
            case "again" if self.shown.document_taken:
                self._retaking = True
                self.show(self.shown)
            case "again":
                self._capture(selfie=True)
            case "go" if self._complete:
                self.conductor.errand(self.calls.done, self.conductor.arrive)
            case "go" if not self.shown.biometric:
                self._ask_pin()
            case "go":
                self._capture(selfie=not self.shown.selfie_taken)
            case _:
                pass

    def _capture(self, *, selfie: bool) -> None:
        if self._capturing:
            return
        self._capturing = True
        self.notice(say("Hold still…"))
        take = self.calls.selfie if selfie else self.calls.document
        self.conductor.errand(take, self._captured, self._failed)

    def _failed(self, error: EscaleError) -> None:
        self._capturing = False
        self.notice("")
        self.post_message(Refused(error, None))

    def _captured(self, capture: CaptureView) -> None:
        self._capturing = False
        self._retaking = self._retaking and not capture.accepted
        self.show(self.shown)
        self.notice(say("The picture is taken.") if capture.accepted else hint(capture.hint))
        self.conductor.errand(self.calls.look, self.conductor.arrive)

    def _ask_pin(self) -> None:
        dialog = LineDialog(
            say("Check by the invigilator"),
            say("Compare the face with the document, then type the invigilator's PIN."),
            hidden=True,
        )
        self.app.push_screen(dialog, self._confirm)

    def _confirm(self, pin: str | None) -> None:
        if pin:
            calls = self.calls
            self.conductor.errand(lambda: calls.by_person(pin), self.conductor.arrive)

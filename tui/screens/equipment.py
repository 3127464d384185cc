# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The equipment checks: one row each, what was measured, what to do.

Owns the list and the order in which everything is tested. Must not judge; the station
does. Stands on the frame of the stages and on the dialogs.
"""

import time
from collections.abc import Iterable, Sequence

from rich.text import Text
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Button, Static

from appliance.service.views import CandidateView, CheckName, CheckResult, Verdict
from tui.language import say
from tui.ports import StationPort
from tui.screens.dialogs import ChoiceDialog
from tui.screens.stage import StageScreen
from tui.service_words import check_advice, measured
from tui.widgets.bars import Key
from tui.widgets.level import level_words
from tui.words import check_name, verdict_name

CAMERA_TRIES = {"no picture yet": 14, "missing: no camera is running": 2}
"""How often the camera is asked while its process loads, which takes a busy board ten seconds
and more; what is missing does not come by waiting."""
WARM_UP_S = 1.5
LISTENS = 15
"""Levels of a tenth of a second that the bar shows before the microphone is judged."""
LONGEST_LISTEN_S = 3.0
"""With a device that opens slowly fewer levels have to do."""
SIGNS = {Verdict.PASS: "✓", Verdict.WARNING: "!", Verdict.FAIL: "✗"}


def result_words(result: CheckResult | None) -> Text:
    """Sign, verdict, measured value and advice of a check."""
    if result is None:
        return Text(say("not tested yet"), style="dim")
    head = f"{SIGNS[result.verdict]} {verdict_name(result.verdict)}"
    text = Text.assemble((head, "bold"), f"  {measured(result)}")
    if result.advice:
        text.append(f"\n→ {check_advice(result.advice)}")
    return text


def hear_word(station: StationPort) -> tuple[str, ...]:
    """Play a word and return the words to choose from."""
    station.play_test_sound()
    return tuple(station.test_sound_choices())


class EquipmentScreen(StageScreen[CandidateView]):
    """Test one by one, or all in order; then go on."""

    AUTO_FOCUS = "#all"
    step = 3

    def __init__(self, shown: CandidateView) -> None:
        super().__init__(shown)
        self._results = {result.name: result for result in shown.checks}
        self._queue: list[CheckName] = []
        self._camera_tries = 0

    @property
    def tested(self) -> bool:
        """Whether every check that has a use was made once."""
        return set(self._useful()) <= set(self._results)

    def _useful(self) -> list[CheckName]:
        """Without monitoring nobody looks at a camera."""
        unused = () if self.shown.monitoring else (CheckName.CAMERA,)
        return [name for name in CheckName if name not in unused]

    def body(self) -> Iterable[Widget]:
        """One row per check."""
        rows = [self._row(name) for name in CheckName]
        yield VerticalScroll(
            Static(say("Test your equipment"), classes="title"),
            *rows,
            classes="sheet",
            can_focus=False,
        )

    def _row(self, name: CheckName) -> Widget:
        if name not in self._useful():
            words = say("– not needed: the invigilator checks your identity")
            return Horizontal(
                Static(check_name(name), classes="check-name"),
                Static(words, classes="check-said", markup=False),
                classes="check",
            )
        result = self._results.get(name)
        return Horizontal(
            Static(check_name(name), classes="check-name"),
            Vertical(
                Static(result_words(result), id=f"result-{name.value}"),
                *self._way_out(name),
                classes="check-said",
            ),
            Button(say("Test"), id=f"test-{name.value}", compact=True, classes="check-test"),
            classes="check",
        )

    def _way_out(self, name: CheckName) -> Iterable[Widget]:
        """A station whose camera is broken can still seat whoever goes on without one."""
        if name is CheckName.CAMERA:
            button = Button(say("Go on without the camera"), id="without", compact=True)
            button.display = self._camera_failed
            yield button

    @property
    def _camera_failed(self) -> bool:
        return self._made(CheckName.CAMERA) and not self._passed(CheckName.CAMERA)

    def show(self, shown: CandidateView) -> None:
        """Draw the rows anew when the camera is no longer asked for."""
        changed = shown.monitoring != self.shown.monitoring
        super().show(shown)
        if changed:
            self.run_worker(self.speak_again())

    def buttons(self) -> Iterable[Widget]:
        """Test all, then go on."""
        yield Button(say("Test everything (F5)"), id="all")
        yield Button(say("Continue"), id="go", variant="primary")

    def keys(self) -> Iterable[Key]:
        """Testing and going on."""
        yield Key("F5", say("Test everything"), "screen.all")
        yield Key("F10", say("Continue"), "screen.go")

    def key_f5(self) -> None:
        """Test everything."""
        self.action_all()

    def action_all(self) -> None:
        """Make every check, one after the other."""
        self._queue = self._useful()
        self._next()

    def _next(self) -> None:
        if self._queue:
            self._test(self._queue.pop(0))

    def _test(self, name: CheckName) -> None:
        station = self.conductor.station
        self.query_one(f"#result-{name.value}", Static).update(say("testing…"))
        if name is CheckName.SOUND:
            self.conductor.errand(lambda: hear_word(station), self._ask_heard)
        elif name is CheckName.MICROPHONE:
            self.notice(say("Say a few words now."))
            self._listen(LISTENS, time.monotonic() + LONGEST_LISTEN_S)
        else:
            self._judge(name)

    def _judge(self, name: CheckName) -> None:
        station = self.conductor.station
        self.conductor.errand(lambda: station.check_equipment(name), self._took)

    def _listen(self, left: int, until_s: float) -> None:
        """Show what the microphone hears, level by level, then have it judged."""
        if not left or time.monotonic() > until_s:
            self._judge(CheckName.MICROPHONE)
            return
        self.conductor.errand(
            self.conductor.station.microphone_level_dbfs,
            lambda level: self._listened(level, left, until_s),
            lambda _error: self._judge(CheckName.MICROPHONE),
        )

    def _listened(self, level_dbfs: float, left: int, until_s: float) -> None:
        if self.is_running:
            result = self.query_one(f"#result-{CheckName.MICROPHONE.value}", Static)
            result.update(level_words(level_dbfs), layout=False)
            self._listen(left - 1, until_s)

    def _ask_heard(self, words: Sequence[str]) -> None:
        dialog = ChoiceDialog(say("Which word did you hear?"), "", (*words, say("I heard nothing")))
        self.app.push_screen(dialog, lambda choice: self._heard(words, choice))

    def _heard(self, words: Sequence[str], choice: int | None) -> None:
        station = self.conductor.station
        heard = words[choice] if choice is not None and choice < len(words) else ""
        self.conductor.errand(lambda: station.check_equipment(CheckName.SOUND, heard), self._took)

    def _took(self, result: CheckResult) -> None:
        if self._warms_up(result):
            self.set_timer(WARM_UP_S, lambda: self._test(CheckName.CAMERA))
            return
        self._results[result.name] = result
        self.query_one(f"#result-{result.name.value}", Static).update(result_words(result))
        for button in self.query("#without"):
            button.display = self._camera_failed
        self.notice("")
        self._next()
        if not self._queue and self.tested:
            self.query_one("#go", Button).focus()

    def _warms_up(self, result: CheckResult) -> bool:
        """A camera that has just been started gets a few tries before it counts as failed."""
        if result.name is not CheckName.CAMERA or result.verdict is not Verdict.FAIL:
            return False
        self._camera_tries += 1
        return self._camera_tries % CAMERA_TRIES.get(result.measured, 1) != 0

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """One check, all checks, or go on."""
        name = event.button.id or ""
        if name == "all":
            self.action_all()
        elif name.startswith("test-"):
            self._queue = []
            self._test(CheckName(name.removeprefix("test-")))
        elif name == "without":
            station = self.conductor.station
            self.conductor.errand(lambda: station.consent(monitoring=False), self.conductor.arrive)
        elif name == "go":
            self._go_on()

    def _go_on(self) -> None:
        if self.untested:
            self.notice(self._open_words())
        else:
            self.conductor.errand(self.conductor.station.equipment_done, self.conductor.arrive)

    def _open_words(self) -> str:
        """What has not been tried comes before what has failed."""
        new = [name for name in self.untested if not self._made(name)]
        names = ", ".join(check_name(name) for name in new or self.untested)
        if new:
            return say("Still to be tested: {names}.", names=names)
        return say("Not in order yet: {names}.", names=names)

    @property
    def untested(self) -> list[CheckName]:
        """Needed checks that were not made yet or failed."""
        return [name for name in self._needed() if not self._passed(name)]

    def _needed(self) -> Iterable[CheckName]:
        """The link is optional, and without monitoring so is the camera."""
        optional = {CheckName.LINK} if self.shown.monitoring else {CheckName.LINK, CheckName.CAMERA}
        return (name for name in CheckName if name not in optional)

    def _made(self, name: CheckName) -> bool:
        return name in self._results

    def _passed(self, name: CheckName) -> bool:
        result = self._results.get(name)
        return result is not None and result.verdict is not Verdict.FAIL

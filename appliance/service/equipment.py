# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The equipment checks: what is measured, what is good enough, what to do otherwise.

Owns the six judgements. Must not journal (the façade does) nor open devices. Stands on the
audio ports, the probes and the watch.
"""

from appliance.audio import AudioError
from appliance.exam.sitting_words import CheckName, Verdict
from appliance.service.check_sounds import TestWords
from appliance.service.views import CheckResult
from appliance.service.workplace import Workplace
from edge_proctor.framing import Framing
from sync.protocol.errors import EscaleError

NEEDED_MINUTES = 60.0
"""The written part takes about fifty; an hour of power is asked for."""

NEEDED_PERCENT = 50.0
"""Asked for where the battery does not say how long it lasts: an hour of two."""

GOOD_FREE_BYTES = 500 << 20
LEAST_FREE_BYTES = 200 << 20
QUIET_DBFS, DEAD_DBFS = -55.0, -80.0
LISTEN_S = 1.0


class Equipment:
    """The checks of one workplace."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._words: TestWords | None = None

    @property
    def words(self) -> TestWords:
        """The words of the sound check, in the language of the pack."""
        seat = self._place.seat
        paper = self._place.library.paper if seat is None else self._place.paper_of(seat)
        if self._words is None or self._words.language != paper.pack.language:
            self._words = TestWords(paper.pack.language)
        return self._words

    def play_word(self) -> str:
        """Play one spoken word and say which; raises AudioError."""
        word, sound = self.words.draw()
        self._place.loudspeaker().play(sound)
        return word

    def check(self, name: CheckName, heard: str | None) -> CheckResult:
        """Make one check; takes up to a few seconds."""
        match name:
            case CheckName.SOUND:
                return self._sound(heard)
            case CheckName.MICROPHONE:
                return self._microphone()
            case CheckName.CAMERA:
                return self._camera()
            case CheckName.POWER:
                return self._power()
            case CheckName.STORAGE:
                return self._storage()
            case CheckName.LINK:
                return self._link()

    def microphone_level_dbfs(self, seconds: float = 0.1) -> float:
        """The level that the microphone hears now, for a level bar; raises AudioError."""
        return self._place.microphone().record(seconds).level_dbfs

    def _sound(self, heard: str | None) -> CheckResult:
        description = self._place.loudspeaker().description
        if description.startswith("missing"):
            return self._absent(CheckName.SOUND, description, "Plug in earphones or a loudspeaker.")
        played = self.words.last
        if played is None or heard is None:
            return _fail(
                CheckName.SOUND, "nothing was played", "Play the sound, then say the word."
            )
        if heard.strip().casefold() != played.casefold():
            return _fail(
                CheckName.SOUND,
                f"heard '{heard}' instead of '{played}'",
                "Turn the volume up or try earphones, then play the sound again.",
            )
        return CheckResult(CheckName.SOUND, Verdict.PASS, f"heard '{played}'", "")

    def _microphone(self) -> CheckResult:
        name = CheckName.MICROPHONE
        description = self._place.microphone().description
        if description.startswith("missing"):
            return self._absent(name, description, "Plug in a microphone.")
        try:
            level = self.microphone_level_dbfs(LISTEN_S)
        except AudioError as error:
            return _fail(name, str(error), error.advice)
        measured = f"{level:.0f} dBFS"
        if level < DEAD_DBFS:
            return _fail(name, measured, "The microphone hears nothing: is it muted or unplugged?")
        if level < QUIET_DBFS:
            return _warn(name, measured, "Very quiet: say a few words and check again.")
        return CheckResult(name, Verdict.PASS, measured, "")

    def _camera(self) -> CheckResult:
        name = CheckName.CAMERA
        advice = "Check the camera's cable, or choose the identity check by the invigilator."
        if not self._place.watch.running:
            return _fail(name, "missing: no camera is running", advice)
        preview = self._place.watch.preview()
        if preview is None or preview.hint is Framing.NO_CAMERA:
            return _fail(name, "no picture yet", f"Wait a moment and check again. {advice}")
        measured = f"{preview.width} x {preview.height} pixels"
        if preview.hint in (Framing.TOO_DARK, Framing.TOO_BRIGHT):
            return _warn(name, f"{measured}, {preview.hint.value}", "Change the light in the room.")
        if preview.hint is Framing.NO_MODEL:
            return _warn(
                name,
                f"{measured}, faces cannot be recognised",
                "The invigilator will check your identity.",
            )
        return CheckResult(name, Verdict.PASS, measured, "")

    def _power(self) -> CheckResult:
        name, reading = CheckName.POWER, self._place.power.read()
        if reading.mains:
            return CheckResult(name, Verdict.PASS, "mains", "")
        charge = "unknown charge" if reading.percent is None else f"{reading.percent:.0f} %"
        hour = "Plug the station in: power for an hour is needed."
        if reading.minutes is None:
            if reading.percent is not None and reading.percent < NEEDED_PERCENT:
                return _fail(name, f"battery, {charge}", hour)
            return _warn(name, f"battery, {charge}", "Plug the station in: an hour is needed.")
        measured = f"battery, {charge}, {reading.minutes:.0f} min"
        if reading.minutes < NEEDED_MINUTES:
            return _fail(name, measured, hour)
        return CheckResult(name, Verdict.PASS, measured, "")

    def _storage(self) -> CheckResult:
        name, store = CheckName.STORAGE, self._place.store
        try:
            with store.transaction():
                store.settings.put("write_test", b"1")
            free = self._place.storage.free_bytes()
        except EscaleError as error:
            return _fail(name, str(error), error.advice)
        measured = f"{free // (1 << 20)} MiB free"
        if free < LEAST_FREE_BYTES:
            return _fail(name, measured, "The disk is nearly full: call the invigilator.")
        if free < GOOD_FREE_BYTES:
            return _warn(name, measured, "The disk is filling up: tell the invigilator.")
        return CheckResult(name, Verdict.PASS, measured, "")

    def _link(self) -> CheckResult:
        reading = self._place.link.read()
        if reading.reachable:
            return CheckResult(CheckName.LINK, Verdict.PASS, reading.detail, "")
        return _warn(
            CheckName.LINK, reading.detail, "Offline is fine: the results leave the station later."
        )

    def _absent(self, name: CheckName, measured: str, advice: str) -> CheckResult:
        """A missing part fails a real sitting and only warns in a rehearsal."""
        return (_warn if self._place.rehearsal else _fail)(name, measured, advice)


def _fail(name: CheckName, measured: str, advice: str) -> CheckResult:
    return CheckResult(name, Verdict.FAIL, measured, advice)


def _warn(name: CheckName, measured: str, advice: str) -> CheckResult:
    return CheckResult(name, Verdict.WARNING, measured, advice)

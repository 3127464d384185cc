# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The service's own short sentences in the candidate's language.

Owns the table of what equipment checks measure and advise, word for word as the service
says it. What went wrong in words that are not here (those of a library, of the network)
becomes one plain sentence: they are in English only, and for technicians. Must not invent
measurements. Stands on the catalogues.
"""

import re
from typing import Final

from appliance.service.views import (
    CheckName,
    CheckResult,
    Incident,
    Stage,
    SyncEnd,
    SyncView,
    Verdict,
)
from tui.dates import local, moment_words
from tui.language import mark, say, say_count
from tui.words import incident_name

ADVICE: Final = (
    mark("Plug in earphones or a loudspeaker."),
    mark("Play the sound, then say the word."),
    mark("Turn the volume up or try earphones, then play the sound again."),
    mark("Plug in a microphone."),
    mark("Check that the earphones and the microphone are plugged in, then try again."),
    mark("The microphone hears nothing: is it muted or unplugged?"),
    mark("Very quiet: say a few words and check again."),
    mark("Check the camera's cable, or choose the identity check by the invigilator."),
    mark(
        "Wait a moment and check again. Check the camera's cable, or choose the identity check "
        "by the invigilator."
    ),
    mark("Change the light in the room."),
    mark("The invigilator will check your identity."),
    mark("Plug the station in: an hour is needed."),
    mark("Plug the station in: power for an hour is needed."),
    mark("The disk is nearly full: call the invigilator."),
    mark("The disk is filling up: tell the invigilator."),
    mark("Offline is fine: the results leave the station later."),
)

_PATTERNS: Final = (
    (re.compile(r"^heard '(?P<heard>.*)' instead of '(?P<played>.*)'$"),
     mark("you heard “{heard}”, the word was “{played}”")),
    (re.compile(r"^heard '(?P<heard>.*)'$"), mark("you heard “{heard}”")),
    (re.compile(r"^nothing was played$"), mark("nothing was played")),
    (re.compile(r"^mains$"), mark("mains power")),
    (re.compile(r"^battery, unknown charge$"), mark("on battery")),
    (re.compile(r"^battery, (?P<charge>\d+ %)$"), mark("on battery, {charge}")),
    (re.compile(r"^battery, (?P<charge>\d+ %), (?P<minutes>\d+) min$"),
     mark("on battery, {charge}, {minutes} minutes")),
    (re.compile(r"^(?P<width>\d+) x (?P<height>\d+) pixels$"),
     mark("picture of {width} × {height} points")),
    (re.compile(r"^(?P<width>\d+) x (?P<height>\d+) pixels, too_dark$"),
     mark("the picture is too dark")),
    (re.compile(r"^(?P<width>\d+) x (?P<height>\d+) pixels, too_bright$"),
     mark("the picture is too bright")),
    (re.compile(r"^(?P<width>\d+) x (?P<height>\d+) pixels, faces cannot be recognised$"),
     mark("there is a picture, but faces cannot be recognised")),
    (re.compile(r"^no link is configured$"), mark("no network set up")),
    (re.compile(r"^no picture yet$"), mark("no picture yet")),
    (re.compile(r"^missing: no camera is running$"), mark("no camera found")),
    (re.compile(r"^missing: .*$"), mark("no device found")),
    (re.compile(r"^(?P<level>-?\d+) dBFS$"), mark("level {level} dB")),
    (re.compile(r"^(?P<waited>\d+) ms$"), mark("the service answered within {waited} ms")),
)  # fmt: skip


_BROKEN: Final = {
    CheckName.SOUND: mark("the sound cannot be played"),
    CheckName.MICROPHONE: mark("the microphone does not work"),
    CheckName.CAMERA: mark("the camera does not work"),
    CheckName.POWER: mark("the power supply cannot be read"),
    CheckName.STORAGE: mark("nothing can be written to the disk"),
    CheckName.LINK: mark("no connection now"),
}
"""What a check says whose reason is told in other words than those above."""

_CALL: Final = mark("Call the invigilator.")

_FREE: Final = re.compile(r"^(\d+) MiB free$")
_LARGE_MIB: Final = 10_240


def room_words(free_mib: int) -> str:
    """Room on the disk, in the unit that people compare."""
    if free_mib < _LARGE_MIB:
        return say("{free} MB free", free=free_mib)
    return say("{free} GB free", free=free_mib // 1024)


def check_advice(advice: str) -> str:
    """A check's advice."""
    return say(advice if advice in ADVICE else _CALL)


def measured(check: CheckResult) -> str:
    """What a check measured, or what does not work."""
    value = check.measured
    room = _FREE.match(value)
    if room:
        return room_words(int(room[1]))
    for pattern, words in _PATTERNS:
        found = pattern.match(value)
        if found:
            return say(words, **found.groupdict())
    return value if check.verdict is Verdict.PASS else say(_BROKEN[check.name])


STATION_FAULTS: Final = {
    "poor_light": mark("The camera sees too little or too much light"),
    "blurred": mark("The camera's picture is blurred"),
    "low_frame_rate": mark("The camera gives too few pictures"),
    "camera_lost": mark("The camera gives no picture"),
    "microphone_lost": mark("The microphone gives no sound"),
    "proctor_restarted": mark("The monitoring stopped and started again"),
    "frames_dropped": mark("The monitoring had no time for some pictures"),
    "on_battery": mark("The station runs on its battery"),
    "clock_jump": mark("The station's clock was set"),
}


def incident_kind(kind: str) -> str:
    """An incident or a fault of the station as journaled."""
    known = {incident.value: incident for incident in Incident}
    if kind in known:
        return incident_name(known[kind])
    return say(STATION_FAULTS.get(kind, kind))


_STATES: Final = {
    "waiting": mark("not here yet"),
    Stage.PERSONAL_DATA.value: mark("checks the personal data"),
    Stage.CONSENT.value: mark("reads the rules"),
    Stage.EQUIPMENT.value: mark("tests the equipment"),
    Stage.IDENTITY.value: mark("shows the identity"),
    Stage.READY.value: mark("is ready to start"),
    Stage.BREATHER.value: mark("answers the questions"),
    Stage.QUESTION.value: mark("answers the questions"),
    Stage.PAUSED.value: mark("paused"),
    Stage.FINISHED.value: mark("written part finished"),
}


def seat_state(state: str) -> str:
    """Where a candidate stands."""
    return say(_STATES.get(state, state))


TRIED: Final = {
    SyncEnd.NO_LINK: mark("Last try on {when}: the service did not answer."),
    SyncEnd.REFUSED: mark("Last try on {when}: the service refused. Tell your support contact."),
    SyncEnd.CONTENT_WAITS: mark("Last try on {when}: new content waits until nobody sits here."),
}
"""How the last exchange ended, where it did not end well."""


def waiting_words(sync: SyncView) -> str:
    """What waits to leave the station, and since when nothing was heard."""
    if not sync.waiting_bundles:
        waiting = say("Nothing waits to leave this station.")
    else:
        waiting = say_count(
            "{count} exam waits, encrypted: {size} kB.",
            "{count} exams wait, encrypted: {size} kB.",
            sync.waiting_bundles,
            size=round(sync.waiting_bytes / 1000),
        )
    if sync.last_contact_s is None:
        heard = say("No contact with the service yet.")
    else:
        heard = say("Last contact: {when}.", when=_moment(sync.last_contact_s))
    if sync.last is None or sync.last.end is SyncEnd.DONE:
        return f"{waiting} {heard}"
    tried = say(TRIED[sync.last.end], when=_moment(sync.last.at_s))
    return f"{waiting} {heard} {tried}"


def _moment(at_s: float) -> str:
    return moment_words(local(at_s))

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Kill a sitting over and over, and count what was lost: `python -m tests.torture --kills 1000`.

Owns the long-running proof of "never lose an answer". Each round forks a child that opens
the station, checks what it finds against everything that was ever acknowledged, and goes
on answering until it is killed: half of the rounds at a chosen write point (fault
injection), the others at a random moment by SIGKILL from outside. Some rounds come back
with another boot id, as after a power cut. Stands on the station itself; only devices are
simulated, and a clock that runs fast.

Most random kills count from the moment at which the child has checked what it found.
The parent keeps the ledger of acknowledgements in memory and never opens the database.
"""

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from appliance.exam.journal import event_from
from appliance.exam.rescoring import rescore
from appliance.exam.responses import Response, Texts, blank
from appliance.exam.sitting_events import Answered, Played
from appliance.service.composition import open_station
from appliance.service.errors import LockedOutError
from appliance.service.sealed_journal import read_journal
from appliance.service.station import Station
from appliance.service.views import (
    BreatherView,
    CheckName,
    FinishedView,
    PausedView,
    QuestionView,
    StationView,
)
from sync.protocol.chain import verify_chain
from tests.simulators.audio import loudspeaker
from tests.simulators.clock import HurriedClock
from tests.simulators.power import CountingTripwire, die
from tests.unit.service.world import PIN, World, entry, inside

HURRY = 200
LONGEST_ROUND_S = 0.2
MOST_POINTS = 150
LOCKED_OUT_PAUSE_S = 0.02


@dataclass(slots=True)
class Ledger:
    """What the station has acknowledged, by sitting: the truth that must be on disk.

    Attributes:
        answers: candidate → question number → item's response as text.
        plays: candidate → question number → plays that were acknowledged.
        seen: The last question seen and not answered: candidate, number, remaining seconds.
        lived_s: For how long the station has lived since then, in its own hurried seconds.
        draft: What was entered for it.
        confirmed: Finished sittings that were rescored; they are not looked at again.
    """

    answers: dict[str, dict[int, str]] = field(default_factory=dict[str, dict[int, str]])
    plays: dict[str, dict[int, int]] = field(default_factory=dict[str, dict[int, int]])
    seen: tuple[str, int, float] | None = None
    lived_s: float = 0.0
    seen_at_s: float = 0.0
    draft: str = ""
    confirmed: set[str] = field(default_factory=set[str])

    def note(self, line: str) -> None:
        """Take one acknowledgement from the child."""
        message: list[Any] = json.loads(line)
        match message:
            case ["answer", str(code), int(number), str(response)]:
                self.answers.setdefault(code, {})[number] = response
                self.seen, self.draft = None, ""
            case ["play", str(code), int(number), int(play)]:
                self.plays.setdefault(code, {})[number] = play
            case ["seen", str(code), int(number), float(remaining_s), float(at_s)]:
                if self.seen is None or self.seen[:2] != (code, number):
                    self.draft = ""
                self.seen, self.lived_s, self.seen_at_s = (code, number, remaining_s), 0.0, at_s
            case ["confirmed", str(sitting_id)]:
                self.confirmed.add(sitting_id)
            case ["draft", str(draft)]:
                self.draft = draft
            case _:
                raise ValueError(line)


class Child:
    """One life of the station process."""

    def __init__(self, world: World, ledger: Ledger, out: int, boot: str, cut_at: int) -> None:
        self._ledger, self._out = ledger, out
        self._world = world
        self.tripwire = CountingTripwire(cut_at, self._die)
        self._doing = "open"
        clock = HurriedClock(HURRY, boot)
        self.station: Station = open_station(
            world.directory,
            world.settings(clock, tripwire=self.tripwire, audio_output=loudspeaker(clock)),
        )

    def live(self) -> None:
        """Check, then sit until someone kills us or nobody is left."""
        self._check_journals()
        self._check_view()
        self._say("ready")
        for code in self._codes():
            self._sit(code)
        self._say("done")

    def _die(self) -> None:
        self._say("cut", self._doing, self.tripwire.points[-1].value)
        die()

    def _say(self, *message: object) -> None:
        os.write(self._out, (json.dumps(message) + "\n").encode())

    def _require(self, holds: bool, what: str) -> None:
        if not holds:
            self._say("broken", what)
            os._exit(3)

    def _codes(self) -> Iterator[str]:
        """The candidates that have not finished, the one who sits first."""
        place = inside(self.station)
        done = {row.candidate_id for row in place.store.sittings.all() if row.stage == "finished"}
        seat = place.seat
        if seat is not None:
            done.add(seat.state.opened.candidate_id)
            yield seat.state.opened.candidate_id
        for each in place.library.roster.entries:
            if each.candidate_id not in done:
                yield each.candidate_id

    def _check_journals(self) -> None:
        place = inside(self.station)
        for row in place.store.sittings.all():
            if row.id in self._ledger.confirmed:
                continue
            records = read_journal(place.store, place.keys, row)
            events = [event_from(link.kind, link.body) for link in verify_chain(records)]
            answers = [event for event in events if isinstance(event, Answered)]
            numbers = [answer.number for answer in answers]
            self._require(numbers == list(range(1, len(numbers) + 1)), f"{row.id}: {numbers}")
            stored = {answer.number: answer.response.hex() for answer in answers}
            for number, response in self._ledger.answers.get(row.candidate_id, {}).items():
                self._require(stored.get(number) == response, f"{row.id}: answer {number} lost")
            heard = {e.number: e.play for e in events if isinstance(e, Played)}
            for number, play in self._ledger.plays.get(row.candidate_id, {}).items():
                self._require(heard.get(number, 0) >= play, f"{row.id}: a play is forgotten")
            if row.stage == "finished":
                rescore(self._world.opened_pack, records)
                pending = [b for b in place.store.outbox.pending() if row.id.encode() in b.manifest]
                self._require(len(pending) == 1, f"{row.id}: {len(pending)} bundles")
                self._say("confirmed", row.id)

    def _check_view(self) -> None:
        seen, place = self._ledger.seen, inside(self.station)
        if seen is None or place.seat is None or place.seat.state.question is None:
            return
        code, number, remaining_s = seen
        question = place.seat.state.question
        if (place.seat.state.opened.candidate_id, question.number) != (code, number):
            return  # answered, but killed before the acknowledgement came through
        left_s = question.remaining_at_ms(place.clock.stamp().monotonic_ns) / 1000
        self._require(left_s <= question.limit_ms / 1000, "more time than the limit")
        # what was charged is at most what the station lived since the candidate saw it
        charged_s = remaining_s - left_s
        self._require(charged_s <= self._ledger.lived_s + 0.01, "an outage was charged")
        draft = place.seat.draft.hex() if place.seat.draft else ""
        self._require(self._ledger.draft in ("", draft), "what was entered is gone")

    def _sit(self, candidate_id: str) -> None:
        code = f"CODE-{candidate_id[2:]}"
        view = self.station.view()
        if isinstance(view, StationView | FinishedView):
            self._enter(code)
        while not isinstance(view := self.station.view(), FinishedView):
            self._step(candidate_id)
        self._say("finished", candidate_id)

    def _enter(self, code: str) -> None:
        self._doing = "sign_in"
        self._patiently(lambda: self.station.sign_in(code))

    def _patiently(self, attempt: Callable[[], object]) -> None:
        """An attempt counts before it is made, so that a cut forgives none: five kills in a
        row lock the honest out as well, and a person then waits."""
        while True:
            try:
                attempt()
            except LockedOutError:
                time.sleep(LOCKED_OUT_PAUSE_S)
            else:
                return

    def _step(self, candidate_id: str) -> None:
        station = self.station
        match station.view():
            case PausedView():
                self._doing = "resume"
                station.resume()
            case BreatherView():
                self._doing = "present"
                station.advance()
            case QuestionView() as view:
                self._question(candidate_id, view)
            case _:
                self._prepare()

    def _prepare(self) -> None:
        """Everything before the first question; each step knows where it stands."""
        station, self._doing = self.station, "prepare"
        place = inside(station)
        assert place.seat is not None
        match place.seat.state.stage.value:
            case "personal_data":
                station.confirm_personal_data({"email": "new@candidates.example"})
            case "consent":
                station.consent(monitoring=False)
            case "equipment":
                heard = station.play_test_sound()
                for name in CheckName:
                    station.check_equipment(name, heard)
                station.equipment_done()
            case "identity":
                self._patiently(lambda: station.confirm_identity_by_human(PIN, "seen"))
                station.identity_done()
            case _:
                station.begin()

    def _question(self, candidate_id: str, view: QuestionView) -> None:
        station = self.station
        self._say("seen", candidate_id, view.number, view.remaining_s, time.monotonic())
        place = inside(station)
        assert place.seat is not None
        if view.audio is not None and view.audio.plays_left:
            self._doing = "play"
            play = 2 - station.play_audio().plays_left
            self._say("play", candidate_id, view.number, play)
        self._doing = "enter"
        response = _respond(view, place.seat.journal.length)
        station.enter(response)
        if place.seat.draft:
            self._say("draft", place.seat.draft.hex())
        self._doing = "answer"
        before = len(place.seat.state.answered)
        after = station.answer(response)
        if not isinstance(after, QuestionView) and len(place.seat.state.answered) > before:
            answer = place.seat.state.answered[-1]
            self._say("answer", candidate_id, answer.number, answer.response.hex())


def _respond(view: QuestionView, salt: int) -> Response:
    empty = blank(view.task)
    if isinstance(empty, Texts):
        return Texts(tuple(f"word{salt}" for _ in empty.texts))
    return empty


@dataclass(slots=True)
class Report:
    """What the torture found."""

    kills: int = 0
    at_write_points: int = 0
    at_random: int = 0
    reboots: int = 0
    sittings: int = 0
    answers: int = 0
    broken: list[str] = field(default_factory=list[str])
    covered: dict[str, int] = field(default_factory=dict[str, int])
    seconds: float = 0.0


def torture(kills: int, seed: int, directory: Path) -> Report:
    """Kill the station so many times and report."""
    chance, report, ledger = random.Random(seed), Report(), Ledger()
    start = time.monotonic()
    candidates = 10 + kills // 4
    world = World.create(directory, entries=[entry(n) for n in range(1, candidates + 1)])
    boot = 1
    while report.kills < kills and not report.broken:
        if chance.random() < 0.15:
            boot, report.reboots = boot + 1, report.reboots + 1
        cut_at = chance.randint(1, MOST_POINTS) if chance.random() < 0.5 else 0
        after_s, from_fork = chance.uniform(0, LONGEST_ROUND_S), chance.random() < 0.2
        _round(world, ledger, report, f"boot-{boot}", cut_at, after_s, from_fork=from_fork)
    report.answers = sum(len(answers) for answers in ledger.answers.values())
    report.seconds = round(time.monotonic() - start, 1)
    return report


def _round(
    world: World,
    ledger: Ledger,
    report: Report,
    boot: str,
    cut_at: int,
    after_s: float,
    *,
    from_fork: bool = False,
) -> None:
    """One life of the station: fork, listen, kill, take the acknowledgements."""
    read, write = os.pipe()
    born_s = time.monotonic()
    pid = os.fork()
    if pid == 0:
        _child(world, ledger, read, write, boot, cut_at)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        first = b"" if from_fork else pipe.readline()
        if not cut_at:
            time.sleep(after_s)
            os.kill(pid, signal.SIGKILL)
            report.at_random += 1
        heard = (first + pipe.read()).decode().splitlines()
    _, status = os.waitpid(pid, 0)
    died_s = time.monotonic()
    report.kills += 1
    for line in heard:
        _take(line, ledger, report)
    ledger.lived_s += HURRY * (died_s - max(born_s, ledger.seen_at_s))
    if not os.WIFSIGNALED(status) and "done" not in " ".join(heard[-1:]):
        report.broken.append(f"the child ended by itself: {heard[-1:]}")


def _child(world: World, ledger: Ledger, read: int, write: int, boot: str, cut_at: int) -> None:
    os.close(read)
    try:
        Child(world, ledger, write, boot, cut_at).live()
    except BaseException as error:  # noqa: BLE001 -- the edge of a forked process
        os.write(write, (json.dumps(["broken", repr(error)]) + "\n").encode())
        os._exit(3)
    os._exit(0)


def _take(line: str, ledger: Ledger, report: Report) -> None:
    message: list[Any] = json.loads(line)
    match message:
        case ["broken", what]:
            report.broken.append(what)
        case ["cut", doing, point]:
            report.at_write_points += 1
            key = f"{doing}/{point}"
            report.covered[key] = report.covered.get(key, 0) + 1
        case ["finished", _]:
            report.sittings += 1
        case ["done" | "ready"]:
            pass
        case _:
            ledger.note(line)


def main() -> int:
    """Parse, torture, print one JSON object; 1 when anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dir", type=Path, default=None, help="keep the station here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="escale-torture-") as temporary:
        folder: Path = options.dir or Path(temporary)
        report = torture(options.kills, options.seed, folder / "station")
    figures = {name: getattr(report, name) for name in Report.__dataclass_fields__}
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    return 1 if report.broken else 0


if __name__ == "__main__":
    raise SystemExit(main())

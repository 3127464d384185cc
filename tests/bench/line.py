# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The figures of the whole line: `python -m tests.bench`, nothing simulated but devices.

Owns one small measurement per stretch of the line. Must not judge: it prints medians and
tails for a person to read. Stands on the tests' world around a station.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from appliance.exam.pack import open_pack
from appliance.exam.sitting_engine import ExamPaper
from appliance.service.views import BreatherView, FinishedView
from edge_proctor.detectors.faces import YuNet
from edge_proctor.errors import ModelMissingError
from edge_proctor.models.manifest import Role
from edge_proctor.models.store import ModelStore
from edge_proctor.sources.replay import portrait
from sync.certificates.qr_text import to_text
from sync.certificates.verification import verify_offline
from sync.protocol.keys import key_ring
from tests.simulators.clock import SimulatedClock
from tests.unit.certificates import issuer
from tests.unit.service.sitting_through import next_question, some_response, to_question
from tests.unit.service.world import PIN, World, entry, inside, pack_signer, sample_pack

SITTINGS = 6
FRAMES = 200
ROUNDS = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One printed figure."""

    what: str
    value: str


def sittings() -> Iterator[Line]:
    """Answers through the façade on real SQLCipher, until the bundle lies in the outbox."""
    with tempfile.TemporaryDirectory(prefix="escale-bench-") as folder:
        numbers = range(1, SITTINGS + 1)
        world = World.create(
            Path(folder) / "station", pack=sample_pack(), entries=[entry(n) for n in numbers]
        )
        clock = SimulatedClock()
        station = world.station(clock)
        station.open_day(PIN)
        answers_ms: list[float] = []
        finish_ms: list[float] = []
        for number in numbers:
            view = to_question(station, clock, f"CODE-{number}")
            while True:
                clock.sleep(5)
                began = time.perf_counter()
                after = station.answer(some_response(view))
                taken = 1000 * (time.perf_counter() - began)
                if isinstance(after, FinishedView):
                    finish_ms.append(taken)
                    break
                assert isinstance(after, BreatherView)
                answers_ms.append(taken)
                view = next_question(station, clock)
        waiting = inside(station).store.outbox.waiting()
        station.close()
    yield Line("answer to durable commit and next view", _spread(answers_ms, "ms"))
    yield Line("last answer: journal sealed, manifest signed", _spread(finish_ms, "ms"))
    yield Line("bundle without evidence", f"{waiting.bytes // waiting.bundles:,} bytes")


def selection() -> Iterator[Line]:
    """Select and update on the sample pack, five domains with quotas and exposure."""
    paper = ExamPaper(open_pack(sample_pack(), key_ring(pack_signer().public)))
    taken: list[float] = []
    for seed in range(40):
        session = paper.engine.session(seed)
        for _ in range(session.length):
            began = time.perf_counter()
            item = session.next_item()
            session.record(item, 0)
            taken.append(1e6 * (time.perf_counter() - began))
    yield Line(f"select and update, {len(paper.items)} items", _spread(taken, "µs"))


def faces() -> Iterator[Line]:
    """One frame through the face detector, pre- and post-processing included, one thread."""
    picture = portrait()
    try:
        detector = YuNet(ModelStore().load(Role.FACES))
    except ModelMissingError as error:
        yield Line("proctor frame: faces", f"skipped: {error}")
        return
    yield Line(
        f"proctor frame: faces, {picture.shape[1]}×{picture.shape[0]}",
        _spread(_time(lambda: detector.detect(picture), FRAMES), "ms"),
    )


def verification() -> Iterator[Line]:
    """One certificate from its QR text to a verdict."""
    text = to_text(issuer.certificate().message, issuer.HOST)
    taken = _time(lambda: verify_offline(text, issuer.TRUST, issuer.STATUS, issuer.NOW_S), ROUNDS)
    yield Line("verify a certificate", _spread(taken, "ms"))


def _time(act: Callable[[], object], rounds: int) -> list[float]:
    act()
    taken: list[float] = []
    for _ in range(rounds):
        began = time.perf_counter()
        act()
        taken.append(1000 * (time.perf_counter() - began))
    return taken


def _spread(values: list[float], unit: str) -> str:
    ordered = sorted(values)
    tail = ordered[min(len(ordered) - 1, round(0.99 * len(ordered)))]
    return f"median {median(ordered):.2f} {unit}, p99 {tail:.2f} {unit} (n = {len(ordered)})"


def main() -> None:
    """Print every figure as it is measured."""
    for part in (sittings, selection, faces, verification):
        for line in part():
            sys.stdout.write(f"{line.what:<46} {line.value}\n")
            sys.stdout.flush()

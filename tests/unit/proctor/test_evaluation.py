# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The evaluation itself: it finds what happens, misses nothing quietly, and its page holds all.

A measurement that cannot fail proves nothing: each one here meets a case that it must count
against the monitoring.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge_proctor.detectors.suite import Suite, load_suite
from edge_proctor.documents.mrz.reading import read_zone
from edge_proctor.errors import PictureUnreadableError
from edge_proctor.evaluation.bench import Bench
from edge_proctor.evaluation.figures import Figure, Report, Section, Table
from edge_proctor.evaluation.film import Act, compare_with_script, watch_film
from edge_proctor.evaluation.page import render_html
from edge_proctor.evaluation.pairs import PairReport, roc
from edge_proctor.evaluation.plots import Curve, draw_curves, draw_histogram, linear, probit
from edge_proctor.evaluation.plots import Series as Values
from edge_proctor.evaluation.quiet import Person, room_sound, sit_quietly
from edge_proctor.evaluation.report import Scope, evaluate_all
from edge_proctor.evaluation.sitter import Sitter, draw_habits, framed
from edge_proctor.evaluation.specimens import Legible, Outcome, judge, specimens
from edge_proctor.events import Signal
from edge_proctor.models.store import cache_folder
from edge_proctor.monitoring.playback import play
from edge_proctor.ports import BLOCK_SAMPLES, Frame
from edge_proctor.settings import ProctorSettings
from edge_proctor.sources.replay import empty_room, portrait


@pytest.fixture(scope="module")
def suite(shared_data: Callable[[str], Path]) -> Suite:
    return load_suite(ProctorSettings(model_folders=(shared_data("models"), cache_folder())))


@pytest.fixture(scope="module")
def person(suite: Suite) -> Person:
    assert suite.faces is not None
    picture = portrait()
    return Person("astronaut", picture, suite.faces.detect(picture)[0])


def test_somebody_who_sits_quietly_is_not_flagged(suite: Suite, person: Person) -> None:
    lines: list[str] = []
    report = sit_quietly([person], (), suite, 0.2, lines.append, seed=7)
    assert report.flags == []
    assert report.frames == 60
    assert report.extremes.turn > 2, "the sitter moves"
    assert report.sitters == ["astronaut"]
    assert len(lines) == 1


def test_somebody_who_walks_away_while_sitting_quietly_is_counted(
    suite: Suite, person: Person
) -> None:
    def frames() -> Iterator[Frame]:
        for frame in Sitter(person.picture, person.face, seed=1, lasts_s=8).frames():
            away = frame.monotonic_ns > 4e9
            room = empty_room(640, 480) + np.uint8(frame.sequence % 3)
            yield replace(frame, pixels=room) if away else frame

    played = play(frames(), suite, ProctorSettings())
    assert Signal.NO_FACE in {event.signal for event in played.events}
    assert played.processor_s > 0
    assert played.enrolled_s == 0


def test_somebody_who_is_not_seen_at_once_sits_for_nothing(suite: Suite, person: Person) -> None:
    dark = replace(person, picture=(person.picture * 0.01).astype(np.uint8))
    with pytest.raises(PictureUnreadableError, match="astronaut"):
        sit_quietly([dark], (), suite, 0.1, lambda _: None)


def test_film_tells_what_was_missed_and_what_was_made_up(suite: Suite, person: Person) -> None:
    scene, _ = framed(person.picture, person.face)
    sits = Act(scene, 2.6)
    left = Act(empty_room(640, 480), signal=Signal.NO_FACE)
    told = watch_film([sits, left, sits], suite)
    honest = compare_with_script([sits, left, sits], told)
    assert [it.signal for it in honest.happenings] == [Signal.NO_FACE]
    assert honest.latencies_s[0] <= 1.5
    assert honest.false_flags == 0
    wrong = replace(left, signal=Signal.PHONE)
    assert compare_with_script([sits, wrong, sits], told).latencies_s == ()
    nothing = replace(left, signal=None)
    assert compare_with_script([sits, nothing, sits], told).false_flags == 1


def test_habits_come_from_the_seed_and_move_within_their_limits() -> None:
    habits = draw_habits(3, 60)
    assert habits == draw_habits(3, 60) != draw_habits(4, 60)
    moments = [habits.at(step / 5) for step in range(300)]
    assert 8 < max(abs(it.yaw) for it in moments) <= 24 + 4.5
    assert max(it.lids for it in moments) > 0.5
    assert moments[0].yaw == 0, "the selfie is taken of somebody who sits still"


def test_quiet_room_has_keystrokes_and_the_asked_length() -> None:
    blocks = list(room_sound((), 1, 10))
    assert len(blocks) == 312
    assert all(len(block.samples) == BLOCK_SAMPLES for block in blocks)
    assert max(int(np.abs(block.samples).max()) for block in blocks) > 500


@pytest.mark.parametrize(
    ("genuine", "impostor", "rate"),
    [((0.6, 0.7), (0.1, 0.2), 0.0), ((0.6, 0.2), (0.1, 0.4), 0.5), ((0.1,), (0.9,), 1.0)],
)
def test_equal_error_rate(
    genuine: tuple[float, ...], impostor: tuple[float, ...], rate: float
) -> None:
    report = PairReport(genuine, impostor)
    assert report.equal_error[0] == pytest.approx(rate)
    low, high = report.equal_error_interval
    assert low <= rate <= high
    assert roc(genuine, impostor)[0].rejected == 0


def test_document_with_a_wrong_character_that_is_called_valid_is_counted() -> None:
    specimen = next(it for it in specimens().values() if it.picture == "passport-td3.jpg")
    mrz = read_zone(specimen.lines, date(2026, 6, 1))
    assert judge(specimen, mrz) is Outcome.RIGHT
    other = replace(specimen, lines=(specimen.lines[0].replace("ANNA", "ANNE"), specimen.lines[1]))
    assert judge(other, mrz) is Outcome.WRONG_VALID
    assert judge(replace(specimen, legible=Legible.WRONG_AS_PRINTED), mrz) is Outcome.WRONG_VALID
    assert judge(specimen, replace(mrz, notes=("a doubt",), valid=False)) is Outcome.REFUSED


def test_material_without_any_known_part_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PictureUnreadableError):
        Bench.open(tmp_path, lambda _: None)


def test_what_could_not_be_measured_is_told_in_every_form(
    suite: Suite,
    tmp_path: Path,
    shared_data: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ESCALE_MODELS", str(shared_data("models")))
    (tmp_path / "faces_misc").mkdir()
    assert cv2.imwrite(str(tmp_path / "faces_misc" / "portrait.jpg"), portrait())
    bench = replace(Bench.open(tmp_path, lambda _: None), suite=suite)
    report = evaluate_all(bench, Scope(quiet_minutes=0))
    recall = next(it for it in report.figures if it.what == "faces found that YuNet-640 finds")
    assert recall.measured == "100.0 % (1 of 1)"
    told = {it.what: it for it in report.figures}
    for title, folder in (("Documents", "mrz_passporteye"), ("Voice", "audio_speech")):
        assert told[title].measured == "not measured"
        assert folder in told[title].basis
    page, data = render_html(report), report.as_json()
    for title in ("Documents", "Voice", "Quiet sitting", "Fairness"):
        assert title in page
    assert set(data) >= {"figures", "sections", "fairness", "not_measured", "models"}
    assert any("skin tone" in it for it in report.not_measured)


def test_page_marks_a_missed_figure_and_escapes_what_it_is_given() -> None:
    figure = Figure("faces <b>", "≥ 97 %", "90 %", met=False)
    table = Table("Counts", ("what", "no"), (("<i>", "3"),), heat=True)
    axis = linear("ms", 0, 10)
    drawings = (
        draw_histogram([Values("a", (1, 2, 2), 0), Values("b", (9,), 1)], axis, (0, 10), "times"),
        draw_curves([Curve("c", ((0.1, 0.2),), 0)], probit("x"), probit("y"), "errors"),
    )
    section = Section("faces", "Faces", (figure,), tables=(table,), drawings=drawings)
    page = render_html(Report("now", "here", {}, (section,), (), ()))
    assert "0 figures reached, 1 missed" in page
    assert "faces &lt;b&gt;" in page
    assert "<script" not in page
    assert page.count("<svg") == 2

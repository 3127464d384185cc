# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The gate refuses what loses too much; a device's choice is pinned and falls back to nothing."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge_proctor.detectors.faces import YuNet
from edge_proctor.detectors.suite import load_suite
from edge_proctor.documents.recognition import strip_input
from edge_proctor.errors import (
    AccuracyLostError,
    ModelMissingError,
    ModelRefusedError,
    PictureUnreadableError,
)
from edge_proctor.framing import FaceBox
from edge_proctor.models.manifest import ModelEntry, Role
from edge_proctor.models.selection import Choice, read_choices, selected, write_choices
from edge_proctor.models.slim_objects import slim_objects
from edge_proctor.models.store import ModelStore, VerifiedModel, cache_folder
from edge_proctor.pictures import read_picture
from edge_proctor.ports import Pixels
from edge_proctor.quantising.agreement import (
    edit_distance,
    embedding_inputs,
    embeddings_agree,
    object_inputs,
    objects_agree,
    shared_share,
    texts_agree,
)
from edge_proctor.quantising.recipes import RECIPES, Quantised, passed, quantise, variant_of
from edge_proctor.quantising.workshop import (
    Pictures,
    TextLines,
    keep,
    quantise_role,
    quantise_voice,
    split_pictures,
)
from edge_proctor.settings import ProctorSettings

FULL = b"full precision"
INT8 = b"eight bits"
ENTRY = ModelEntry(
    "toy", Role.FACES, "toy.onnx", len(FULL), hashlib.sha256(FULL).hexdigest(), "l", "t", ()
)
MODEL = VerifiedModel(ENTRY, FULL)
VARIANT = VerifiedModel(variant_of(ENTRY, INT8), INT8)
CHOICE = Choice(
    "toy", 2.0, 1.0, 0.99, "toy.int8.onnx", len(INT8), VARIANT.entry.sha256, ENTRY.sha256
)


def test_gate_lets_through_what_keeps_its_budget_and_nothing_else() -> None:
    assert passed(MODEL, VARIANT, 0.9, lambda _a, _b: 0.9, 5).calibrated_on == 5
    with pytest.raises(AccuracyLostError) as refusal:
        passed(MODEL, VARIANT, 0.9, lambda _a, _b: 0.8999, 5)
    assert refusal.value.exit_code == 68


def test_shares_count_both_sides() -> None:
    one, far = FaceBox(0, 0, 0.2, 0.2, 1), FaceBox(0.6, 0.6, 0.2, 0.2, 1)
    assert shared_share([one], [one, far]) == (2, 3)
    assert shared_share([], []) == (0, 0)


def test_choice_is_kept_read_back_and_used(tmp_path: Path) -> None:
    write_choices(tmp_path, [CHOICE])
    chosen = selected(read_choices(tmp_path), (ENTRY,))
    (tmp_path / "toy.onnx").write_bytes(FULL)
    (tmp_path / "toy.int8.onnx").write_bytes(INT8)
    store = ModelStore((tmp_path,), (ENTRY,), chosen)
    assert store.load(Role.FACES).data == INT8
    assert store.capabilities()["faces"].startswith("available (toy-int8 ")
    (tmp_path / "toy.int8.onnx").write_bytes(b"eight bitz")
    with pytest.raises(ModelRefusedError):
        store.load(Role.FACES)


@pytest.mark.parametrize(
    "choice",
    [replace(CHOICE, int8_ms=1.9), replace(CHOICE, base_sha256="00"), replace(CHOICE, name="x")],
)
def test_slower_or_foreign_variants_are_not_used(choice: Choice) -> None:
    assert selected([choice], (ENTRY,)) == {}


@pytest.mark.parametrize("text", ["{", '[{"name": "toy"}]', "[1]"])
def test_record_of_another_shape_is_refused(tmp_path: Path, text: str) -> None:
    assert read_choices(tmp_path) == []
    (tmp_path / "selection.json").write_text(text)
    with pytest.raises(ModelRefusedError):
        read_choices(tmp_path)


def test_too_few_pictures_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PictureUnreadableError):
        split_pictures(tmp_path)


@pytest.fixture(scope="module")
def pictures(shared_data: Callable[[str], Path]) -> Pictures:
    pytest.importorskip("onnx")
    whole = split_pictures(shared_data("media/phone_person_coco"))
    return replace(whole, calibration=whole.calibration[:3])


def test_objects_with_the_recipe_pass_and_without_it_are_refused(
    shared_data: Callable[[str], Path], pictures: Pictures
) -> None:
    store = ModelStore((shared_data("models"),))
    assert quantise_role(Role.OBJECTS, store, pictures).agreement >= 0.9
    naive = replace(RECIPES[Role.OBJECTS], full_first=0, full_depthwise=False)
    with pytest.raises(AccuracyLostError):
        quantise(
            slim_objects(store.load(Role.OBJECTS)),
            naive,
            object_inputs(pictures.calibration),
            objects_agree(pictures.judgement),
        )


def test_eight_bits_cost_no_face_and_run_where_they_were_chosen(
    shared_data: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("onnx")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder, settings = cache_folder() / "int8", ProctorSettings(model_folders=(tmp_path,))
    store = ModelStore((shared_data("models"),))
    whole = split_pictures(shared_data("media/faces_misc"))
    made = quantise_role(Role.FACES, store, whole)
    assert made.agreement >= RECIPES[Role.FACES].budget
    assert keep(made, folder).read_bytes() == made.model.data
    published = store.load(Role.FACES).entry
    (tmp_path / published.file).symlink_to(shared_data(f"models/{published.file}"))
    assert load_suite(settings).models["faces"] == published.label
    write_choices(folder, [chosen_because_faster(made, store)])
    assert load_suite(settings).models["faces"] == made.model.entry.label
    full, variant = YuNet(store.load(Role.FACES)), YuNet(made.model)
    counts = [
        shared_share(full.detect(small), variant.detect(small))
        for small in (camera_sized(it) for it in whole.judgement)
    ]
    assert sum(found for found, _ in counts) >= 0.98 * sum(count for _, count in counts)


def chosen_because_faster(made: Quantised, store: ModelStore) -> Choice:
    base, entry = store.load(Role.FACES).entry, made.model.entry
    return Choice(
        base.name, 2.0, 1.0, made.agreement, entry.file, entry.size, entry.sha256, base.sha256
    )


def test_embedding_with_the_recipe_passes_and_with_convolutions_alone_is_refused(
    shared_data: Callable[[str], Path],
) -> None:
    pytest.importorskip("onnx")
    store = ModelStore((shared_data("models"),))
    whole = split_pictures(shared_data("media/faces_misc"))
    made = quantise_role(Role.EMBEDDING, store, whole)
    assert made.agreement >= 0.99
    find = YuNet(store.load(Role.FACES)).detect
    seen = [(picture, face) for picture in whole.calibration for face in find(picture)[:1]]
    alone = replace(RECIPES[Role.EMBEDDING], operators=("Conv", "Gemm", "MatMul"))
    with pytest.raises(AccuracyLostError):
        quantise(store.load(Role.EMBEDDING), alone, embedding_inputs(seen), embeddings_agree(seen))


def camera_sized(picture: Pixels) -> Pixels:
    return cv2.resize(picture, (320, 240)).astype(np.uint8, copy=False)


def test_text_with_everything_in_eight_bits_is_refused(
    shared_data: Callable[[str], Path],
) -> None:
    pytest.importorskip("onnx")
    store = ModelStore((shared_data("models"), cache_folder()))
    try:
        model = store.load(Role.TEXT_RECOGNITION)
    except ModelMissingError:
        pytest.skip("the text models are not at hand (run `escale models fetch`)")
    names = ("100_pass-hrv.jpg", "100_id-rou.jpg")
    pages = [read_picture(shared_data(f"media/mrz_passporteye/{name}")) for name in names]
    strips = TextLines(store).cut(pages)
    given, judged = [strip_input(it) for it in strips[::4]], strips[1::2]
    everything = replace(RECIPES[Role.TEXT_RECOGNITION], operators=("Conv", "MatMul"))
    with pytest.raises(AccuracyLostError):
        quantise(model, everything, given, texts_agree(judged))


def test_voice_in_eight_bits_is_refused(shared_data: Callable[[str], Path], tmp_path: Path) -> None:
    pytest.importorskip("onnx")
    store = ModelStore((shared_data("models"), cache_folder()))
    if store.capabilities()["voice"].startswith("missing"):
        pytest.skip("the voice model is not at hand (run `escale models fetch`)")
    for name in ("spk1_snt1.wav", "spk2_snt1.wav"):
        (tmp_path / name).symlink_to(shared_data(f"media/audio_speech/{name}"))
    with pytest.raises(AccuracyLostError):
        quantise_voice(store, tmp_path)


def test_a_role_without_a_recipe_and_a_folder_without_sound_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PictureUnreadableError):
        quantise_voice(ModelStore((tmp_path,)), tmp_path)


@pytest.mark.parametrize(
    ("left", "right", "distance"),
    [("", "", 0), ("abc", "abc", 0), ("abc", "ac", 1), ("kitten", "sitting", 3), ("", "abc", 3)],
)
def test_edit_distance(left: str, right: str, distance: int) -> None:
    assert edit_distance([ord(it) for it in left], [ord(it) for it in right]) == distance

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The gate refuses what loses too much; a device's choice is pinned and falls back to nothing."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from edge_proctor.errors import AccuracyLostError, ModelRefusedError, PictureUnreadableError
from edge_proctor.framing import FaceBox
from edge_proctor.models.agreement import shared_share
from edge_proctor.models.manifest import ModelEntry, Role
from edge_proctor.models.quantise import RECIPES, passed, quantise, variant_of
from edge_proctor.models.selection import Choice, read_choices, selected, write_choices
from edge_proctor.models.store import ModelStore, VerifiedModel
from edge_proctor.models.workshop import Pictures, quantise_role, split_pictures

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
    [replace(CHOICE, int8_ms=2.0), replace(CHOICE, base_sha256="00"), replace(CHOICE, name="x")],
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
    from edge_proctor.models.agreement import object_inputs, objects_agree

    naive = replace(RECIPES[Role.OBJECTS], full_first=0, full_depthwise=False)
    with pytest.raises(AccuracyLostError):
        quantise(
            store.load(Role.OBJECTS),
            naive,
            object_inputs(pictures.calibration),
            objects_agree(pictures.judgement),
        )

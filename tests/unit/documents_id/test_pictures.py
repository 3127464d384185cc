# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Reading real pictures of specimens, with the real models."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import cv2
import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from edge_proctor.detectors.suite import face_detector
from edge_proctor.documents.portrait import find_portrait
from edge_proctor.documents.program import document
from edge_proctor.documents.reader import DocumentReader
from edge_proctor.documents.straightening import straightened_card, upright
from edge_proctor.errors import ModelMissingError
from edge_proctor.models.manifest import Role
from edge_proctor.models.store import ModelStore
from edge_proctor.pictures import read_picture

TODAY = date(2026, 6, 1)
FOLDER = "media/mrz_passporteye"


@pytest.fixture(scope="module")
def reader() -> DocumentReader:
    try:
        return DocumentReader(ModelStore())
    except ModelMissingError as error:
        pytest.skip(f"{error} {error.advice}")


def test_upside_down_is_turned_and_the_portrait_found(
    reader: DocumentReader, shared_data: Callable[[str], Path]
) -> None:
    picture = read_picture(shared_data(f"{FOLDER}/passport-td3.jpg"))
    reading = reader.read(upright(picture, 180), TODAY)
    face = find_portrait(reading.upright, face_detector(ModelStore().load(Role.FACES), 0.6))

    assert reading.mrz.valid
    assert face is not None
    assert face.centre[0] < 0.4
    assert face.centre[1] < 0.7


def test_a_picture_without_a_zone_has_no_format(reader: DocumentReader) -> None:
    grey = np.full((240, 320, 3), 128, np.uint8)
    result = reader.read(grey, TODAY).mrz

    assert result.format is None
    assert not result.valid


def test_a_card_at_a_slant_is_straightened() -> None:
    scene = np.full((600, 800, 3), 40, np.uint8)
    corners = np.array([(150, 120), (640, 160), (620, 480), (130, 430)], np.int32)
    cv2.fillConvexPoly(scene, corners, (220, 225, 230))
    flat = straightened_card(scene)

    assert flat is not None
    assert flat.mean() > 200
    assert 1.25 < flat.shape[1] / flat.shape[0] < 1.75


@pytest.mark.parametrize("shape", [(300, 400), (1, 5000), (5000, 1), (1, 1)])
def test_no_card_is_found_on_an_empty_desk_nor_on_a_strip(shape: tuple[int, int]) -> None:
    assert straightened_card(np.full((*shape, 3), 90, np.uint8)) is None


def test_the_command_prints_one_object_a_picture(
    reader: DocumentReader, shared_data: Callable[[str], Path]
) -> None:
    assert reader.models
    app = typer.Typer()
    app.command()(document)
    path = shared_data(f"{FOLDER}/passport-td2.jpg")
    told = CliRunner().invoke(app, [str(path), "--json", "--today", "2026-06-01"])
    assert told.exit_code == 0, told.exception
    row = json.loads(told.stdout)

    assert row["format"] == "TD2"
    assert row["fields"]["document_number"] == "D23145890"
    assert row["checks"]["composite"] is True
    assert row["valid"] is True

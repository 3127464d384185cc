# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""`escale models quantize` and `bench`: material in, variants and a device's choice out.

Owns the split of pictures into calibration and judgement, and the timing of sessions.
Must not lower a budget. Stands on the recipes, the agreement measures and the record.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from edge_proctor.detectors.faces import YuNet
from edge_proctor.documents.detection import TextDetector
from edge_proctor.documents.recognition import strip_input
from edge_proctor.documents.straightening import StripStyle, Tone, cut_strip
from edge_proctor.errors import ModelMissingError, PictureUnreadableError
from edge_proctor.framing import FaceBox
from edge_proctor.models.manifest import Role
from edge_proctor.models.selection import Choice
from edge_proctor.models.session import ModelSession, Tensor
from edge_proctor.models.slim_objects import slim_objects
from edge_proctor.models.slimming import slim
from edge_proctor.models.store import ModelStore, VerifiedModel
from edge_proctor.pictures import PICTURE_SUFFIXES, read_picture
from edge_proctor.ports import SAMPLE_RATE_HZ, Pixels
from edge_proctor.quantising.agreement import (
    embedding_inputs,
    embeddings_agree,
    face_inputs,
    faces_agree,
    object_inputs,
    objects_agree,
    texts_agree,
    voices_agree,
)
from edge_proctor.quantising.recipes import RECIPES, Agreement, Quantised, quantise
from edge_proctor.sources.sound import read_sound
from sync.protocol.durable import write_durably

_WARM_UPS, _REPEATS = 5, 60
_LEAST_FACE_PIXELS = 64  # an embedding of a smaller face is noise in either precision
_INPUTS = {
    Role.FACES: (1, 3, 240, 320),
    Role.EMBEDDING: (1, 3, 112, 112),
    Role.OBJECTS: (1, 3, 320, 416),
    Role.TEXT_RECOGNITION: (1, 3, 48, 640),
}
_TEXT_SIDE = 960
_STRIP = StripStyle(0.1, 1.0, Tone.COLOUR)
_LINES_PER_PICTURE, _LEAST_LINES = 8, 12
_SOUND_SUFFIXES = frozenset({".wav", ".flac", ".ogg"})
_SOUND_SAMPLES = 20 * SAMPLE_RATE_HZ


@dataclass(frozen=True, slots=True)
class Pictures:
    """Calibration pictures and, apart from them, those that judge; names for the report."""

    calibration: list[Pixels]
    judgement: list[Pixels]
    names: tuple[str, ...]


def split_pictures(folder: Path) -> Pictures:
    """Every second picture below a folder calibrates, the others judge.

    Raises:
        PictureUnreadableError: fewer than four pictures.
    """
    paths = sorted(it for it in folder.rglob("*") if it.suffix.lower() in PICTURE_SUFFIXES)
    if len(paths) < 4:
        raise PictureUnreadableError(
            f"{folder} has fewer than four pictures to calibrate and judge with."
        )
    calibration, judgement = paths[::2], paths[1::2]
    return Pictures(
        [read_picture(path) for path in calibration],
        [read_picture(path) for path in judgement],
        tuple(path.name for path in calibration),
    )


def quantise_role(role: Role, store: ModelStore, pictures: Pictures) -> Quantised:
    """Quantise a role's model with its recipe and gate.

    Raises:
        AccuracyLostError, ToolMissingError, ModelMissingError: as the steps say.
    """
    model = _as_run(role, store)
    inputs, agreement = _material(role, model, store, pictures)
    return quantise(model, RECIPES[role], inputs, agreement)


def _as_run(role: Role, store: ModelStore) -> VerifiedModel:
    """A role's model in the form that its detector runs."""
    model = store.load(role)
    match role:
        case Role.FACES:
            return slim(model)
        case Role.OBJECTS:
            return slim_objects(model)
        case _:
            return model


def _material(
    role: Role, model: VerifiedModel, store: ModelStore, pictures: Pictures
) -> tuple[list[Tensor], Agreement]:
    match role:
        case Role.FACES:
            return face_inputs(model, pictures.calibration), faces_agree(pictures.judgement)
        case Role.OBJECTS:
            return object_inputs(pictures.calibration), objects_agree(pictures.judgement)
        case Role.EMBEDDING:
            find = YuNet(store.load(Role.FACES)).detect
            seen = _faces(pictures.calibration, find)
            return embedding_inputs(seen), embeddings_agree(_faces(pictures.judgement, find))
        case Role.TEXT_RECOGNITION:
            lines = TextLines(store)
            given = [strip_input(it) for it in lines.cut(pictures.calibration)]
            return given, texts_agree(lines.cut(pictures.judgement))
        case _:
            raise ModelMissingError(
                f"The role {role} stays in full precision; there is no recipe for it.",
                advice=f"Quantise one of these: {', '.join(RECIPES)}.",
            )


class TextLines:
    """Lines of text of all lengths, cut from pictures of documents."""

    def __init__(self, store: ModelStore) -> None:
        self._detector = TextDetector(store.load(Role.TEXT_DETECTION))

    def cut(self, pictures: list[Pixels]) -> list[Pixels]:
        """The strips, at most eight a picture.

        Raises:
            PictureUnreadableError: too few lines to judge by.
        """
        found: list[Pixels] = []
        for picture in pictures:
            boxes = sorted(self._detector.detect(picture, _TEXT_SIDE), key=lambda it: -it.length)
            step = -(-len(boxes) // _LINES_PER_PICTURE) or 1
            found += [cut_strip(picture, box, _STRIP) for box in boxes[::step]]
        if len(found) < _LEAST_LINES:
            raise PictureUnreadableError(
                "There is too little text on the pictures to judge by.",
                advice="Give a folder with pictures of documents.",
            )
        return found


def quantise_voice(store: ModelStore, folder: Path) -> Quantised:
    """Quantise the voice model, judged on every sound file of a folder.

    Raises:
        AccuracyLostError: the variant hears something else, as far as is known always.
        PictureUnreadableError: no sound file in the folder.
        ToolMissingError, ModelMissingError: as the steps say.
    """
    paths = sorted(it for it in folder.rglob("*") if it.suffix.lower() in _SOUND_SUFFIXES)
    if not paths:
        raise PictureUnreadableError(f"{folder} has no sound files to judge with.")
    sounds = [read_sound(path)[:_SOUND_SAMPLES] for path in paths]
    return quantise(store.load(Role.VOICE), RECIPES[Role.VOICE], [], voices_agree(sounds))


def _faces(
    pictures: list[Pixels], find: Callable[[Pixels], tuple[FaceBox, ...]]
) -> list[tuple[Pixels, FaceBox]]:
    seen: list[tuple[Pixels, FaceBox]] = []
    for picture in pictures:
        large = [it for it in find(picture) if it.height * picture.shape[0] >= _LEAST_FACE_PIXELS]
        seen += [(picture, face) for face in large[:3]]
    return seen


def keep(quantised: Quantised, folder: Path) -> Path:
    """Write a variant that passed the gate."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / quantised.model.entry.file
    write_durably(path, quantised.model.data)
    return path


def measure(role: Role, store: ModelStore, variant: Quantised, threads: int) -> Choice:
    """Time original and variant in turns on this device, so that other load strikes both."""
    model = _as_run(role, store)
    tensor = np.random.default_rng(0).random(_INPUTS[role]).astype(np.float32)
    full_ms, int8_ms = alternating_ms(
        [ModelSession(it, threads) for it in (model, variant.model)], tensor
    )
    made = variant.model.entry
    return Choice(
        name=model.entry.name,
        full_ms=round(full_ms, 3),
        int8_ms=round(int8_ms, 3),
        agreement=round(variant.agreement, 4),
        file=made.file,
        size=made.size,
        sha256=made.sha256,
        base_sha256=model.entry.sha256,
    )


def alternating_ms(sessions: list[ModelSession], tensor: Tensor) -> list[float]:
    """Median processor milliseconds of a run of each session, in turns after a warm-up."""
    times: list[list[float]] = [[] for _ in sessions]
    for _ in range(_WARM_UPS + _REPEATS):
        for session, kept in zip(sessions, times, strict=True):
            began = time.process_time()  # every thread of the process: a session may have two
            session.run_first(tensor)
            kept.append((time.process_time() - began) * 1e3)
    return [float(np.median(kept[_WARM_UPS:])) for kept in times]

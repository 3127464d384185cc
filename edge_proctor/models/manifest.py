# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Which model files are known, by role, in order of preference, pinned by digest.

Owns the manifest's shape and its strict reading. Must not look for files. Stands on
`tomllib` and the `manifest.toml` beside it.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import cast

from edge_proctor.errors import ProctorError


class Role(StrEnum):
    """What a model is needed for."""

    FACES = "faces"
    FACES_WIDE = "faces_wide"
    LANDMARKS = "landmarks"
    IRIS = "iris"
    EMBEDDING = "embedding"
    POSE = "pose"
    OBJECTS = "objects"
    TEXT_DETECTION = "text_detection"
    TEXT_RECOGNITION = "text_recognition"
    VOICE = "voice"


@dataclass(frozen=True, slots=True)
class WheelSource:
    """A file inside a wheel of an exact version.

    `raw_sha256` is set where the file is not loaded as it is but goes through the
    TensorFlow Lite importer; then it pins what goes in.
    """

    package: str
    version: str
    member: str
    raw_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class UrlSource:
    """A file of the model's own repository, at a fixed commit."""

    url: str


Source = WheelSource | UrlSource


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """One pinned model file and where it may come from."""

    name: str
    role: Role
    file: str
    size: int
    sha256: str
    licence: str
    training: str
    sources: tuple[Source, ...]

    @property
    def label(self) -> str:
        """Name and the start of the digest, as events and capabilities tell it."""
        return f"{self.name} {self.sha256[:12]}"


_MODEL_KEYS = {"name", "role", "file", "bytes", "sha256", "licence", "training", "sources"}


def read_manifest(text: str) -> tuple[ModelEntry, ...]:
    """Read a manifest strictly: an unknown key, role or source kind is an error.

    Raises:
        ProctorError: the text is no manifest of version 1.
    """
    try:
        table = tomllib.loads(text)
        if set(table) != {"version", "model"} or table["version"] != 1:
            raise ProctorError("The model manifest is not of version 1.")
        return tuple(_entry(item) for item in table["model"])
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise ProctorError(f"The model manifest cannot be read: {error}.") from error


def _entry(item: Mapping[str, object]) -> ModelEntry:
    if set(item) != _MODEL_KEYS:
        raise ValueError(f"keys {sorted(set(item) ^ _MODEL_KEYS)} are unknown or missing")
    sha256 = str(item["sha256"])
    if len(bytes.fromhex(sha256)) != 32:
        raise ValueError("a digest has 64 hexadecimal digits")
    return ModelEntry(
        name=str(item["name"]),
        role=Role(str(item["role"])),
        file=str(item["file"]),
        size=int(cast("int", item["bytes"])),
        sha256=sha256,
        licence=str(item["licence"]),
        training=str(item["training"]),
        sources=tuple(_source(it) for it in cast("list[dict[str, str]]", item["sources"])),
    )


def _source(item: Mapping[str, str]) -> Source:
    values = {key: value for key, value in item.items() if key != "kind"}
    if item["kind"] == "wheel":
        return WheelSource(**values)
    if item["kind"] == "url":
        return UrlSource(**values)
    raise ValueError(f"source kind {item['kind']} is unknown")


@cache
def manifest() -> tuple[ModelEntry, ...]:
    """The project's own manifest."""
    text = resources.files("edge_proctor.models").joinpath("manifest.toml").read_text("utf-8")
    return read_manifest(text)


def candidates(role: Role, entries: tuple[ModelEntry, ...] | None = None) -> list[ModelEntry]:
    """The entries of a role, best first."""
    return [entry for entry in (entries or manifest()) if entry.role is role]

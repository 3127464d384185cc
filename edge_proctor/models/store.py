# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Model files on this device: where they lie, and bytes only when their digest is right.

Owns the search order and the one check that stands before every session. Must not
download, nor run a model. Stands on the manifest.

Loading is a checklist:
    1. the role's candidates are tried in the manifest's order;
    2. a candidate's file is looked for by name, folder by folder;
    3. the file's size and SHA-256 must be the pinned ones; a file that differs is
       refused, never skipped in favour of a weaker candidate;
    4. the very bytes that were checked are handed on, not the path.
"""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from edge_proctor.errors import ModelMissingError, ModelRefusedError
from edge_proctor.models.manifest import ModelEntry, Role, candidates, manifest


@dataclass(frozen=True, slots=True)
class VerifiedModel:
    """A model's bytes after the digest check."""

    entry: ModelEntry
    data: bytes = field(repr=False)


def cache_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where fetched models are kept (XDG base directories)."""
    base = environment.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "escale" / "models"


def default_folders(environment: Mapping[str, str] = os.environ) -> tuple[Path, ...]:
    """ESCALE_MODELS, else `../shared/models` beside a checkout; then the cache."""
    named = environment.get("ESCALE_MODELS")
    beside = Path(__file__).resolve().parents[2].parent / "shared" / "models"
    first = Path(named) if named else beside
    return (first, cache_folder(environment))


class ModelStore:
    """Pinned model files in a list of folders.

    Args:
        folders: Where to look, in order (empty: the default places).
        entries: What is pinned (None: the project's manifest).
        selected: By a pinned model's name, the quantised variant that this device
            measured as better; see `edge_proctor.models.selection`.
    """

    def __init__(
        self,
        folders: tuple[Path, ...] = (),
        entries: tuple[ModelEntry, ...] | None = None,
        selected: Mapping[str, ModelEntry] | None = None,
    ) -> None:
        self.folders = folders or default_folders()
        self.entries = entries or manifest()
        self.selected = dict(selected or {})

    def locate(self, entry: ModelEntry) -> Path | None:
        """The first file of that name, right or wrong; None when there is none."""
        paths = (folder / entry.file for folder in self.folders)
        return next((path for path in paths if path.is_file()), None)

    def read(self, entry: ModelEntry) -> VerifiedModel:
        """Load one entry's bytes.

        Raises:
            ModelMissingError: no folder has the file.
            ModelRefusedError: the file is not the pinned one.
        """
        path = self.locate(entry)
        if path is None:
            raise ModelMissingError(f"The model {entry.name} ({entry.role}) is not on this device.")
        data = path.read_bytes() if path.stat().st_size == entry.size else b""
        if hashlib.sha256(data).hexdigest() != entry.sha256:
            raise ModelRefusedError(f"The model file {path} was altered or is incomplete.")
        return VerifiedModel(entry, data)

    def load(self, role: Role) -> VerifiedModel:
        """Load the best candidate of a role that is present.

        Raises:
            ModelMissingError: no candidate is present.
            ModelRefusedError: the best one that is present is not the pinned file.
        """
        for entry in candidates(role, self.entries):
            if self.locate(entry) is not None:
                return self.read(self.selected.get(entry.name, entry))
        raise ModelMissingError(f"No model for the role {role} is on this device.")

    def verify(self, entry: ModelEntry) -> None:
        """Check one entry's file block by block, without keeping it in memory.

        Raises:
            ModelMissingError, ModelRefusedError: as `read`.
        """
        path = self.locate(entry)
        if path is None:
            raise ModelMissingError(f"The model {entry.name} ({entry.role}) is not on this device.")
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != entry.sha256:
                raise ModelRefusedError(f"The model file {path} was altered or is incomplete.")

    def _checked(self, role: Role) -> ModelEntry:
        for entry in candidates(role, self.entries):
            if self.locate(entry) is not None:
                chosen = self.selected.get(entry.name, entry)
                self.verify(chosen)
                return chosen
        raise ModelMissingError(f"No model for the role {role} is on this device.")

    def capabilities(self) -> dict[str, str]:
        """Role → "available (name digest)" or "missing: why", for every role."""
        return {role.value: self._capability(role) for role in Role}

    def _capability(self, role: Role) -> str:
        try:
            return f"available ({self._checked(role).label})"
        except ModelMissingError:
            return "missing: no model file"
        except ModelRefusedError as error:
            return f"missing: {error}"

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Where the proctor's tests find models: the test material, then what `models fetch` brought."""

from collections.abc import Callable
from pathlib import Path

import pytest

from edge_proctor.errors import ModelMissingError
from edge_proctor.models.manifest import manifest
from edge_proctor.models.store import ModelStore, VerifiedModel, cache_folder


@pytest.fixture(scope="session")
def model(shared_data: Callable[[str], Path]) -> Callable[[str], VerifiedModel]:
    """A verified model by its name; skips by name what is not on this machine."""
    store = ModelStore((shared_data("models"), cache_folder()))
    entries = {entry.name: entry for entry in manifest()}

    def load(name: str) -> VerifiedModel:
        try:
            return store.read(entries[name])
        except ModelMissingError:
            pytest.skip(f"model {name} is not at hand (run `escale models fetch`)")

    return load

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What every test may ask for: the place of third-party test material."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

# Read once, when numpy loads: with a worker per processor, threads of their own only wait.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """A path inside the third-party test material; skips by name what is not there."""
    root = Path(os.environ.get("ESCALE_TEST_DATA", REPOSITORY.parent / "shared"))

    def locate(relative: str) -> Path:
        path = root / relative
        if not path.exists():
            pytest.skip(f"test material {relative} is not at hand (set ESCALE_TEST_DATA)")
        return path

    return locate

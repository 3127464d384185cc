# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""An open store in a temporary folder."""

from collections.abc import Generator
from pathlib import Path

import pytest

from appliance.store.sittings import ExamPart
from appliance.store.store import Store

KEY = bytes(range(32))
PACK = bytes(32)


@pytest.fixture
def store(tmp_path: Path) -> Generator[Store]:
    """Open, with one sitting."""
    store = Store.open(tmp_path, KEY)
    with store.transaction():
        store.sittings.add("s-1", "c-1", b"wrapped", ExamPart.WRITTEN, PACK)
    yield store
    store.close()

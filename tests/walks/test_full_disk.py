# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A real file system that is full stops the exam with a clear screen, and nothing is lost."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.service.world import World

MOUNT = 'mount -t tmpfs -o size=24m none "$3" && exec "$1" -m tests.walks.full_disk "$2" "$3"'
ALONE = ("unshare", "--map-root-user", "--mount")


def may_mount() -> bool:
    """Whether this machine lets a test mount a disk that only it sees."""
    if shutil.which(ALONE[0]) is None:
        return False
    tried = subprocess.run([*ALONE, "true"], capture_output=True, check=False, timeout=20)
    return tried.returncode == 0


@pytest.mark.timeout(180)
@pytest.mark.skipif(not may_mount(), reason="no mount namespace can be made here")
def test_a_full_file_system_stops_the_exam_and_loses_nothing(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    world = World.create(tmp_path / "station")
    done = subprocess.run(
        [*ALONE, "sh", "-c", MOUNT, "sh", sys.executable, world.directory, disk],
        capture_output=True,
        text=True,
        check=False,
        timeout=150,
    )
    assert done.returncode == 0, done.stdout + done.stderr

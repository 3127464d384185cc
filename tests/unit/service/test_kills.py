# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Fifty kills of a forked station: nothing acknowledged is lost, nothing is doubled."""

import json
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]


def test_fifty_kills(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.torture", "--kills", "50", "--dir", str(tmp_path)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )
    report = json.loads(run.stdout)
    assert report["broken"] == []
    assert run.returncode == 0, run.stderr
    assert report["kills"] == 50
    assert report["answers"] > 0
    assert report["at_write_points"] > 5

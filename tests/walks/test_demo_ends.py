# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A demonstration that is refused or ended leaves nothing behind that was not there before."""

import signal
import subprocess
import time
from pathlib import Path

import pytest

from appliance.demo.ending import TERMINATED_EXIT
from appliance.demo.processes import ESCALE
from appliance.demo.program import MARK, place_for

PATIENCE_S = 60.0


def processes_with(word: str) -> list[str]:
    """Command lines of living processes that hold this word."""
    lines: list[str] = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:  # it has ended meanwhile
            continue
        if word in line:
            lines.append(line)
    return lines


@pytest.mark.timeout(180)
def test_a_terminated_demonstration_ends_what_it_started(tmp_path: Path) -> None:
    folder = tmp_path / "story"
    demo = subprocess.Popen(
        [*ESCALE, "demo", "--dir", str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + PATIENCE_S
    while not [it for it in processes_with(str(folder)) if "serve" in it]:
        assert demo.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.1)
    demo.send_signal(signal.SIGTERM)
    assert demo.wait(PATIENCE_S) == TERMINATED_EXIT
    assert processes_with(str(folder)) == []


def test_what_a_link_leads_to_outlives_the_next_demonstration(tmp_path: Path) -> None:
    elsewhere, folder = tmp_path / "elsewhere", tmp_path / "demo"
    elsewhere.mkdir()
    (elsewhere / "mine").touch()
    folder.mkdir()
    (folder / MARK).touch()
    (folder / "link").symlink_to(elsewhere)
    place_for(folder)
    assert [path.name for path in folder.iterdir()] == [MARK]
    assert (elsewhere / "mine").exists()


@pytest.mark.parametrize("beyond", ["", "folder"])
def test_a_folder_that_cannot_be_one_is_refused_in_words(tmp_path: Path, beyond: str) -> None:
    file = tmp_path / "file"
    file.touch()
    finished = subprocess.run(
        [*ESCALE, "demo", "--dir", str(file / beyond)], capture_output=True, text=True, check=False
    )
    assert finished.returncode == 3
    assert "What to do: Give an empty or new folder" in finished.stderr

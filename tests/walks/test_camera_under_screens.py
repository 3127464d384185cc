# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The camera's process starts although the screens have taken stderr away.

A fresh process, because the helper that must start early may run already in this one.
"""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.unit.service.world import World, entry

SCRIPT = """
import sys, time
from pathlib import Path
from textual.app import App
from appliance.service.composition import StationSettings, open_station
from edge_proctor.settings import CameraChoice, ProctorSettings

def main() -> None:
    settings = StationSettings(
        invigilator_pin="4711", proctor=ProctorSettings(camera=CameraChoice.portrait())
    )
    station = open_station(Path(sys.argv[1]), settings)

    class Screens(App[bool]):
        def on_mount(self) -> None:
            station.open_day("4711")
            station.sign_in("CODE-1")
            station.confirm_personal_data({})
            station.consent(monitoring=True)
            self.run_worker(self.look, thread=True)

        def look(self) -> None:
            deadline = time.monotonic() + 60
            while station.preview() is None and time.monotonic() < deadline:
                time.sleep(0.2)
            self.call_from_thread(self.exit, station.preview() is not None)

    seen = Screens().run(headless=True)
    station.close()
    sys.exit(0 if seen else 1)

if __name__ == "__main__":
    main()
"""


@pytest.mark.timeout(180)
def test_the_preview_comes_while_the_screens_run(tmp_path: Path) -> None:
    now_s = int(time.time())
    present = entry(1, window_from_s=now_s - 60, window_to_s=now_s + 3600)
    World.create(tmp_path / "station", entries=[present])
    script = tmp_path / "screens.py"
    script.write_text(SCRIPT)
    finished = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "station")],
        capture_output=True,
        text=True,
        check=False,
        timeout=150,
    )
    assert finished.returncode == 0, finished.stderr

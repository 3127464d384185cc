# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What libraries complain of does not reach the terminal, and what is drawn always does."""

import os
import sys

import pytest

from appliance import audio_devices
from tui.own_stream import own_stream


def test_only_the_screens_reach_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    with own_stream():
        os.write(2, b"ALSA lib: no such device\n")
        assert sys.__stderr__ is not None
        with audio_devices._quiet():  # pyright: ignore[reportPrivateUsage]
            sys.__stderr__.write("drawn")
            sys.__stderr__.flush()
    os.write(2, b", and afterwards as before")
    assert capfd.readouterr().err == "drawn, and afterwards as before"

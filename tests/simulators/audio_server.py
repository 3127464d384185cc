# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A sound server of its own: a null sink whose monitor is the microphone.

Owns a private PulseAudio in a temporary folder and the environment that leads programs to
it. Must not touch the user's sound. Stands on `pulseaudio` and ALSA's pulse plug-in.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

_ALSA = """</usr/share/alsa/alsa.conf>
pcm.!default { type pulse }
ctl.!default { type pulse }
"""
_PATIENCE_S = 5.0
_SOCKET = Path("pulse") / "native"


class NoAudioServerError(Exception):
    """PulseAudio is not installed or does not start here."""


def server_environment(folder: Path) -> dict[str, str]:
    """What leads programs to the server of a folder, whether it runs already or not."""
    config = folder / "asound.conf"
    config.write_text(_ALSA)
    return {
        **os.environ,
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        "PULSE_RUNTIME_PATH": str(folder / "pulse"),
        "PULSE_SERVER": f"unix:{folder / _SOCKET}",
        "ALSA_CONFIG_PATH": str(config),
    }


@contextmanager
def audio_server(folder: Path) -> Generator[dict[str, str]]:
    """Start the server; yields the environment for programs that shall use it.

    Raises:
        NoAudioServerError: It cannot start here.
    """
    program = shutil.which("pulseaudio")
    if program is None:
        raise NoAudioServerError("pulseaudio is not installed")
    folder.chmod(0o700)
    environment, socket = server_environment(folder), folder / _SOCKET
    server = subprocess.Popen(
        [
            *(program, "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"),
            "--load=module-native-protocol-unix",
            "--load=module-null-sink sink_name=escale",
        ],
        env={name: value for name, value in environment.items() if name != "PULSE_SERVER"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _await(server, socket)
        yield environment
    finally:
        server.terminate()
        server.wait(_PATIENCE_S)


def _await(server: subprocess.Popen[bytes], socket: Path) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while not socket.exists():
        if server.poll() is not None or time.monotonic() > deadline:
            raise NoAudioServerError("pulseaudio does not start here")
        time.sleep(0.05)

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A camera by its name on a command line.

Owns the few names: `none`, `portrait`, `picamera`, a device's number, or the path of a
picture, folder or video to replay. Must not open a camera. Stands on the proctor's
settings, so that programs above the service need not know the proctor.
"""

from pathlib import Path

from appliance.service.errors import NoContentError
from edge_proctor.settings import CameraChoice, ProctorSettings


def proctor_with(camera: str) -> ProctorSettings | None:
    """The monitoring with the camera of that name; None for `none`.

    Raises:
        NoContentError: Neither a known name nor a device's number nor a path that exists.
    """
    match camera:
        case "none":
            return None
        case "portrait":
            return ProctorSettings(camera=CameraChoice.portrait())
        case "picamera":
            return ProctorSettings(camera=CameraChoice.picamera2())
        case _ if camera.isdigit():
            return ProctorSettings(camera=CameraChoice.v4l2(int(camera)))
        case _ if Path(camera).exists():
            return ProctorSettings(camera=CameraChoice.replay(Path(camera)))
        case _:
            raise NoContentError(
                f"there is no camera called {camera}",
                advice="Name none, portrait, picamera, a device's number, or a file to replay.",
            )

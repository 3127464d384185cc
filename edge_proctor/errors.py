# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What can go wrong between a camera and a sealed event, and what to do about it.

Owns the error tree of `edge_proctor`. Must not know who calls. Stands on the root
of all errors in `sync.protocol.errors`.

    ProctorError                     60
    ├── OutputUnwritableError        60   a file that cannot be written where it was wanted
    ├── ModelMissingError            61   no candidate of a role is on this device
    ├── ModelRefusedError            62   a model file whose digest is not the pinned one
    ├── ModelFetchError              63   no source could deliver a model
    ├── CameraUnavailableError       64   no picture comes from the chosen camera
    ├── MicrophoneUnavailableError   65   no sound comes from the chosen microphone
    ├── PictureUnreadableError       66   a picture or video that cannot be read
    ├── NotRunningError              67   the proctor was asked for something while stopped
    ├── AccuracyLostError            68   a quantised model that loses more than its budget
    └── ToolMissingError             69   an optional package that a tool needs
"""

from sync.protocol.errors import EscaleError


class ProctorError(EscaleError):
    """Anything that the proctor refuses or cannot do."""

    exit_code = 60
    advice = "Call the invigilator; the sitting can go on while this is looked at."


class OutputUnwritableError(ProctorError):
    """A file that cannot be written where it was wanted."""

    advice = "Give the name of a file in a folder that exists, may be written and has room."


class ModelMissingError(ProctorError):
    """No candidate of a role is present on this device."""

    exit_code = 61
    advice = "Run `escale models fetch`, or set ESCALE_MODELS to the folder that has them."


class ModelRefusedError(ProctorError):
    """A model file that is not byte for byte the pinned one."""

    exit_code = 62
    advice = "Delete the named file and run `escale models fetch` again."


class ModelFetchError(ProctorError):
    """No source of the manifest could deliver a model."""

    exit_code = 63
    advice = "Check the link, or bring the models on a stick and set ESCALE_MODELS to it."


class CameraUnavailableError(ProctorError):
    """The chosen camera does not open or stopped delivering pictures."""

    exit_code = 64
    advice = "Check that the camera is plugged in and that no other program uses it."


class MicrophoneUnavailableError(ProctorError):
    """The chosen microphone does not open or stopped delivering sound."""

    exit_code = 65
    advice = "Check that the microphone is plugged in and that no other program uses it."


class PictureUnreadableError(ProctorError):
    """A file that is no picture, video or sound that we can read."""

    exit_code = 66
    advice = "Give a JPEG or PNG picture, a folder of pictures, a video or a WAV file."


class NotRunningError(ProctorError):
    """The proctor is stopped, or its process did not answer in time."""

    exit_code = 67
    advice = "Wait a few seconds and try again; if it stays so, call the invigilator."


class AccuracyLostError(ProctorError):
    """A quantised model that loses more accuracy than its stated budget."""

    exit_code = 68
    advice = "Keep the full-precision model; the quantised file was not written."


class ToolMissingError(ProctorError):
    """A package that only this tool needs is not installed."""

    exit_code = 69
    advice = "Install the package that the message names, then run the command again."

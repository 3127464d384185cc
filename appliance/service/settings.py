# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What a station is started with: scalars, and the parts of the world that are handed in.

Owns names and defaults; None means the real part of this machine. Must not open anything.
Stands on the ports.
"""

from collections.abc import Callable
from dataclasses import dataclass

from appliance.audio import AudioInput, AudioOutput
from appliance.audio_speech import Speech
from appliance.service.ports import (
    LinkProbe,
    MonitorFactory,
    PowerProbe,
    StickProbe,
    StorageProbe,
    UsbProbe,
)
from appliance.store.tripwires import Tripwire
from edge_proctor.settings import ProctorSettings
from sync.protocol.clock import Clock


@dataclass(frozen=True, slots=True)
class StationSettings:
    """How to start a station.

    Attributes:
        passphrase: Opens the passphrase tier of the keys.
        invigilator_pin: Sets the invigilator's PIN; None keeps the one that was set.
        minutes_scale: Factor on all times for a quick look. Anything but 1.0 is journaled
            and makes every sitting a rehearsal, which central never turns into a result.
        rehearsal: Sittings are rehearsals; missing sound or microphone is then a warning.
        proctor: Camera, microphone and models of the monitoring; None for no camera.
        monitor: Makes the monitor; None for `edge_proctor` with `proctor`.
        draw_seed: Draws the seed of a sitting, below 2**63; None for the system's source.
        central_url: Where central answers; None for the address of the enrolment.
        sync_every_s: Between two exchanges that the station makes by itself; None for none.
        upload_bytes_per_s: At most so many bytes leave in a second; 0 is no limit.
        capture_timeout_s: How long a capture waits for a good picture.
    """

    passphrase: str | None = None
    invigilator_pin: str | None = None
    minutes_scale: float = 1.0
    rehearsal: bool = False
    proctor: ProctorSettings | None = None
    clock: Clock | None = None
    audio_output: AudioOutput | None = None
    audio_input: AudioInput | None = None
    speech: Speech | None = None
    monitor: MonitorFactory | None = None
    power: PowerProbe | None = None
    usb: UsbProbe | None = None
    storage: StorageProbe | None = None
    link: LinkProbe | None = None
    sticks: StickProbe | None = None
    draw_seed: Callable[[], int] | None = None
    tripwire: Tripwire | None = None
    central_url: str | None = None
    sync_every_s: float | None = None
    upload_bytes_per_s: int = 0
    capture_timeout_s: float = 8.0

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The one composition root of the station: which parts stand behind the façade.

Owns the choice of adapters. Must not hold rules. Stands on everything below.
"""

import secrets
from collections.abc import Callable
from multiprocessing import resource_tracker
from pathlib import Path

from appliance.audio_devices import default_input, default_output
from appliance.audio_speech import default_speech
from appliance.keys.detection import describe, detect_tiers
from appliance.keys.keyring import KeyRing
from appliance.service.admission import CENTRAL_URL
from appliance.service.library import Library
from appliance.service.own_voice import OwnVoice
from appliance.service.ports import LinkProbe, Monitor, MonitorFactory
from appliance.service.probes import DiskSpace, NoLink, SysfsPower, SysfsUsb
from appliance.service.settings import StationSettings
from appliance.service.station import Station
from appliance.service.sticks import MountedSticks
from appliance.service.surroundings import Surroundings
from appliance.service.synchronising import CentralLink
from appliance.service.watch import Watch
from appliance.service.workplace import Workplace
from appliance.store.store import Store
from edge_proctor.events import ProctorEvent
from edge_proctor.memory import keep_large_apart, share_one_heap
from edge_proctor.settings import ProctorSettings
from sync.protocol.clock import SystemClock

__all__ = ["StationSettings", "open_station"]

_NO_CAMERA = {"camera": "missing: no camera is configured"}
_RESTING = {"monitoring": "available (starts with the candidate's consent)"}


def open_station(directory: Path, settings: StationSettings | None = None) -> Station:
    """Open an enrolled station; a sitting that a fault interrupted is taken up again.

    Args:
        directory: The station's folder, made by an enrolment.
        settings: Scalars, and parts of the world that replace this machine's.

    Raises:
        KeysMissingError: No keys, or the station is not enrolled.
        PassphraseError: The passphrase is missing or wrong.
        StoreLockedError: The database is another station's.
    """
    settings = settings or StationSettings()
    keep_large_apart()
    share_one_heap()  # screens, errands and pictures have threads; a board has little memory
    keys = KeyRing.open(directory, settings.passphrase)
    identity = keys.identity
    _ = identity.device  # refuses a station that is not enrolled, before anything is opened
    store = Store.open(directory, keys.database_key, tripwire=settings.tripwire)
    clock = settings.clock or SystemClock(
        lower_bound_s=Library(store, identity, SystemClock()).lower_bound_s
    )
    url = _central_url(store, settings)
    factory = settings.monitor or _factory(settings.proctor)
    power = settings.power or SysfsPower()
    surroundings = Surroundings(clock, power, settings.usb or SysfsUsb())
    watch = Watch(factory, _NO_CAMERA if factory is None else _RESTING, surroundings)
    place = Workplace(
        store=store,
        keys=keys,
        identity=identity,
        library=Library(store, identity, clock),
        clock=clock,
        output=OwnVoice(settings.audio_output or default_output(), watch.playing),
        input=settings.audio_input or default_input(),
        speech=settings.speech or default_speech(),
        watch=watch,
        power=power,
        storage=settings.storage or DiskSpace(directory),
        link=settings.link or _link(url),
        sticks=settings.sticks or MountedSticks(),
        settings=settings,
        draw_seed=settings.draw_seed or _draw_seed,
        central_url=url,
        key_guard=describe(keys.tier.name, detect_tiers()),
    )
    station = Station(place)
    if settings.invigilator_pin is not None:
        station.set_pin(settings.invigilator_pin)
    station.take_up()
    return station


def _draw_seed() -> int:
    return secrets.randbits(63)


def _factory(settings: ProctorSettings | None) -> MonitorFactory | None:
    if settings is None:
        return None
    chosen = settings
    # Child processes inherit stderr through this helper. It starts now, because the screens
    # take stderr away, and with it every later chance to start a child.
    resource_tracker.ensure_running()

    def make(evidence_key: bytes, on_event: Callable[[ProctorEvent], None]) -> Monitor:
        from edge_proctor.proctor import Proctor  # loads multiprocessing only when watching

        return Proctor(chosen, evidence_key, on_event)

    return make


def _central_url(store: Store, settings: StationSettings) -> str | None:
    stored = store.settings.get(CENTRAL_URL)
    return settings.central_url or (stored.decode() if stored else None)


def _link(url: str | None) -> LinkProbe:
    return NoLink() if url is None else CentralLink(url)

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The one composition root of the station: which parts stand behind the façade.

Owns the choice of adapters. Must not hold rules. Stands on everything below.
"""

import secrets
from collections.abc import Callable
from multiprocessing import resource_tracker
from pathlib import Path

from appliance.audio import AudioInput, AudioOutput
from appliance.audio_devices import default_input, default_output
from appliance.audio_speech import default_speech
from appliance.keys.detection import describe, detect_tiers
from appliance.keys.keyring import KeyRing
from appliance.service.admission import CENTRAL_URL
from appliance.service.errors import StationInUseError
from appliance.service.holding import StationHold
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

__all__ = ["StationSettings", "open_for_errand", "open_station", "open_to_look"]

_NO_CAMERA = {"camera": "missing: no camera is configured"}
_RESTING = {"monitoring": "available (starts with the candidate's consent)"}


def open_station(directory: Path, settings: StationSettings | None = None) -> Station:
    """Open an enrolled station to run it; an interrupted sitting is taken up again.

    Args:
        directory: The station's folder, made by an enrolment.
        settings: Scalars, and parts of the world that replace this machine's.

    Raises:
        StationInUseError: Another process has the folder.
        KeysMissingError: No keys, or the station is not enrolled.
        PassphraseError: The passphrase is missing or wrong.
        StoreLockedError: The database is another station's.
    """
    settings = settings or StationSettings()
    station = open_for_errand(directory, settings)
    try:
        if settings.invigilator_pin is not None:
            station.set_pin(settings.invigilator_pin)
        station.take_up()
        if settings.sync_every_s is not None:
            station.synchronise_by_itself(settings.sync_every_s)
    except BaseException:
        station.close()
        raise
    return station


def open_for_errand(directory: Path, settings: StationSettings | None = None) -> Station:
    """Open a station without its sitting, which is left to who runs it; raises as above."""
    settings = settings or StationSettings()
    keys = _open_keys(directory, settings)
    hold = StationHold.take(directory)
    try:
        store = Store.reopen(directory, keys.database_key, tripwire=settings.tripwire)
    except BaseException:
        hold.release()
        raise
    return Station(_fill(directory, settings, keys, store, hold))


def open_to_look(directory: Path, settings: StationSettings | None = None) -> Station:
    """Open a station to look at it, beside the process that runs it if one does; raises as
    above, but for StationInUseError."""
    settings = settings or StationSettings()
    try:
        return open_for_errand(directory, settings)
    except StationInUseError:
        keys = _open_keys(directory, settings)
        store = Store.reopen(directory, keys.database_key)
        store.connection.forbid_writes()
        return Station(_fill(directory, settings, keys, store, None))


def _open_keys(directory: Path, settings: StationSettings) -> KeyRing:
    keep_large_apart()
    share_one_heap()  # screens, errands and pictures have threads; a board has little memory
    keys = KeyRing.open(directory, settings.passphrase)
    _ = keys.identity.device  # refuses a station that is not enrolled, before anything is opened
    return keys


def _fill(
    directory: Path,
    settings: StationSettings,
    keys: KeyRing,
    store: Store,
    hold: StationHold | None,
) -> Workplace:
    identity = keys.identity
    clock = settings.clock or SystemClock(
        lower_bound_s=Library(store, identity, SystemClock()).lower_bound_s
    )
    url = _central_url(store, settings)
    factory = settings.monitor or _factory(settings.proctor)
    power = settings.power or SysfsPower()
    surroundings = Surroundings(clock, power, settings.usb or SysfsUsb())
    watch = Watch(factory, _NO_CAMERA if factory is None else _RESTING, surroundings)
    find_output, find_input = _sound_finders(settings, watch)
    return Workplace(
        store=store,
        keys=keys,
        identity=identity,
        library=Library(store, identity, clock),
        clock=clock,
        output=find_output(),
        input=find_input(),
        find_output=find_output,
        find_input=find_input,
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
        hold=hold,
    )


def _sound_finders(
    settings: StationSettings, watch: Watch
) -> tuple[Callable[[], AudioOutput], Callable[[], AudioInput]]:
    return (
        lambda: OwnVoice(settings.audio_output or default_output(), watch.playing),
        lambda: settings.audio_input or default_input(),
    )


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

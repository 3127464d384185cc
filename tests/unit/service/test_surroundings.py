# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Power, clock, USB and focus while somebody answers: told once, and told when it is over."""

from dataclasses import dataclass, field

import pytest

from appliance.exam.sitting_words import Stage
from appliance.service.ports import PowerReading
from appliance.service.surroundings import LOOK_EVERY_S, Surroundings
from edge_proctor.events import Phase, ProctorEvent, Signal
from tests.simulators.clock import SimulatedClock
from tests.simulators.power import SimulatedPower, SimulatedUsb
from tests.unit.service.sitting_through import next_question, to_end, to_ready
from tests.unit.service.test_monitoring import monitored
from tests.unit.service.world import PIN, World

BATTERY = PowerReading(mains=False, percent=80.0)
MAINS = PowerReading(mains=True)


@dataclass
class Scene:
    """One station's surroundings, and what they tell."""

    clock: SimulatedClock = field(default_factory=SimulatedClock)
    power: SimulatedPower = field(default_factory=SimulatedPower)
    usb: SimulatedUsb = field(default_factory=SimulatedUsb)

    def __post_init__(self) -> None:
        self.surroundings = Surroundings(self.clock, self.power, self.usb)

    def told(self, seconds: float = LOOK_EVERY_S) -> list[tuple[Signal, Phase]]:
        self.clock.sleep(seconds)
        return [(it.signal, it.phase) for it in self.surroundings.look()]


@pytest.fixture
def scene() -> Scene:
    made = Scene()
    assert made.told() == [], "how it is at first is nothing that happened"
    return made


def test_power_that_goes_and_comes_back_is_one_flag_with_its_time(scene: Scene) -> None:
    scene.power.reading = BATTERY
    assert scene.told() == [(Signal.ON_BATTERY, Phase.START)]
    assert scene.told(60) == []
    scene.power.reading = MAINS
    scene.clock.sleep(10)
    (end,) = scene.surroundings.look()
    assert (end.signal, end.phase, end.duration_s) == (Signal.ON_BATTERY, Phase.END, 70.0)
    assert end.signal.is_station_fault


def test_a_station_that_begins_on_its_battery_says_so() -> None:
    assert Scene(power=SimulatedPower(BATTERY)).told() == [(Signal.ON_BATTERY, Phase.START)]


@pytest.mark.parametrize("by_s", [-3600.0, 3.0])
def test_a_clock_that_is_set_is_told_once(scene: Scene, by_s: float) -> None:
    scene.clock.set_wall(scene.clock.now.wall_s + by_s)
    assert scene.told() == [(Signal.CLOCK_JUMP, Phase.POINT)]
    assert scene.told() == []


def test_a_clock_that_is_slewed_is_not(scene: Scene) -> None:
    for _ in range(100):
        scene.clock.set_wall(scene.clock.now.wall_s + 0.001)
        assert scene.told() == []


def test_what_is_plugged_in_is_told_and_what_is_pulled_out_is_not(scene: Scene) -> None:
    scene.usb.plugged |= {"1-2/3"}
    assert scene.told() == [(Signal.USB_DEVICE, Phase.POINT)]
    scene.usb.plugged -= {"1-2/3"}
    assert scene.told() == []
    scene.usb.plugged |= {"1-2/4"}
    assert scene.told() == [(Signal.USB_DEVICE, Phase.POINT)]
    assert not Signal.USB_DEVICE.is_station_fault


def test_focus_is_told_at_the_moment_it_was_lost_and_never_twice(scene: Scene) -> None:
    lost_ns = scene.clock.now.monotonic_ns
    scene.surroundings.focus(held=False)
    scene.surroundings.focus(held=False)
    scene.clock.sleep(0.1)
    (start,) = scene.surroundings.look()
    assert (start.signal, start.start_ns) == (Signal.FOCUS_LOST, lost_ns)
    scene.clock.sleep(4)
    scene.surroundings.focus(held=True)
    (end,) = scene.surroundings.look()
    assert (end.phase, end.start_ns, end.duration_s) == (Phase.END, lost_ns, 4.1)


def test_it_looks_at_the_machine_every_other_second_only(scene: Scene) -> None:
    scene.power.reading = BATTERY
    assert scene.told(0.5) == []
    assert scene.told(1.5) == [(Signal.ON_BATTERY, Phase.START)]


def test_the_end_of_the_sitting_ends_what_is_open_and_the_next_begins_anew(scene: Scene) -> None:
    scene.power.reading = BATTERY
    scene.surroundings.focus(held=False)
    assert len(scene.told()) == 2
    ended: list[ProctorEvent] = list(scene.surroundings.close())
    assert {(it.signal, it.phase) for it in ended} == {
        (Signal.ON_BATTERY, Phase.END),
        (Signal.FOCUS_LOST, Phase.END),
    }
    assert list(scene.surroundings.look()) == []
    scene.usb.plugged |= {"1-2/3"}
    scene.surroundings.focus(held=False)
    scene.surroundings.forget()
    assert scene.told(0) == [(Signal.ON_BATTERY, Phase.START)]


def test_the_journal_has_it_without_camera_or_consent_and_the_invigilator_sees_the_faults(
    world: World, clock: SimulatedClock
) -> None:
    power, usb = SimulatedPower(BATTERY), SimulatedUsb()
    station = world.station(clock, power=power, usb=usb)
    station.focus(held=False)
    to_ready(station, clock)
    station.advance()  # what was before the questions is of no interest
    station.begin()
    view = next_question(station, clock)
    clock.sleep(LOOK_EVERY_S)
    station.advance()
    assert [(it.signal, it.phase) for it in monitored(station)] == [("on_battery", "start")]
    usb.plugged |= {"1-2/3"}
    station.focus(held=False)
    clock.sleep(LOOK_EVERY_S)
    station.advance()
    told = [(it.signal, it.station_fault) for it in monitored(station)]
    assert told == [("on_battery", True), ("focus_lost", False), ("usb_device", False)]
    assert [line.kind for line in station.incidents(PIN)] == ["on_battery"]
    assert to_end(station, clock, view).stage is Stage.FINISHED
    ends = [it.signal for it in monitored(station) if it.phase == "end"]
    assert sorted(ends) == ["focus_lost", "on_battery"]
    station.close()

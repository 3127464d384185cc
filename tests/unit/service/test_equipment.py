# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The equipment checks: what passes, what warns, what fails, and what to do."""

from pathlib import Path

import pytest

from appliance.audio import AudioError, Sound
from appliance.service.check_sounds import TestWords
from appliance.service.ports import LinkReading, PowerReading
from appliance.service.probes import DiskSpace, NoLink, SysfsPower, SysfsUsb
from appliance.service.views import CheckName, Verdict
from tests.simulators.audio import microphone, tone
from tests.simulators.clock import SimulatedClock
from tests.simulators.power import SimulatedDisk, SimulatedPower
from tests.unit.service.world import World


class DeadInput:
    """A microphone that stops."""

    description = "available (broken)"

    def record(self, seconds: float) -> Sound:
        raise AudioError("the microphone stopped")


class SimulatedLink:
    """A link to central."""

    def read(self) -> LinkReading:
        return LinkReading(reachable=True, detail="12 ms")


def check(
    world: World, name: CheckName, heard: str | None = None, **parts: object
) -> tuple[Verdict, str]:
    station = world.station(SimulatedClock(), **parts)
    station.sign_in("CODE-1")
    station.confirm_personal_data({})
    station.consent(monitoring=False)
    if name is CheckName.SOUND and heard is not None:
        word = station.play_test_sound()
        heard = word.upper() if heard == "right" else heard
    result = station.check_equipment(name, heard)
    station.close()
    assert result.advice or result.verdict is Verdict.PASS
    return result.verdict, result.measured


@pytest.mark.parametrize(
    ("heard", "verdict"),
    [("right", Verdict.PASS), ("banana", Verdict.FAIL), (None, Verdict.FAIL)],
)
def test_sound(world: World, heard: str | None, verdict: Verdict) -> None:
    assert check(world, CheckName.SOUND, heard)[0] is verdict


@pytest.mark.parametrize(
    ("source", "verdict"),
    [
        (microphone(level=0.1), Verdict.PASS),
        (microphone(level=0.001), Verdict.WARNING),
        (microphone(level=0.0), Verdict.FAIL),
        (DeadInput(), Verdict.FAIL),
    ],
)
def test_microphone(world: World, source: object, verdict: Verdict) -> None:
    assert check(world, CheckName.MICROPHONE, audio_input=source)[0] is verdict


@pytest.mark.parametrize(
    ("reading", "verdict"),
    [
        (PowerReading(mains=True), Verdict.PASS),
        (PowerReading(False, 80.0, 90.0), Verdict.PASS),
        (PowerReading(False, 80.0, None), Verdict.WARNING),
        (PowerReading(False, None, None), Verdict.WARNING),
        (PowerReading(False, 50.0, None), Verdict.WARNING),
        (PowerReading(False, 49.0, None), Verdict.FAIL),
        (PowerReading(False, 3.0, None), Verdict.FAIL),
        (PowerReading(False, 30.0, 25.0), Verdict.FAIL),
    ],
)
def test_power(world: World, reading: PowerReading, verdict: Verdict) -> None:
    assert check(world, CheckName.POWER, power=SimulatedPower(reading))[0] is verdict


@pytest.mark.parametrize(
    ("free_mib", "verdict"),
    [(4000, Verdict.PASS), (300, Verdict.WARNING), (50, Verdict.FAIL)],
)
def test_storage(world: World, free_mib: int, verdict: Verdict) -> None:
    found = check(world, CheckName.STORAGE, storage=SimulatedDisk(free_mib << 20))
    assert found == (verdict, f"{free_mib} MiB free")


def test_offline_is_fine(world: World) -> None:
    assert check(world, CheckName.LINK, link=NoLink())[0] is Verdict.WARNING


def test_a_link(world: World) -> None:
    assert check(world, CheckName.LINK, link=SimulatedLink()) == (Verdict.PASS, "12 ms")


def supply(folder: Path, name: str, **figures: str) -> None:
    (folder / name).mkdir(parents=True)
    for figure, value in figures.items():
        (folder / name / figure).write_text(f"{value}\n")


def test_a_machine_without_battery_is_on_mains(tmp_path: Path) -> None:
    assert SysfsPower(tmp_path / "none").read() == PowerReading(mains=True)
    supply(tmp_path, "AC", type="Mains", online="1")
    assert SysfsPower(tmp_path).read() == PowerReading(mains=True)


def test_the_battery_of_a_mouse_is_not_the_stations(tmp_path: Path) -> None:
    mouse = {"type": "Battery", "scope": "Device", "status": "Discharging", "capacity": "12"}
    supply(tmp_path, "hidpp_battery_0", **mouse)
    assert SysfsPower(tmp_path).read() == PowerReading(mains=True)
    supply(tmp_path, "headset", type="USB", scope="Device", online="1")
    supply(tmp_path, "zBAT0", type="Battery", scope="System", status="Discharging", capacity="70")
    assert SysfsPower(tmp_path).read() == PowerReading(False, 70.0, None)


def test_a_battery_that_drains(tmp_path: Path) -> None:
    supply(tmp_path, "AC", type="Mains", online="0")
    supply(
        tmp_path,
        "BAT0",
        type="Battery",
        status="Discharging",
        capacity="50",
        energy_now="30000000",
        power_now="15000000",
    )
    assert SysfsPower(tmp_path).read() == PowerReading(False, 50.0, 120.0)


def test_a_battery_that_charges(tmp_path: Path) -> None:
    supply(tmp_path, "BAT0", type="Battery", status="Charging", capacity="50")
    assert SysfsPower(tmp_path).read() == PowerReading(True, 50.0, None)


def test_usb_devices_are_told_by_port_and_number(tmp_path: Path) -> None:
    assert SysfsUsb(tmp_path / "none").devices() == frozenset()
    for port, number in (("usb1", "1"), ("1-1.2", "7"), ("1-1.2:1.0", "")):
        (tmp_path / port).mkdir()
        if number:
            (tmp_path / port / "devnum").write_text(f"{number}\n")
    assert SysfsUsb(tmp_path).devices() == {"usb1/1", "1-1.2/7"}
    (tmp_path / "1-1.2" / "devnum").write_text("8\n")
    assert SysfsUsb(tmp_path).devices() == {"usb1/1", "1-1.2/8"}, "plugged in again"


def test_the_disk_has_room(tmp_path: Path) -> None:
    assert DiskSpace(tmp_path).free_bytes() > 0


@pytest.mark.parametrize("language", ["en", "fr", "xx"])
def test_every_word_can_be_heard(language: str) -> None:
    words = TestWords(language)
    assert len(words.words) >= 5
    last = ""
    for _ in range(20):
        word, sound = words.draw()
        assert word != last
        assert 0.2 < sound.duration_s < 3
        assert sound.level_dbfs > -40
        last = word


def test_levels() -> None:
    assert tone(level=1.0).level_dbfs == pytest.approx(-3.0, abs=0.1)
    assert Sound(b"", 16_000).level_dbfs == -96.0

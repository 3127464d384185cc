# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What a reviewer reads: one line a flag, whatever number of records it left."""

from sync.central.flags import flags_of
from sync.central.tables.base import Json

CLIP = "ab" * 32


def record(phase: str, elapsed_s: float | None, duration_s: float, **more: object) -> Json:
    body = {
        "signal": "no_face",
        "phase": phase,
        "start_ns": 7,
        "duration_s": duration_s,
        "confidence": 0.9,
        "frames": 12,
        "station_fault": False,
        "models": {"faces": "yunet"},
        "thresholds": {"seconds": 1.0},
        **more,
    }
    return {"kind": "monitored", "elapsed_s": elapsed_s, "body": body}


def test_start_clip_and_end_are_one_flag_from_its_own_start() -> None:
    records = [
        {"kind": "answered", "elapsed_s": 3.0, "body": {}},
        record("start", 61.0, 1.0),
        record("evidence", 65.2, 1.0, evidence=CLIP),
        record("end", 63.6, 2.6, evidence=None, frames=14),
    ]
    (flag,) = flags_of(records)
    assert (flag["signal"], flag["elapsed_s"], flag["duration_s"]) == ("no_face", 60.0, 2.6)
    assert (flag["evidence"], flag["frames"], flag["confidence"]) == (CLIP, 14, 0.9)
    assert flag["models"] == {"faces": "yunet"}


def test_other_starts_and_signals_are_other_flags_in_order() -> None:
    records = [
        record("start", 9.0, 1.0),
        record("start", 12.0, 0.8, signal="phone"),
        record("start", 20.0, 1.0, start_ns=8),
    ]
    told = [(flag["signal"], flag["elapsed_s"]) for flag in flags_of(records)]
    assert told == [("no_face", 8.0), ("phone", 11.2), ("no_face", 19.0)]


def test_a_flag_after_a_restart_has_no_time_since_the_opening() -> None:
    assert flags_of([record("point", None, 0.0)])[0]["elapsed_s"] is None
    assert flags_of([]) == []


def test_flags_are_in_the_order_of_their_starts_not_of_their_records() -> None:
    records = [
        record("point", None, 0.0, signal="usb_device"),
        record("start", 20.0, 0.5, signal="phone"),
        record("start", 20.2, 1.2),
        record("point", 3.0, 0.0, signal="clock_jump"),
        record("point", None, 0.0, signal="on_battery"),
    ]
    told = [flag["signal"] for flag in flags_of(records)]
    assert told == ["clock_jump", "no_face", "phone", "usb_device", "on_battery"]

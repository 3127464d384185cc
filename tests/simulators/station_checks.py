# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What the equipment checks of a simulated station say: word for word as a real one does.

Stands on the service's views.
"""

from typing import Final

from appliance.service.views import CheckName, CheckResult, Verdict

TEST_WORD: Final = "orange"


def _results(verdict: Verdict, *said: tuple[CheckName, str, str]) -> dict[CheckName, CheckResult]:
    return {name: CheckResult(name, verdict, measured, advice) for name, measured, advice in said}


PASSED: Final = _results(
    Verdict.PASS,
    (CheckName.SOUND, f"heard '{TEST_WORD}'", ""),
    (CheckName.MICROPHONE, "-24 dBFS", ""),
    (CheckName.CAMERA, "320 x 240 pixels", ""),
    (CheckName.POWER, "mains", ""),
    (CheckName.STORAGE, "77071 MiB free", ""),
) | _results(
    Verdict.WARNING,
    (
        CheckName.LINK,
        "no link is configured",
        "Offline is fine: the results leave the station later.",
    ),
)
"""Everything works, and there is no network."""

FAILED: Final = _results(
    Verdict.FAIL,
    (CheckName.SOUND, "missing: no output device", "Plug in earphones or a loudspeaker."),
    (CheckName.MICROPHONE, "missing: no input device", "Plug in a microphone."),
    (
        CheckName.CAMERA,
        "missing: no camera is running",
        "Check the camera's cable, or choose the identity check by the invigilator.",
    ),
    (
        CheckName.POWER,
        "battery, 40 %, 31 min",
        "Plug the station in: power for an hour is needed.",
    ),
    (CheckName.STORAGE, "120 MiB free", "The disk is nearly full: call the invigilator."),
)

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What came from elsewhere commands no terminal."""

import json

import pytest

from appliance.command import report, report_unexpected
from sync.agent.errors import RefusedError
from sync.protocol.printable import printable

HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202eX\nGENUINE"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Inès Müller-Łęcka 山田 ü", "Inès Müller-Łęcka 山田 ü"),
        ("Écoutez\u00a0: « oui\u202f»", "Écoutez\u00a0: « oui\u202f»"),
        ("\x1b[2J\x07", "\\u001b[2J\\u0007"),
        ("\x9b2J\u202e\u2028", "\\u009b2J\\u202e\\u2028"),
        ("a\nb\tc", "a\\nb\\tc"),
        ("\U000e0001", "\\udb40\\udc01"),
        ("\ud800", "\\ud800"),
    ],
)
def test_what_is_visible_stays_and_the_rest_is_spelled(text: str, shown: str) -> None:
    assert printable(text) == shown
    assert json.loads(f'"{shown}"') == text


def test_our_own_line_ends_may_stay() -> None:
    assert printable("a\nb\x1b", keep="\n") == "a\nb\\u001b"


def is_harmless(text: str) -> bool:
    return printable(text, keep="\n") == text


def test_an_error_from_elsewhere_is_reported_harmlessly(
    capsys: pytest.CaptureFixture[str],
) -> None:
    report(RefusedError(HOSTILE, name="x", status=400, advice=HOSTILE))
    report_unexpected(ValueError(HOSTILE))
    told = capsys.readouterr().err
    assert "owned" in told
    assert is_harmless(told)

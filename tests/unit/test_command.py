# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The `escale` command itself: what holds for every verb."""

import os
import subprocess
import sys
from importlib import import_module

import pytest
from typer.main import get_command

from appliance.command import VERBS
from tui.errors import NoTerminalError
from tui.start import demand_terminal


@pytest.mark.parametrize("name", VERBS)
def test_no_verb_writes_into_a_persons_shell(name: str) -> None:
    """Typer's own completion registers the last word alone: `cat` would be the system's."""
    verb = VERBS[name]
    command = get_command(getattr(import_module(verb.module), verb.application))
    assert not [it.name for it in command.params if "completion" in str(it.name)]


@pytest.mark.parametrize("stream", ["2>&-", "2>/dev/full", "2>/dev/null"])
def test_an_exit_code_does_not_depend_on_who_reads_the_words(stream: str) -> None:
    line = f"{sys.executable} -m appliance verify nowhere.png {stream}"
    assert subprocess.run(line, shell=True, check=False, timeout=60).returncode == 28


@pytest.mark.parametrize(
    ("line", "code"),
    [("--version >&-", 0), ("--help >&-", 0), ("--help >/dev/full", 1), ("nonsense 2>&-", 2)],
)
def test_no_traceback_where_nothing_can_be_written(line: str, code: int) -> None:
    done = subprocess.run(
        f"{sys.executable} -m appliance {line}",
        shell=True,
        check=False,
        timeout=60,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert done.returncode == code
    assert "Traceback" not in done.stderr


def test_screens_want_a_terminal() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "appliance", "demo", "exam", "--minutes-scale", "nan"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "COLUMNS": "200"},
    )
    assert done.returncode == 2
    assert "--minutes-scale" in done.stderr
    with pytest.raises(NoTerminalError):
        demand_terminal()

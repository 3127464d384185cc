# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The `escale` command itself: what holds for every verb."""

from importlib import import_module

import pytest
from typer.main import get_command

from appliance.command import VERBS


@pytest.mark.parametrize("name", VERBS)
def test_no_verb_writes_into_a_persons_shell(name: str) -> None:
    """Typer's own completion registers the last word alone: `cat` would be the system's."""
    verb = VERBS[name]
    command = get_command(getattr(import_module(verb.module), verb.application))
    assert not [it.name for it in command.params if "completion" in str(it.name)]

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The durable writer, and the error tree that everybody derives from."""

import os
import stat
from pathlib import Path

import pytest

from sync.protocol import errors
from sync.protocol.durable import write_durably, write_folder_durably
from sync.protocol.errors import EscaleError, MalformedError


def test_writes_and_replaces(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_durably(path, b"one")
    write_durably(path, b"two")
    assert path.read_bytes() == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_the_mode_can_be_public(tmp_path: Path) -> None:
    write_durably(tmp_path / "file", b"", mode=0o644)
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o644


def test_a_failure_leaves_the_former_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    write_durably(path, b"former")

    def full_disk(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space"):
        write_durably(path, b"newer")
    assert path.read_bytes() == b"former"
    assert list(tmp_path.iterdir()) == [path]


def test_every_protocol_error_has_its_own_code_and_advice() -> None:
    tree = [
        member
        for member in vars(errors).values()
        if isinstance(member, type) and issubclass(member, EscaleError)
    ]
    assert len({error.exit_code for error in tree}) == len(tree)
    assert all(error.advice.endswith(".") for error in tree)
    assert MalformedError("x", advice="Do this.").advice == "Do this."


def test_a_folder_is_replaced_wholly_or_not_at_all(tmp_path: Path) -> None:
    folder = tmp_path / "page"
    write_folder_durably(folder, {"a": b"1", "b": b"2"}, mode=0o644)
    write_folder_durably(folder, {"b": b"3"}, mode=0o644)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"b": b"3"}
    assert folder.stat().st_mode & 0o777 == 0o755
    with pytest.raises(FileNotFoundError):
        write_folder_durably(folder, {"b": b"4", "no/where": b""})
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"b": b"3"}
    assert [path.name for path in tmp_path.iterdir()] == ["page"]


def test_a_private_folder_stays_private(tmp_path: Path) -> None:
    write_folder_durably(tmp_path / "keys", {"a": b"1"})
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700

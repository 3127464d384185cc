# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Which mounted file systems count as sticks."""

from pathlib import Path

import pytest

from appliance.service.sticks import MountedSticks, folder_of


def test_only_what_is_mounted_where_sticks_are_and_may_be_written(tmp_path: Path) -> None:
    places = tmp_path / "media", tmp_path / "run" / "media"
    folders = [places[0] / "usb 1", places[1] / "anna" / "KEY", places[0] / "cd", tmp_path / "home"]
    for folder in folders:
        folder.mkdir(parents=True)
    table = tmp_path / "mounts"
    options = ("rw,nosuid", "rw", "ro,nosuid", "rw")
    table.write_text(
        "".join(
            f"/dev/sd{number} {str(folder).replace(' ', chr(92) + '040')} vfat {option} 0 0\n"
            for number, (folder, option) in enumerate(zip(folders, options, strict=True))
        )
    )
    assert MountedSticks(table, places).plugged() == tuple(folders[:2])


def test_a_machine_without_a_table_of_mounts_has_no_sticks(tmp_path: Path) -> None:
    assert MountedSticks(tmp_path / "none").plugged() == ()


def test_a_stick_that_has_gone_is_left_out(tmp_path: Path) -> None:
    table = tmp_path / "mounts"
    table.write_text(f"/dev/sda1 {tmp_path}/media/gone vfat rw 0 0\n")
    assert MountedSticks(table, (tmp_path / "media",)).plugged() == ()


@pytest.mark.parametrize(
    ("line", "folder"),
    [
        ("/dev/sda1 /media/A\\040B vfat rw,nodev 0 0", Path("/media/A B")),
        ("/dev/sda1 /media/a vfat ro,rwx 0 0", None),
        ("nonsense", None),
        ("", None),
    ],
)
def test_a_line_of_the_table(line: str, folder: Path | None) -> None:
    assert folder_of(line) == folder

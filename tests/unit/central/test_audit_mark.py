# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A tail cut off the audit log is noticed, also together with everything in the database."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from sync.central.errors import CentralError
from sync.central.exporting import export
from sync.protocol.keys import Signer
from sync.protocol.kinds import Kind
from sync.protocol.statement import sign_statement
from tests.simulators.central import CentralSimulator, reopen


def cut(central: CentralSimulator, entries: int) -> None:
    with central.central.database.transaction() as session:
        session.execute(
            text("DELETE FROM audit WHERE sequence > (SELECT max(sequence) FROM audit) - :n"),
            {"n": entries},
        )


def act(central: CentralSimulator, times: int = 3) -> None:
    for _ in range(times):
        central.central.devices.make_token("admin", "Lyon")


def test_a_log_that_grows_is_signed_anew(central: CentralSimulator) -> None:
    act(central)
    first = central.central.sweeper.run().audit_entries
    signed = central.central.layout.audit_mark.read_bytes()
    assert central.central.sweeper.run().audit_entries == first
    assert central.central.layout.audit_mark.read_bytes() == signed
    act(central)
    assert central.central.sweeper.run().audit_entries == first + 3
    assert central.central.layout.audit_mark.read_bytes() != signed


@pytest.mark.parametrize("entries", [1, 3])
def test_a_tail_cut_off_is_noticed_also_when_others_follow(
    central: CentralSimulator, entries: int
) -> None:
    act(central)
    central.central.sweeper.run()
    cut(central, entries)
    with pytest.raises(CentralError, match="no longer holds"):
        central.central.sweeper.run()
    for login in ("rita", "rolf", "ella", "cleo"):  # others in their places do not hide it
        central.hire(login, "reviewer")
    with pytest.raises(CentralError, match="no longer holds"):
        reopen(central).central.sweeper.run()


def test_an_older_database_is_noticed(central: CentralSimulator, tmp_path: Path) -> None:
    layout = central.central.layout
    act(central)
    central.central.sweeper.run()
    central.central.close()
    shutil.copy(layout.database, tmp_path / "older.db")
    later = reopen(central)
    act(later)
    later.central.sweeper.run()
    later.central.close()
    for path in layout.root.glob(f"{layout.database.name}*"):
        path.unlink()
    shutil.copy(tmp_path / "older.db", layout.database)
    restored = reopen(central).central
    with pytest.raises(CentralError, match="no longer holds") as told:
        restored.sweeper.run()
    assert "backup" in told.value.advice
    layout.audit_mark.unlink()  # as the advice says
    assert restored.sweeper.run().audit_entries > 0


def test_a_mark_that_central_did_not_sign_is_refused(central: CentralSimulator) -> None:
    act(central)
    central.central.sweeper.run()
    path = central.central.layout.audit_mark
    claims = {"length": 1, "head": bytes(32), "at_s": 0}
    for message in (b"", b"x" * 9999, sign_statement(Kind.AUDIT_HEAD, claims, Signer.generate())):
        path.write_bytes(message)
        with pytest.raises(CentralError, match="not what central signed"):
            central.central.sweeper.run()


def test_the_mark_goes_with_the_export(central: CentralSimulator, tmp_path: Path) -> None:
    act(central)
    central.central.sweeper.run()
    export(central.central, tmp_path / "out")
    mark = central.central.layout.audit_mark
    assert (tmp_path / "out" / mark.name).read_bytes() == mark.read_bytes()

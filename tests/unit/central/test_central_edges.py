# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The edges: problems instead of tracebacks, settings, schema, jobs, the command line."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from appliance.command import dispatch
from sync.agent.stick import export_bundles
from sync.central import errors
from sync.central.centre import named
from sync.central.composition import compose, create
from sync.central.database import Database
from sync.central.errors import CentralError, ContentRefusedError, SetupError, UnauthenticatedError
from sync.central.migrations import HEAD
from sync.central.migrations.upgrade import config_for
from sync.central.roles import GRANTED, Permission, Role
from sync.central.settings import Layout, Settings, read_settings, settings_from, write_settings
from sync.central.tables import Base
from sync.central.world import real_world
from sync.protocol.keys import public_bytes
from sync.protocol.manifest import PartRole
from sync.protocol.printable import printable
from tests.simulators.central import CENTRE, CentralSimulator
from tests.simulators.central_pack import small_pack_file
from tests.simulators.central_station import MemoryOutbox, Station


def test_every_error_has_a_code_in_central_s_range_and_a_client_status() -> None:
    classes = [
        member
        for member in vars(errors).values()
        if isinstance(member, type) and issubclass(member, CentralError)
    ]
    assert len(classes) > 15
    for each in classes:
        assert 80 <= each.exit_code <= 89
        assert 400 <= each.status < 600
        assert each.__doc__
        assert each.advice


def test_nobody_gets_in_without_a_token(central: CentralSimulator) -> None:
    browser = central.browser("")
    for method, path in (
        ("GET", "/sittings"),
        ("POST", "/content/packs"),
        ("POST", "/stations/tokens"),
        ("POST", "/bundles"),
        ("GET", "/device/content"),
        ("GET", "/sittings/x/evidence/y"),
    ):
        answer = browser.request(method, path)
        assert answer.status_code == 401, path
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.json()["exit_code"] == 82


def test_forms_that_do_not_fit_are_told_where(central: CentralSimulator) -> None:
    answer = central.browser().post("/staff", json={"login": "x", "roles": "admin", "more": 1})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert {each["where"] for each in answer.json()["errors"]} == {
        "body.name",
        "body.roles",
        "body.more",
    }
    assert central.browser().get("/nothing").json()["status"] == 404


def test_an_unexpected_error_shows_no_traceback(central: CentralSimulator) -> None:
    with central.central.database.transaction() as session:
        session.execute(text("DROP TABLE staff_session"))
    answer = central.browser().get("/sittings")
    assert answer.status_code == 500
    assert answer.json()["exit_code"] == 1
    assert "sqlite" not in answer.text.lower()
    assert "Traceback" not in answer.text


def test_oversized_forms_are_turned_away(central: CentralSimulator) -> None:
    answer = central.browser().post("/staff/session", content=b" " * (2 << 20))
    assert (answer.status_code, answer.json()["error"]) == (413, "TooLargeError")


def test_answers_are_hardened(central: CentralSimulator) -> None:
    headers = central.browser().get("/health").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_sessions_of_staff_begin_end_and_close(central: CentralSimulator) -> None:
    token = central.hire("rita", "reviewer")
    bearer = central.browser("").post("/staff/session", json={"token": token}).json()["bearer"]
    assert central.browser(bearer).get("/staff/me").json() == {
        "login": "rita",
        "name": "Rita",
        "roles": ["reviewer"],
    }
    central.clock.wait(central.central.settings.staff_session_s)
    assert central.browser(bearer).get("/staff/me").status_code == 401
    assert central.browser(token).get("/staff/me").status_code == 200
    assert central.browser().delete("/staff/rita").status_code == 204
    assert central.browser(token).get("/staff/me").status_code == 401
    assert central.browser("").post("/staff/session", json={"token": token}).status_code == 401
    with pytest.raises(UnauthenticatedError):
        central.central.staff.recognise("nobody")


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"login": "Rita!", "name": "R", "roles": ["admin"]}, 422),
        ({"login": "rita", "name": " ", "roles": ["admin"]}, 422),
        ({"login": "rita", "name": "R", "roles": ["queen"]}, 422),
        ({"login": "admin", "name": "R", "roles": ["admin"]}, 409),
    ],
)
def test_accounts_that_cannot_be_are_refused(
    central: CentralSimulator, form: dict[str, Any], status: int
) -> None:
    assert central.browser().post("/staff", json=form).status_code == status


def test_no_role_but_the_administrator_reviews_and_grades() -> None:
    for role in set(Role) - {Role.ADMIN}:
        assert not {Permission.REVIEW, Permission.GRADE_ORAL} <= GRANTED[role]
    assert set().union(*GRANTED.values()) == set(Permission)


def test_the_schema_is_what_the_tables_say(central: CentralSimulator) -> None:
    with central.central.database.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Base.metadata) == []


def test_a_new_schema_reaches_the_newest_revision(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    assert database.revision() is None
    database.migrate()
    database.migrate()
    assert database.revision() == HEAD
    with database.connect() as connection:
        scripts = ScriptDirectory.from_config(config_for(connection))
    assert scripts.get_current_head() == HEAD
    database.close()


def test_parts_that_no_bundle_names_are_swept_after_their_time(
    central: CentralSimulator,
) -> None:
    station = central.enrol()
    bundle = central.sat(station)
    central.keep_parts(station, bundle)
    central.central.intake.offer(bundle.manifest)
    orphan = central.central.uploads.keep(station.device_id, b"nobody asked for this")
    assert central.central.sweeper.run().parts_swept == 0
    central.clock.wait(central.central.settings.upload_lifetime_s)
    assert central.central.sweeper.run().parts_swept == 1
    assert central.central.blobs.size(orphan) is None
    for part in bundle.parts:
        assert central.central.blobs.size(part.digest.hex()) == part.size
    assert PartRole.RESULTS in {part.role for part in bundle.parts}


def test_settings_are_written_and_read_strictly(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    settings = Settings(name='The "Écoles" \\ Lyon', part_ceiling=5)
    write_settings(layout, settings)
    assert read_settings(layout) == settings
    wrong: list[dict[str, object]] = [
        {"colour": "red"},
        {"part_ceiling": "5"},
        {"part_ceiling": 0},
        {"part_ceiling": True},
        {"name": 3},
    ]
    for document in wrong:
        with pytest.raises(SetupError):
            settings_from(document)
    layout.settings.write_text("name = ")
    with pytest.raises(SetupError):
        read_settings(layout)


def test_a_directory_in_use_or_missing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "something").write_text("here")
    with pytest.raises(SetupError, match="not empty"):
        create(tmp_path, Settings(), real_world())
    with pytest.raises(SetupError, match="not a central"):
        compose(tmp_path / "nowhere", real_world())


def test_a_missing_or_altered_key_is_refused(central: CentralSimulator) -> None:
    layout = central.central.layout
    central.central.close()
    (layout.keys / "issuer.key").write_bytes(b"short")
    with pytest.raises(SetupError, match="keys"):
        compose(layout.root, real_world())
    (layout.keys / "issuer.key").unlink()
    with pytest.raises(SetupError, match="keys"):
        compose(layout.root, real_world())


def test_the_database_is_readable_by_its_owner_only_in_a_folder_that_was_there(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "central"
    folder.mkdir()
    folder.chmod(0o755)
    layout = create(folder, Settings(), real_world()).layout
    central = compose(folder, real_world())
    assert layout.root.stat().st_mode & 0o777 == 0o700
    files = [path for path in folder.iterdir() if path.name.startswith(layout.database.name)]
    assert layout.database in files
    for path in files:
        assert path.stat().st_mode & 0o077 == 0, path.name
    central.close()
    layout.database.chmod(0o644)  # as an earlier release left it
    compose(folder, real_world()).close()
    assert layout.database.stat().st_mode & 0o777 == 0o600


def test_a_database_that_cannot_be_kept_is_told(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="cannot be kept"):
        Database(f"sqlite:///{tmp_path / 'nowhere' / 'x.db'}")


def test_private_keys_are_readable_by_their_owner_only(central: CentralSimulator) -> None:
    layout = central.central.layout
    for folder in (layout.keys, layout.offline):
        assert folder.stat().st_mode & 0o077 == 0
        for path in folder.iterdir():
            assert path.stat().st_mode & 0o077 == 0


class CommandLine:
    """`escale central …` in this process: exit code, standard output and error."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self._capture = capture

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        code = dispatch(["central", *arguments])
        printed = self._capture.readouterr()
        return code, printed.out, printed.err

    def told(self, *arguments: str) -> dict[str, Any]:
        code, out, err = self(*arguments, "--json")
        assert code == 0, err
        return json.loads(out)


@pytest.fixture
def escale(capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(capsys)


def test_the_command_line_makes_and_serves_a_central(tmp_path: Path, escale: CommandLine) -> None:
    root = tmp_path / "central"
    made = escale.told("init", str(root), "--name", "Test")
    code, _, error = escale("init", str(root))
    assert code == 81
    assert "not empty" in error
    process = subprocess.Popen(
        [sys.executable, "-m", "appliance", "central", "serve", str(root), "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        url = json.loads(process.stdout.readline())["url"]
        headers = {"Authorization": f"Bearer {made['admin_token']}"}
        with httpx.Client(base_url=f"{url}/api/v1", headers=headers) as http:
            assert http.get("/health").json()["status"] == "ok"
            token = http.post("/stations/tokens", json={"centre": CENTRE})
            assert token.status_code == 201
    finally:
        process.terminate()
        assert process.wait(30) in (0, -15)
        if process.stdout:
            process.stdout.close()


def test_an_operator_feeds_a_central_from_files(
    central: CentralSimulator, tmp_path: Path, escale: CommandLine
) -> None:
    root = str(central.central.layout.root)
    pack, roster = tmp_path / "en.pack", tmp_path / "day.csv"
    pack.write_bytes(small_pack_file(central.central.vault.content))
    published = escale.told("content", "publish-pack", root, str(pack))
    assert (published["id"], published["version"]) == ("small", "1")
    roster.write_text(
        "given_name,family_name,birth_date,email,window_from,window_to,target\n"
        "Inès,Moreau,1990-05-17,ines@example.org,2025-06-01,2025-06-30,B1\n"
    )
    told = escale.told("content", "publish-roster", root, str(roster), "--centre", CENTRE)
    assert len(told["candidates"][0]["access_code"]) == 14
    token = escale.told("content", "token", root, "--centre", CENTRE)["token"]
    station = Station()
    central.central.devices.enrol(station.request(token))
    login = escale.told("staff", "add", root, "rita", "--name", "Rita", "--role", "reviewer")
    assert central.browser(login["token"]).get("/staff/me").json()["login"] == "rita"
    assert escale.told("root", root)["root"] == public_bytes(central.central.vault.root).hex()
    assert escale.told("jobs", root)["audit_entries"] > 0
    missing = escale("content", "publish-roster", root, str(tmp_path / "no.csv"), "--centre", "L")
    assert missing[0] == 81


def test_a_stick_is_taken_in_at_the_command_line(
    central: CentralSimulator, tmp_path: Path, escale: CommandLine
) -> None:
    root = str(central.central.layout.root)
    good = MemoryOutbox([central.sat(central.enrol())])
    export_bundles(good, tmp_path / "stick")
    told = escale.told("import", root, str(tmp_path / "stick"))
    assert [bundle["outcome"] for bundle in told["bundles"]] == ["received"]
    export_bundles(MemoryOutbox([central.sat(Station("stranger"))]), tmp_path / "bad")
    assert escale("import", root, str(tmp_path / "bad"))[0] == 87


def test_a_stick_commands_no_terminal(
    central: CentralSimulator, tmp_path: Path, escale: CommandLine
) -> None:
    title, stranger = "\x1b]0;owned\x07\x1b[2J\nreceived", Station("stranger")
    bundle = central.sat(stranger, sitting_id=title)
    export_bundles(MemoryOutbox([bundle]), tmp_path / "stick")
    arguments = ("import", str(central.central.layout.root), str(tmp_path / "stick"))
    for more in ((), ("--json",)):
        code, told, _ = escale(*arguments, *more)
        assert (code, "owned" in told) == (87, True)
        assert printable(told, keep="\n") == told
    assert escale(*arguments)[1].count("\n") == 1


def test_an_export_holds_rows_and_signed_lists(
    central: CentralSimulator, tmp_path: Path, escale: CommandLine
) -> None:
    root, out = str(central.central.layout.root), tmp_path / "out"
    station = central.enrol()
    bundle = central.sat(station)
    central.keep_parts(station, bundle)
    central.central.intake.offer(bundle.manifest)
    counts = escale.told("export", root, str(out))
    assert counts["sittings"] == 1
    [sitting] = [json.loads(line) for line in (out / "sittings.jsonl").read_text().splitlines()]
    assert sitting["sitting_id"] == "sit-1"
    assert {path.name for path in out.iterdir()} >= {
        "audit.jsonl",
        "root.pub",
        "trust-list.cose",
        "status-list.cose",
    }
    assert escale("export", root, str(out))[0] == 81


@pytest.mark.parametrize(
    "changes",
    [{"locale": "de"}, {"verifier_host": "http://a b/c"}, {"name": "Line\nTwo"}, {"name": " "}],
)
def test_settings_that_cannot_work_leave_no_half_central(
    tmp_path: Path, changes: dict[str, str]
) -> None:
    root = tmp_path / "central"
    with pytest.raises(SetupError):
        create(root, replace(Settings(), **changes), real_world())
    assert not root.exists()
    with pytest.raises(SetupError):
        settings_from(changes)


def test_a_file_is_no_place_for_a_central_nor_for_an_export(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    for work in (
        lambda: create(file, Settings(), real_world()),
        lambda: read_settings(Layout(file)),
    ):
        with pytest.raises(SetupError):
            work()


@pytest.mark.parametrize("name", ["", "  ", "Ly\x1bon"])
def test_a_centre_that_nobody_could_name_gets_nothing(name: str) -> None:
    with pytest.raises(ContentRefusedError):
        named(name)
    assert named(" Lyon ") == "Lyon"

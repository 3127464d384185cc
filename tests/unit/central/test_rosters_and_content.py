# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Rosters are read strictly, codes shown once, content sealed and fetched by who may."""

import json
import random
import re
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from sync.agent.client import API, CentralClient, open_http
from sync.agent.errors import ContentDamagedError, LinkError
from sync.agent.fetching import FetchedContent, Held, MemoryShelf, fetch_content
from sync.agent.patience import Patience
from sync.central.codes import new_code
from sync.central.errors import ContentRefusedError, TooLargeError
from sync.central.roster_file import read_roster
from sync.central.slot_file import read_slots
from sync.protocol.access_code import AccessCodeHash
from sync.protocol.content import ContentRole
from sync.protocol.errors import UnknownKeyError, UnsealError
from sync.protocol.keys import Signer, key_ring
from sync.protocol.roster import Roster, unseal_and_open
from sync.protocol.trust import KeyRole
from tests.simulators.central import CENTRE, CentralSimulator, InProcess, new_central, serving
from tests.simulators.central_pack import small_pack_file
from tests.simulators.central_station import Station
from tests.simulators.link import BreakingLink, Direction

CSV = """given_name,family_name,birth_date,email,window_from,window_to,target,time_factor,biometric
Inès,Moreau,1990-05-17,ines@example.org,2025-06-01,2025-06-30,B1,,
Tom,Bakker,1985-01-02,tom@example.org,2025-06-01T08:00,2025-06-01T18:00,b2,1.33,no
"""


def held_by(central: CentralSimulator, station: Station, has: frozenset[bytes]) -> Held:
    return Held(station.device_id, key_ring(central.central.vault.root), 0, has.__contains__)


def fetch(central: CentralSimulator, station: Station, held: Held | None = None) -> FetchedContent:
    with open_http("http://central", InProcess(central.central)) as http:
        client = CentralClient(http, station)
        return fetch_content(
            client,
            held or held_by(central, station, frozenset()),
            MemoryShelf(),
            Patience(lambda _: None, lambda: 0.0),
        )


def roster_of(central: CentralSimulator, station: Station) -> Roster:
    fetched = fetch(central, station)
    [sealed] = [each.data for each in fetched.files if each.file.role is ContentRole.ROSTER]
    return unseal_and_open(sealed, station.unsealing, fetched.trust.ring(KeyRole.CENTRAL))


def test_csv_yaml_and_json_say_the_same() -> None:
    from_csv = read_roster(CSV.encode(), "day.csv")
    rows = [
        {
            "given_name": each.given_name,
            "family_name": each.family_name,
            "birth_date": each.birth_date,
            "email": each.email,
            "window_from": "2025-06-01" if each.biometric else "2025-06-01T08:00+00:00",
            "window_to": "2025-06-30" if each.biometric else "2025-06-01T18:00+00:00",
            "target": each.target.label,
            "time_factor": each.time_factor,
            "biometric": each.biometric,
        }
        for each in from_csv
    ]
    assert read_roster(json.dumps(rows).encode(), "day.json") == from_csv
    assert read_roster(json.dumps({"candidates": rows}).encode(), "day.yaml") == from_csv
    first, second = from_csv
    assert (first.time_factor, first.biometric) == (1.0, True)
    assert first.window_to_s - first.window_from_s == 30 * 86_400 - 1
    assert (second.target.label, second.time_factor, second.biometric) == ("B2", 1.33, False)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (CSV.replace("1990-05-17", "17/05/1990"), "entry 1: the birth date"),
        (CSV.replace("ines@example.org", "ines"), "entry 1: 'ines' is not an email"),
        (CSV.replace("B1", "B3"), "'B3' is not a level"),
        (CSV.replace("2025-06-30", "2025-05-30"), "entry 1: the window ends"),
        (CSV.replace("1.33", "0.5"), "entry 2: a time factor"),
        (CSV.replace("1.33", "much"), "entry 2: the time factor"),
        (CSV.replace(",no", ",perhaps"), "entry 2: 'biometric'"),
        (CSV.replace("Moreau", ""), "entry 1: missing family_name"),
        (CSV.replace("time_factor", "speed"), "unknown speed"),
        (CSV.replace(",no", ",no,more"), "a cell too many"),
        (CSV.replace("Moreau", "M" * 300), "too long"),
        (CSV.replace("Moreau", "M" * 81), "entry 1: a name has 81 characters"),
        (CSV.replace("Moreau", "Mo\u202ereau"), "entry 1: a value is too long or holds control"),
        (CSV.splitlines()[0], "1 to 20000"),
    ],
)
def test_a_roster_with_a_mistake_is_refused_at_its_place(text: str, words: str) -> None:
    with pytest.raises(ContentRefusedError, match=re.escape(words)):
        read_roster(text.encode(), "day.csv")


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"\xff\xfe", "a.csv"), (b"{", "a.json"), (b"a: [", "a.yaml"), (b"[1]", "a.json"),
     (b"[" * 100_000, "a.json"), (b"[" * 3_000, "a.yaml"), (b"{}", "a.json"),
     (b"", "a.xlsx"), (b" " * (5 << 20), "a.csv")],
)  # fmt: skip
def test_a_file_that_is_no_roster_is_refused(data: bytes, name: str) -> None:
    with pytest.raises(ContentRefusedError):
        read_roster(data, name)


def test_a_yaml_file_cannot_multiply_itself() -> None:
    lines = ["x0: &a0 [" + ",".join(["AAAAAAAAAA"] * 10) + "]"]
    for place in range(1, 12):
        lines.append(f"x{place}: &a{place} [" + ",".join([f"*a{place - 1}"] * 10) + "]")
    bomb = "\n".join([*lines, "candidates:", "- given_name: *a11", ""]).encode()
    with pytest.raises(ContentRefusedError, match="aliases"):
        read_roster(bomb, "day.yaml")
    with pytest.raises(ContentRefusedError, match="aliases"):
        read_slots(bomb, "week.yaml")
    with pytest.raises(ContentRefusedError, match="nested too deep"):
        read_slots(b"[" * 100_000, "week.json")
    with pytest.raises(ContentRefusedError, match="a single value"):
        read_roster(json.dumps([{**_ROW, "given_name": ["Inès"]}]).encode(), "day.json")


_ROW = {
    "given_name": "Inès",
    "family_name": "Moreau",
    "birth_date": "1990-05-17",
    "email": "ines@example.org",
    "window_from": "2025-06-01",
    "window_to": "2025-06-30",
    "target": "B1",
}


def test_codes_are_easy_to_read_and_differ() -> None:
    codes = {new_code(random.Random(seed).randbytes) for seed in range(300)}
    assert len(codes) == 300
    assert all(re.fullmatch(r"[A-Z]{4}-[2-9]{4}-[A-Z]{4}", code) for code in codes)
    assert not set("".join(codes)) & set("OQCIl01").difference("I")


def test_the_roster_is_readable_by_its_station_only(central: CentralSimulator) -> None:
    code = central.register()["access_code"]
    mine, other = central.enrol(), central.enrol(Station("SN-2"))
    roster = roster_of(central, mine)
    [entry] = roster.entries
    assert (roster.centre, entry.family_name, entry.target) == (CENTRE, "Moreau", "A1")
    assert entry.access_code_hash.matches(code)
    assert entry.access_code_hash.matches(code.lower().replace("-", " "))
    assert not entry.access_code_hash.matches("KATE-4821-MINT")
    fetched = fetch(central, mine)
    [sealed] = [each for each in fetched.files if each.file.role is ContentRole.ROSTER]
    with pytest.raises(UnsealError):
        unseal_and_open(sealed.data, other.unsealing, fetched.trust.ring(KeyRole.CENTRAL))
    with open_http("http://central", InProcess(central.central)) as http:
        path = f"{API}/device/content/{sealed.file.digest.hex()}"
        answer = http.get(path, headers=CentralClient(http, other).authority())
    assert answer.status_code == 404
    for path in central.central.layout.root.rglob("*"):
        assert not path.is_file() or code.encode() not in path.read_bytes()


def test_a_changed_roster_is_sealed_again_and_an_unchanged_one_is_not(
    central: CentralSimulator,
) -> None:
    central.register()
    station = central.enrol()
    assert roster_of(central, station) == roster_of(central, station)
    central.clock.wait(5)
    central.register(candidate_id="c-2", family_name="Bakker")
    roster = roster_of(central, station)
    assert {entry.family_name for entry in roster.entries} == {"Moreau", "Bakker"}


def test_one_slow_hash_serves_a_whole_roster(central: CentralSimulator) -> None:
    browser = central.browser()
    answer = browser.post(
        "/rosters", params={"centre": CENTRE, "name": "d.csv"}, content=CSV.encode()
    )
    assert len({each["access_code"] for each in answer.json()["candidates"]}) == 2
    hashes = [e.access_code_hash for e in roster_of(central, central.enrol()).entries]
    assert len({hashed.salt for hashed in hashes}) == 1
    assert all(isinstance(hashed, AccessCodeHash) for hashed in hashes)


def test_a_roster_of_another_centre_cannot_take_a_candidate_over(
    central: CentralSimulator,
) -> None:
    central.register()
    row = {
        "candidate_id": "c-1",
        "given_name": "A",
        "family_name": "B",
        "birth_date": "1990-01-01",
        "email": "a@b.example",
        "window_from": "2025-06-01",
        "window_to": "2025-06-02",
        "target": "C2",
    }
    answer = central.browser().post("/rosters", params={"centre": "Nice"}, json=[row])
    assert (answer.status_code, answer.json()["error"]) == (409, "ConflictError")
    answer = central.browser().post("/rosters", params={"centre": CENTRE}, json=[row, row])
    assert answer.status_code == 409
    [entry] = roster_of(central, central.enrol()).entries
    assert entry.family_name == "Moreau"


def test_a_pack_of_another_signer_or_an_altered_one_is_refused(
    central: CentralSimulator,
) -> None:
    browser = central.browser()
    strange = small_pack_file(Signer.generate())
    answer = browser.post("/content/packs", content=strange)
    assert (answer.status_code, answer.json()["error"]) == (403, "UnknownKeyError")
    own = bytearray(small_pack_file(central.central.vault.content))
    own[len(own) // 2] ^= 1
    assert browser.post("/content/packs", content=bytes(own)).status_code in (400, 403, 422)
    assert not any(
        each.file.role is ContentRole.PACK for each in fetch(central, central.enrol()).files
    )


def test_a_pack_above_the_ceiling_is_refused(tmp_path: Path) -> None:
    small = new_central(tmp_path, pack_ceiling=100)
    data = small_pack_file(small.central.vault.content)
    answer = small.browser().post("/content/packs", content=data)
    assert (answer.status_code, answer.json()["error"]) == (413, "TooLargeError")
    with pytest.raises(TooLargeError):
        small.central.publisher.publish_pack("admin", data)
    small.central.close()


def test_content_is_fetched_checked_and_not_twice(central: CentralSimulator) -> None:
    opened = central.publish_pack()
    central.register()
    station = central.enrol()
    fetched = fetch(central, station)
    assert {each.file.role for each in fetched.files} == set(ContentRole)
    assert fetched.content.sealing_key == central.central.vault.evidence.public
    assert fetched.content.issued_s == central.clock()
    known = {each.file.digest for each in fetched.files}
    assert opened.digest in known
    again = fetch(central, station, held_by(central, station, frozenset(known)))
    assert (again.files, again.received_bytes) == ((), 0)


def test_a_new_version_of_a_pack_replaces_the_old_one(central: CentralSimulator) -> None:
    central.publish_pack()
    newer = small_pack_file(central.central.vault.content, "2")
    central.central.publisher.publish_pack("admin", newer)
    packs = fetch(central, central.enrol()).content.of(ContentRole.PACK)
    assert [pack.version for pack in packs] == ["2"]


def test_a_fetch_goes_on_where_the_link_broke(central: CentralSimulator) -> None:
    central.publish_pack()
    station = central.enrol()
    shelf = MemoryShelf()
    held = held_by(central, station, frozenset())
    patience = Patience(lambda _: None, lambda: 0.0)
    with (
        serving(central) as url,
        BreakingLink(url, (1_500, 3_000), Direction.DOWN) as link,
        open_http(link.url) as http,
    ):
        fetched = fetch_content(CentralClient(http, station), held, shelf, patience)
    assert link.broken == 2
    assert fetched.received_bytes == sum(each.file.size for each in fetched.files)


def test_what_came_before_giving_up_waits_on_the_shelf(central: CentralSimulator) -> None:
    opened = central.publish_pack()
    station = central.enrol()
    shelf = MemoryShelf()
    held = held_by(central, station, frozenset())
    half = central.central.blobs.size(opened.digest.hex())
    assert half is not None

    class Half(InProcess):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            answer = super().handle_request(request)
            if request.headers.get("range") == f"bytes={half // 2}-":
                raise httpx.ConnectError("the cable is out")
            if request.headers.get("range") == "bytes=0-":
                return httpx.Response(206, content=answer.content[: half // 2])
            return answer

    hasty = Patience(lambda _: None, lambda: 0.0, attempts=1)
    with open_http("http://central", Half(central.central)) as http, pytest.raises(LinkError):
        fetch_content(CentralClient(http, station), held, shelf, hasty)
    assert len(shelf.partial(opened.digest)) == half // 2


def test_content_is_refused_from_other_roots_for_others_or_when_older(
    central: CentralSimulator,
) -> None:
    station = central.enrol()
    held = held_by(central, station, frozenset())
    with pytest.raises(UnknownKeyError):
        fetch(central, station, replace(held, roots=key_ring(Signer.generate().public)))
    with pytest.raises(ContentDamagedError, match="older"):
        fetch(central, station, replace(held, trust_version=9))
    with pytest.raises(ContentDamagedError, match="another station"):
        fetch(central, station, replace(held, device_id="st-other"))

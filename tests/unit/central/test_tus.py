# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""tus 1.0 as any client speaks it: offsets, checksums, expiry, refusals, what is on disk."""

from base64 import b64encode
from hashlib import sha1, sha256
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from sync.agent.client import CentralClient, open_http
from sync.central.errors import BusyUploadError
from sync.central.tables import PartRow, UploadRow
from tests.simulators.central import CentralSimulator, InProcess, new_central
from tests.simulators.central_station import Station

BODY = bytes(range(256)) * 40
TUS = {"Tus-Resumable": "1.0.0"}


class TusClient:
    """What a tus client of another make does, request by request."""

    def __init__(self, central: CentralSimulator, station: Station) -> None:
        http = open_http("http://central", InProcess(central.central))
        authority = CentralClient(http, station).authority()
        self.http = httpx.Client(
            transport=InProcess(central.central),
            base_url="http://central",
            headers={**authority, **TUS},
        )

    def create(
        self, body: bytes = BODY, *, changes: dict[str, str] | None = None
    ) -> httpx.Response:
        name = b64encode(sha256(body).hexdigest().encode()).decode()
        headers = {
            "Upload-Length": str(len(body)),
            "Upload-Metadata": f"filename {b64encode(b'clip').decode()},digest {name}",
        }
        return self.http.post("/api/v1/parts", headers=headers | (changes or {}))

    def patch(self, url: str, offset: int, data: bytes, **changes: str) -> httpx.Response:
        headers = {
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
        }
        return self.http.patch(url, content=data, headers=headers | changes)

    def offset(self, url: str) -> int:
        answer = self.http.head(url)
        assert answer.status_code == 200
        return int(answer.headers["upload-offset"])


@pytest.fixture
def station(central: CentralSimulator) -> Station:
    return central.enrol()


@pytest.fixture
def tus(central: CentralSimulator, station: Station) -> TusClient:
    return TusClient(central, station)


def parts(central: CentralSimulator) -> list[str]:
    with central.central.database.transaction() as session:
        return list(session.scalars(select(PartRow.digest)))


def on_disk(central: CentralSimulator) -> list[int]:
    folder = central.central.layout.uploads
    return sorted(path.stat().st_size for path in folder.iterdir())


def test_options_tell_what_the_server_can_do(tus: TusClient) -> None:
    answer = tus.http.options("/api/v1/parts")
    assert answer.status_code == 204
    assert answer.headers["tus-version"] == "1.0.0"
    assert answer.headers["tus-extension"] == "creation,checksum,expiration,termination"
    assert answer.headers["tus-checksum-algorithm"] == "sha256,sha1"
    assert int(answer.headers["tus-max-size"]) > 0


def test_an_upload_in_pieces_becomes_a_part(central: CentralSimulator, tus: TusClient) -> None:
    created = tus.create()
    assert created.status_code == 201
    url = created.headers["location"]
    assert "upload-expires" in created.headers
    assert tus.offset(url) == 0
    first = tus.patch(url, 0, BODY[:1000])
    assert (first.status_code, first.headers["upload-offset"]) == (204, "1000")
    assert parts(central) == []
    assert on_disk(central) == [1000]
    assert tus.patch(url, 1000, BODY[1000:]).headers["upload-offset"] == str(len(BODY))
    assert parts(central) == [sha256(BODY).hexdigest()]
    assert central.central.blobs.read(sha256(BODY).hexdigest()) == BODY
    assert on_disk(central) == []
    head = tus.http.head(url)
    assert head.headers["upload-length"] == str(len(BODY))
    assert head.headers["cache-control"] == "no-store"
    assert head.headers["upload-metadata"].startswith("filename ")


def test_the_same_part_again_continues_or_is_complete_at_once(tus: TusClient) -> None:
    url = tus.create().headers["location"]
    tus.patch(url, 0, BODY[:100])
    again = tus.create()
    assert (again.headers["location"], again.headers["upload-offset"]) == (url, "100")
    tus.patch(url, 100, BODY[100:])
    assert tus.create().headers["upload-offset"] == str(len(BODY))


def test_a_part_that_another_way_brought_needs_no_byte(
    central: CentralSimulator, station: Station, tus: TusClient
) -> None:
    central.central.uploads.keep(station.device_id, BODY)
    assert tus.create().headers["upload-offset"] == str(len(BODY))


def test_a_wrong_offset_is_a_conflict_and_changes_nothing(
    central: CentralSimulator, tus: TusClient
) -> None:
    url = tus.create().headers["location"]
    tus.patch(url, 0, BODY[:100])
    for offset in (0, 99, 101, 5000):
        answer = tus.patch(url, offset, BODY[:10])
        assert (answer.status_code, answer.json()["error"]) == (409, "OffsetConflictError")
    assert tus.offset(url) == 100
    assert on_disk(central) == [100]


def test_a_wrong_checksum_drops_the_chunk_and_nothing_else(
    central: CentralSimulator, tus: TusClient
) -> None:
    url = tus.create().headers["location"]
    tus.patch(url, 0, BODY[:100])
    bad = b64encode(sha256(b"other").digest()).decode()
    answer = tus.patch(url, 100, BODY[100:200], **{"Upload-Checksum": f"sha256 {bad}"})
    assert (answer.status_code, answer.json()["error"]) == (460, "ChunkChecksumError")
    assert (tus.offset(url), on_disk(central)) == (100, [100])
    for name, digest in (("sha256", sha256), ("sha1", sha1)):
        at = tus.offset(url)
        good = b64encode(digest(BODY[at : at + 50]).digest()).decode()
        answer = tus.patch(url, at, BODY[at : at + 50], **{"Upload-Checksum": f"{name} {good}"})
        assert answer.status_code == 204
    md5 = tus.patch(url, 200, b"x", **{"Upload-Checksum": "md5 AAAA"})
    assert md5.status_code == 422


def test_bytes_that_are_not_what_the_digest_says_are_forgotten(
    central: CentralSimulator, tus: TusClient
) -> None:
    url = tus.create().headers["location"]
    wrong = bytes(len(BODY))
    answer = tus.patch(url, 0, wrong)
    assert (answer.status_code, answer.json()["error"]) == (422, "PartDigestError")
    assert parts(central) == []
    assert on_disk(central) == []
    assert tus.http.head(url).status_code == 404
    assert tus.create().headers["upload-offset"] == "0"


def test_more_bytes_than_announced_are_refused(central: CentralSimulator, tus: TusClient) -> None:
    url = tus.create().headers["location"]
    answer = tus.patch(url, 0, BODY + b"x")
    assert (answer.status_code, answer.json()["error"]) == (413, "TooLargeError")
    assert tus.offset(url) == 0
    assert parts(central) == []


def test_what_a_crash_left_behind_the_acknowledged_bytes_is_cut_off(
    central: CentralSimulator, tus: TusClient
) -> None:
    url = tus.create().headers["location"]
    tus.patch(url, 0, BODY[:100])
    path = central.central.layout.uploads / url.rpartition("/")[2]
    path.write_bytes(BODY[:100] + b"never acknowledged")
    tus.patch(url, 100, BODY[100:])
    assert parts(central) == [sha256(BODY).hexdigest()]


def test_an_upload_has_one_writer_at_a_time(
    central: CentralSimulator, station: Station, tus: TusClient
) -> None:
    url = tus.create().headers["location"]
    name = url.rpartition("/")[2]
    with central.central.uploads.writing(station.device_id, name, 0):
        assert tus.patch(url, 0, BODY[:10]).status_code == 423
        with (
            pytest.raises(BusyUploadError),
            central.central.uploads.writing(station.device_id, name, 0),
        ):
            pass
    assert tus.patch(url, 0, BODY[:10]).status_code == 204


def test_an_upload_expires_and_is_swept(
    central: CentralSimulator, station: Station, tus: TusClient
) -> None:
    url = tus.create().headers["location"]
    tus.patch(url, 0, BODY[:100])
    central.clock.wait(central.central.settings.upload_lifetime_s + 1)
    fresh = TusClient(central, station)
    assert fresh.http.head(url).status_code == 410
    assert central.central.sweeper.run().uploads_swept == 1
    assert on_disk(central) == []
    assert fresh.http.head(url).status_code == 404


def test_termination_forgets_the_bytes(central: CentralSimulator, tus: TusClient) -> None:
    url = tus.create().headers["location"]
    tus.patch(url, 0, BODY[:100])
    assert tus.http.delete(url).status_code == 204
    assert on_disk(central) == []
    assert tus.http.head(url).status_code == 404


def test_clients_that_can_only_post_are_served(central: CentralSimulator, tus: TusClient) -> None:
    url = tus.create().headers["location"]
    headers = {
        "X-HTTP-Method-Override": "PATCH",
        "Upload-Offset": "0",
        "Content-Type": "application/offset+octet-stream",
    }
    assert tus.http.post(url, content=BODY, headers=headers).status_code == 204
    assert parts(central) == [sha256(BODY).hexdigest()]


def test_another_station_sees_no_upload_of_mine(central: CentralSimulator, tus: TusClient) -> None:
    url = tus.create().headers["location"]
    other = TusClient(central, central.enrol(Station("SN-2")))
    assert other.http.head(url).status_code == 404
    assert other.patch(url, 0, BODY).status_code == 404
    assert other.http.delete(url).status_code == 404
    assert tus.offset(url) == 0


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"Tus-Resumable": "0.2.2"}, 412),
        ({"Upload-Metadata": "filename eA=="}, 422),
        ({"Upload-Metadata": "digest !!"}, 422),
        ({"Upload-Metadata": "digest QUJD"}, 422),
        ({"Upload-Length": "0"}, 422),
        ({"Upload-Length": "many"}, 422),
        ({"Upload-Length": str(1 << 40)}, 413),
        ({"Authorization": "Bearer nobody"}, 401),
    ],
)
def test_uploads_that_cannot_be_are_refused(
    central: CentralSimulator, tus: TusClient, changes: dict[str, str], status: int
) -> None:
    assert tus.create(changes=changes).status_code == status
    with central.central.database.transaction() as session:
        assert session.scalars(select(UploadRow)).all() == []


def test_the_wrong_media_type_is_refused(tus: TusClient) -> None:
    url = tus.create().headers["location"]
    answer = tus.patch(url, 0, BODY, **{"Content-Type": "application/octet-stream"})
    assert answer.status_code == 415
    assert tus.offset(url) == 0


def test_a_station_cannot_fill_the_disk_with_beginnings(tmp_path: Path) -> None:
    small = new_central(tmp_path, device_quota=20_000)
    tus = TusClient(small, small.enrol())
    assert tus.create(BODY).status_code == 201
    assert tus.create(BODY + b"1").status_code == 413
    small.central.close()

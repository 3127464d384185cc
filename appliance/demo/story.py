# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The story in order: central, enrolment, content, sitting, broken link, people, certificate.

Owns the sequence and the facts that each step leaves. Must not print. Stands on the
processes, the link and the people beside it; central and the station are other processes.
"""

import shutil
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from appliance.demo import cast
from appliance.demo.errors import StepFailedError
from appliance.demo.link import Link
from appliance.demo.people import Person
from appliance.demo.processes import (
    CentralProcess,
    escale,
    escale_json,
    objects_printed_by,
)
from appliance.demo.verification import verify_without_network

LINK_FAULT_CODES = range(70, 80)
DOCUMENTS = (
    "attestation.pdf",
    "certificate.pdf",
    "qr.png",
    "qr.txt",
    "certificate.cose",
    "proof.txt",
)
LISTS = {"trust-list.cose": "trust-list", "status-list.cose": "status-list"}
HALF = 2


@dataclass(slots=True)
class Facts:
    """What the story has found out so far, step by step; becomes the closing table."""

    seconds: dict[str, float] = field(default_factory=dict[str, float])
    content: dict[str, Any] = field(default_factory=dict[str, Any])
    sitting: dict[str, Any] = field(default_factory=dict[str, Any])
    wire: dict[str, Any] = field(default_factory=dict[str, Any])
    review: dict[str, Any] = field(default_factory=dict[str, Any])
    certificate: dict[str, Any] = field(default_factory=dict[str, Any])
    verification: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the story takes place: its folder, the camera, and who is told of progress."""

    folder: Path
    camera: Path | None
    tell: Callable[[str], None]
    progress: Callable[[int, int], None]

    @property
    def central(self) -> Path:
        """Central's directory."""
        return self.folder / "central"

    @property
    def station(self) -> Path:
        """The station's folder."""
        return self.folder / "station"

    @property
    def documents(self) -> Path:
        """Where the released documents are put."""
        return self.folder / "documents"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A running central, a link to it, its administrator, and the candidate's access code."""

    url: str
    link: Link
    admin: Person
    access_code: str


def play(stage: Stage) -> Facts:
    """Tell the whole story.

    Raises:
        StepFailedError: A step did not end as it should.
    """
    facts = Facts()
    with prepared(stage, facts) as ready:
        _sit(stage, facts, ready.access_code)
        _hand_in(stage, facts, ready.admin, ready.link)
        _decide(stage, facts, ready.admin, ready.url)
        _keep_documents(stage, facts, ready.admin)
    with _chapter(stage, facts, "verify", "the QR is verified from its picture, offline"):
        facts.verification = verify_without_network(stage.documents)
    return facts


@contextmanager
def prepared(stage: Stage, facts: Facts) -> Generator[Prepared]:
    """Central runs, the station is enrolled and has its content, until the block ends."""
    with _chapter(stage, facts, "central", "central starts and makes its keys"):
        made = escale_json("central", "init", str(stage.central), "--locale", "en")
        central = CentralProcess(stage.central)
    token = str(made["admin_token"])
    with central, Link(_port(central.url)) as link, Person(central.url, token) as admin:
        access_code = _prepare(stage, facts, made, admin, link)
        yield Prepared(central.url, link, admin, access_code)


def _prepare(stage: Stage, facts: Facts, made: dict[str, Any], admin: Person, link: Link) -> str:
    """Publish pack and roster, enrol the station, let it fetch; returns the access code."""
    with _chapter(stage, facts, "content", "a signed pack and a roster are published"):
        pack = stage.folder / "english.pack"
        built = escale_json("bank", "build", "--key", made["content_key"], "--out", str(pack))
        admin.publish_pack(pack.read_bytes())
        codes = admin.publish_roster(cast.CENTRE, cast.roster())
    with _chapter(stage, facts, "enrolment", "the station makes its keys and is enrolled"):
        token = admin.enrolment_token(cast.CENTRE)
        arguments = ("--central", link.url, "--token", token, "--dir", str(stage.station))
        enrolled = escale_json("provision", "enrol", *arguments)
        content = escale_json("station", "sync", "--dir", str(stage.station))
    facts.content = {
        "device_id": enrolled["device_id"],
        "pack": content["pack"],
        "pack_items": built["items"],
        "pack_bytes": built["bytes"],
        "candidates": content["candidates"],
    }
    return codes[cast.CANDIDATE["family_name"]]


def _sit(stage: Stage, facts: Facts, access_code: str) -> None:
    """The candidate's hour, in the station's own process."""
    arguments = ["--dir", str(stage.station), "--code", access_code]
    if stage.camera is not None:
        arguments += ["--camera", str(stage.camera)]
    with _chapter(stage, facts, "sitting", "the candidate sits the fifty questions"):
        for told in objects_printed_by("demo", "candidate", *arguments):
            match told:
                case {"step": "answered", "number": int(number), "total": int(total)}:
                    stage.progress(number, total)
                case {"step": "sat", **sat}:
                    facts.sitting = sat
                case {"step": str(step)}:
                    stage.tell(f"  {step}")
                case _:
                    raise StepFailedError(f"the station said something unexpected: {told}")


def _hand_in(stage: Stage, facts: Facts, admin: Person, link: Link) -> None:
    """The link breaks half-way through the upload, comes back, and the bundle arrives once."""
    before = link.sent_bytes
    station = str(stage.station)
    waiting = escale_json("station", "status", "--dir", station)["sync"]["waiting_bytes"]
    with _chapter(stage, facts, "broken link", "the link breaks half-way through the upload"):
        link.cut_after(waiting // HALF)
        failed = escale("station", "sync", "--dir", station, accept=LINK_FAULT_CODES)
    with _chapter(stage, facts, "upload", "the link is back, the bundle arrives"):
        link.mend()
        report = escale_json("station", "sync", "--dir", station)
    sittings = admin.sittings()
    if len(sittings) != 1 or report["receipts"] != 1:
        raise StepFailedError(f"{len(sittings)} sittings arrived, {report['receipts']} receipts")
    facts.wire = {
        "bundle_bytes": waiting,
        "sent_bytes": link.sent_bytes - before,
        "sent_after_the_break": report["sent_bytes"],
        "receipts": report["receipts"],
        "link_broke_with_code": failed.returncode,
    }


def _decide(stage: Stage, facts: Facts, admin: Person, url: str) -> None:
    """A reviewer looks, an examiner grades, the result of both parts is released."""
    sitting_id = str(admin.sittings()[0]["sitting_id"])
    reviewer = admin.hire("reviewer", "Ravi Lindqvist", "reviewer")
    examiner = admin.hire("examiner", "Marta Oyelaran", "examiner")
    with _chapter(stage, facts, "review", "people decide: review, oral grid, release"):
        with Person(url, reviewer) as person:
            facts.review = person.sitting(sitting_id)
            if "written_on" in facts.review["open_points"]:  # nobody vouches for a hurried clock
                person.settle(sitting_id, written_on=datetime.now(UTC).date().isoformat())
            person.decide(sitting_id, "valid", cast.REVIEW)
        with Person(url, examiner) as person:
            person.grade_oral(sitting_id, cast.ORAL_GRID, cast.ORAL_COMMENT)
        facts.certificate = admin.release(sitting_id) | {"sitting_id": sitting_id}


def _keep_documents(stage: Stage, facts: Facts, admin: Person) -> None:
    """Download the documents and the lists that a verifier needs."""
    stage.documents.mkdir(parents=True, exist_ok=True)
    for name in DOCUMENTS:
        content = admin.document(facts.certificate["sitting_id"], name)
        (stage.documents / name).write_bytes(content)
    for name, path in LISTS.items():
        (stage.documents / name).write_bytes(admin.public(path))
    shutil.copy(stage.central / "public" / "root.pub", stage.documents / "root.pub")


@contextmanager
def _chapter(stage: Stage, facts: Facts, name: str, title: str) -> Generator[None]:
    stage.tell(title)
    start = time.monotonic()
    yield
    facts.seconds[name] = time.monotonic() - start


def _port(url: str) -> int:
    port = urlsplit(url).port
    if port is None:
        raise StepFailedError(f"central's address {url} names no port")
    return port

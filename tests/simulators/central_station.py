# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A station as central sees it: it enrols, sits a candidate, and has bundles to send.

It uses the real protocol and the real exam core, and keeps everything in memory.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from appliance.exam import sitting_events as on
from appliance.exam.journal import body_of, encode_results, kind_of
from appliance.exam.pack import OpenedPack
from appliance.exam.responses import Picks
from appliance.exam.sitting_engine import ExamPaper, ExamRun, pack_report, pack_response, worth
from appliance.exam.sitting_words import CapturePurpose, Cause, CheckName, Verdict
from sync.agent.ports import OutboxBundle, OutboxPart
from sync.protocol.chain import GENESIS, ChainRecord, append
from sync.protocol.clock import Stamp, TimeTrust
from sync.protocol.enrolment import EnrolmentRequest, sign_request
from sync.protocol.keys import Signer
from sync.protocol.kinds import Kind
from sync.protocol.manifest import Manifest, Part, PartRole
from sync.protocol.receipt import Receipt
from sync.protocol.sealing import SealingKey, UnsealingKey, seal
from sync.protocol.statement import read_unverified, sign_statement

_START_S = 1_750_000_000.0
_JPEG = b"\xff\xd8\xff\xe0 a portrait that never existed"


@dataclass(slots=True)
class Journal:
    """A chained journal that is written as time goes by."""

    records: list[bytes] = field(default_factory=list[bytes])
    head: bytes = GENESIS
    now_ns: int = 1_000_000_000
    start_s: float = _START_S
    trust: TimeTrust = TimeTrust.SYNCED

    def write(self, *events: on.Event) -> None:
        """Append events at the present moment."""
        for event in events:
            stamp = Stamp(self.now_ns, "boot", self.start_s + self.now_ns / 1e9, self.trust)
            record: ChainRecord = append(
                self.head, len(self.records), stamp, kind_of(event), body_of(event)
            )
            self.records.append(record.bytes)
            self.head = record.digest

    def wait(self, milliseconds: int) -> None:
        """Let time go by."""
        self.now_ns += milliseconds * 1_000_000


@dataclass(frozen=True, slots=True)
class Bundle:
    """A signed manifest and its sealed parts."""

    sitting_id: str
    manifest: bytes
    parts: tuple[Part, ...]
    bodies: dict[bytes, bytes]

    @property
    def results(self) -> Part:
        """The results part."""
        return next(part for part in self.parts if part.role is PartRole.RESULTS)

    @property
    def evidence(self) -> tuple[Part, ...]:
        """The evidence parts."""
        return tuple(part for part in self.parts if part.role is PartRole.EVIDENCE)


@dataclass(frozen=True, slots=True)
class Liberties:
    """What a bundle may get wrong on purpose."""

    corrections: dict[str, str] = field(default_factory=dict[str, str])
    rehearsal: bool = False
    drop_last_record: bool = False
    lie_about_points: bool = False
    unnamed_evidence: bool = False
    device_id: str | None = None
    pack_digest: bytes | None = None
    picture: bytes = _JPEG
    clip: bytes = _JPEG
    start_s: float = _START_S
    trust: TimeTrust = TimeTrust.SYNCED


class Station:
    """One simulated station."""

    def __init__(self, serial: str = "SN-1") -> None:
        self.serial = serial
        self.signer = Signer.generate()
        self.unsealing = UnsealingKey.generate()
        self.device_id = f"st-{self.signer.kid.hex()}"

    def request(self, token: str) -> bytes:
        """A signed enrolment request."""
        request = EnrolmentRequest(
            token, self.serial, self.signer.public, self.unsealing.public, "simulated"
        )
        return sign_request(request, self.signer)

    def sit(
        self,
        opened: OpenedPack,
        candidate_id: str,
        recipient: SealingKey,
        *,
        sitting_id: str = "sit-1",
        liberties: Liberties | None = None,
    ) -> Bundle:
        """Seat a candidate who always picks the first option; seal and sign the outcome."""
        allowed = liberties or Liberties()
        selfie, card, clip = (
            seal(body, recipient, context=b"escale/evidence")
            for body in (allowed.picture + b"selfie", allowed.picture + b"card", allowed.clip)
        )
        journal = _write_journal(
            opened,
            on.Opened(
                sitting_id=sitting_id,
                candidate_id=candidate_id,
                device_id=self.device_id,
                pack_digest=opened.digest,
                seed=7,
                questions=opened.pack.blueprint.length,
                time_factor=1.0,
                minutes_scale=1.0,
                rehearsal=allowed.rehearsal,
                target="B1",
                software="test",
            ),
            allowed,
            [sha256(body).digest() for body in (selfie, card, clip)],
        )
        extra = [b"never journaled"] if allowed.unnamed_evidence else []
        return self._bundle(
            sitting_id, opened, journal, recipient, [selfie, card, clip, *extra], allowed
        )

    def _bundle(
        self,
        sitting_id: str,
        opened: OpenedPack,
        journal: Journal,
        recipient: SealingKey,
        evidence: Sequence[bytes],
        allowed: Liberties,
    ) -> Bundle:
        records = journal.records[:-1] if allowed.drop_last_record else journal.records
        results = seal(encode_results(records), recipient, context=b"escale/results")
        parts = (_part(PartRole.RESULTS, results), *(_part(PartRole.EVIDENCE, e) for e in evidence))
        manifest = Manifest(
            sitting_id=sitting_id,
            device_id=allowed.device_id or self.device_id,
            pack_digest=allowed.pack_digest or opened.digest,
            journal_head=journal.head,
            journal_length=len(journal.records),
            parts=parts,
            capabilities={"faces": "available"},
            created_s=int(_START_S) + 3600,
        )
        message = sign_statement(Kind.MANIFEST, manifest.to_claims(), self.signer)
        bodies = {sha256(body).digest(): body for body in (results, *evidence)}
        return Bundle(sitting_id, message, parts, bodies)


class MemoryOutbox:
    """An outbox that keeps its bundles in memory; implements `sync.agent.ports.Outbox`."""

    def __init__(self, bundles: Iterable[Bundle]) -> None:
        self._bundles = list(bundles)
        self.receipts: list[bytes] = []
        self.offsets: dict[bytes, list[int]] = {}

    def pending(self) -> Sequence[OutboxBundle]:
        """Bundles without a receipt."""
        done = {
            Receipt.from_claims(read_unverified(Kind.RECEIPT, receipt)).manifest_digest
            for receipt in self.receipts
        }
        return [
            OutboxBundle(
                bundle.manifest,
                tuple(OutboxPart(part.digest, part.size, part.role) for part in bundle.parts),
            )
            for bundle in self._bundles
            if sha256(bundle.manifest).digest() not in done
        ]

    def read_part(self, digest: bytes) -> bytes:
        """The bytes of a part."""
        return next(b.bodies[digest] for b in self._bundles if digest in b.bodies)

    def acknowledge_offset(self, digest: bytes, offset: int) -> None:
        """Remember every offset that was acknowledged."""
        self.offsets.setdefault(digest, []).append(offset)

    def store_receipt(self, receipt: bytes) -> None:
        """Keep a receipt."""
        self.receipts.append(receipt)


def _part(role: PartRole, body: bytes) -> Part:
    return Part(role, sha256(body).digest(), len(body))


def _write_journal(
    opened: OpenedPack, opening: on.Opened, allowed: Liberties, evidence: Sequence[bytes]
) -> Journal:
    journal = Journal(start_s=allowed.start_s, trust=allowed.trust)
    selfie, card, clip = evidence
    journal.write(opening, on.DataConfirmed(allowed.corrections), on.Consented(True))
    journal.write(*(on.Checked(name, Verdict.PASS, "fine") for name in CheckName))
    journal.write(
        on.EquipmentDone(),
        on.Captured(CapturePurpose.SELFIE, True, "", selfie),
        on.Captured(CapturePurpose.DOCUMENT, True, "", card),
        on.IdentityDone(),
        on.Begun(),
    )
    journal.write(_flag(journal, clip))
    _answer_all(opened, opening, journal, allowed)
    return journal


def _flag(journal: Journal, clip: bytes) -> on.Monitored:
    return on.Monitored(
        signal="no_face",
        phase="end",
        start_ns=journal.now_ns,
        duration_s=2.5,
        confidence=0.9,
        models={"faces": "yunet"},
        thresholds={"seconds": 2.0},
        frames=12,
        station_fault=False,
        evidence=clip,
    )


def _answer_all(
    opened: OpenedPack, opening: on.Opened, journal: Journal, allowed: Liberties
) -> None:
    run = ExamRun(ExamPaper(opened), opening)
    for number in range(1, opening.questions + 1):
        item = run.next_item()
        journal.wait(3_000)
        journal.write(on.Presented(number, item.id, run.limit_ms(item)))
        journal.wait(4_000)
        response = Picks((0,))
        score = worth(item, response)
        lie = 1 if allowed.lie_about_points and number == 1 else 0
        answered = on.Answered(
            number,
            item.id,
            pack_response(response),
            Cause.SUBMITTED,
            4_000,
            abs(score.points - lie),
            score.maximum,
            abs(score.category - lie),
        )
        run.record(answered)
        journal.write(answered)
    journal.write(on.Concluded(pack_report(run.report())))

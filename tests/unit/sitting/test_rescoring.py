# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Rescoring: an honest journal passes, every dishonest one is refused."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

import pytest

from appliance.exam import sitting_events as on
from appliance.exam.cat.report import ExamReport
from appliance.exam.journal import body_of, event_from, kind_of
from appliance.exam.pack import OpenedPack, open_pack
from appliance.exam.rescoring import rescore
from appliance.exam.responses import blank
from appliance.exam.scoring import key_response
from appliance.exam.sitting_engine import (
    ExamPaper,
    ExamRun,
    pack_report,
    pack_response,
    unpack_report,
    worth,
)
from appliance.exam.sitting_errors import RescoringMismatchError
from appliance.exam.sitting_words import Cause, OutageClock
from sync.protocol.chain import GENESIS, append, verify_chain
from sync.protocol.clock import Stamp, TimeTrust
from sync.protocol.keys import key_ring
from tests.unit.service.world import pack_signer, sample_pack, small_pack
from tests.unit.sitting.events import CHECKS, OPENED

Timed = tuple[on.Event, float]


@cache
def opened_pack() -> OpenedPack:
    return open_pack(small_pack(), key_ring(pack_signer().public))


def chain(events: Sequence[Timed]) -> list[bytes]:
    """The records of events at these seconds."""
    records, head = list[bytes](), GENESIS
    for place, (event, seconds) in enumerate(events):
        stamp = Stamp(round(seconds * 1e9), "boot-1", 1.77e9 + seconds, TimeTrust.SYNCED)
        record = append(head, place, stamp, kind_of(event), body_of(event))
        records.append(record.bytes)
        head = record.digest
    return records


@dataclass(frozen=True, slots=True)
class Honest:
    """An honest sitting, and what it should come to."""

    events: tuple[Timed, ...]
    report: ExamReport


@cache
def honest() -> Honest:
    """Ten questions: right and empty answers in turn, one played extract, one time-out."""
    paper = ExamPaper(opened_pack())
    opened = replace(
        OPENED, pack_digest=opened_pack().digest, questions=paper.pack.blueprint.length
    )
    run = ExamRun(paper, opened)
    before = (
        on.DataConfirmed({"email": "new@candidates.example"}),
        on.Consented(monitoring=False),
        *CHECKS,
        on.EquipmentDone(),
        on.HumanChecked("passport"),
        on.IdentityDone(),
        on.Begun(),
    )
    events: list[Timed] = [(opened, 0.0), *((event, 0.0) for event in before)]
    now = 0.0
    for number in range(1, opened.questions + 1):
        now += 3
        item = run.next_item()
        limit_ms = run.limit_ms(item)
        events.append((on.Presented(number, item.id, limit_ms), now))
        if item.audio is not None:
            events.append((on.Played(number, 1), now))
        last = number == opened.questions
        elapsed_ms = limit_ms if last else 7_000
        now += elapsed_ms / 1000
        response = key_response(item.body) if number % 2 else blank(item.body.task)
        score = worth(item, response)
        answer = on.Answered(
            number,
            item.id,
            pack_response(response),
            Cause.TIMED_OUT if last else Cause.SUBMITTED,
            elapsed_ms,
            score.points,
            score.maximum,
            score.category,
        )
        run.record(answer)
        events.append((answer, now))
    report = run.report()
    return Honest((*events, (on.Concluded(pack_report(report)), now + 1)), report)


def changed(kind: type[on.Event], change: Callable[[on.Event], on.Event]) -> list[Timed]:
    """The honest sitting with its last event of this kind changed."""
    events = list(honest().events)
    place = max(i for i, (event, _) in enumerate(events) if isinstance(event, kind))
    events[place] = (change(events[place][0]), events[place][1])
    return events


def test_an_honest_journal_passes() -> None:
    rescored = rescore(opened_pack(), chain(honest().events))
    assert rescored.report == honest().report
    assert [item.number for item in rescored.items] == list(range(1, 11))
    assert rescored.items[0].score.points == rescored.items[0].score.maximum
    assert rescored.items[-1].cause is Cause.TIMED_OUT
    assert rescored.sitting.corrections == {"email": "new@candidates.example"}
    assert len(rescored.timeline) == len(honest().events)
    assert rescored.flags == ()
    assert sum(item.plays for item in rescored.items) == sum(
        isinstance(event, on.Played) for event, _ in honest().events
    )


def test_the_report_travels() -> None:
    assert unpack_report(pack_report(honest().report)) == honest().report


def _other_report(event: on.Event) -> on.Event:
    report = honest().report
    better = replace(report.overall, theta=report.overall.theta + 1, level=6)
    return on.Concluded(pack_report(replace(report, overall=better)))


def _swap_item(event: on.Event) -> on.Event:
    assert isinstance(event, on.Presented)
    other = next(i.id for i in opened_pack().pack.items if i.id != event.item_id)
    return replace(event, item_id=other)


def _bump(name: str, by: int) -> Callable[[on.Event], on.Event]:
    def change(event: on.Event) -> on.Event:
        return replace(event, **{name: getattr(event, name) + by})

    return change


def _set(**values: object) -> Callable[[on.Event], on.Event]:
    def change(event: on.Event) -> on.Event:
        return replace(event, **values)  # pyright: ignore[reportArgumentType] -- by name

    return change


DISHONEST: dict[str, Callable[[], list[Timed]]] = {
    "another item": lambda: changed(on.Presented, _swap_item),
    "a longer limit": lambda: changed(on.Presented, _bump("limit_ms", 60_000)),
    "a point more": lambda: changed(on.Answered, _bump("points", 1)),
    "a better category": lambda: changed(on.Answered, _bump("category", 1)),
    "another maximum": lambda: changed(on.Answered, _bump("maximum", 1)),
    "less time": lambda: changed(on.Answered, _bump("elapsed_ms", -1_000)),
    "a response of another shape": lambda: changed(
        on.Answered, _set(response=pack_response(blank(opened_pack().pack.items[0].body.task))[:-1])
    ),
    "another report": lambda: changed(on.Concluded, _other_report),
    "no report at all": lambda: changed(on.Concluded, _set(report=b"\xa0")),
    "another pack": lambda: changed(on.Opened, _set(pack_digest=bytes(32))),
    "another seed": lambda: changed(on.Opened, _set(seed=OPENED.seed + 1)),
    "fewer questions": lambda: changed(on.Opened, _set(questions=9)),
    "not concluded": lambda: list(honest().events[:-1]),
    "something after the end": lambda: [
        *honest().events,
        (on.Recovered(0, 1, OutageClock.WALL), 5_000.0),
    ],
    "an answer left out": lambda: [
        (event, at)
        for event, at in honest().events
        if not (isinstance(event, on.Answered) and event.number == 5)
    ],
    "no beginning": lambda: list(honest().events[1:]),
    "nothing": list,
}


@pytest.mark.parametrize("name", DISHONEST)
def test_dishonest_journals_are_refused(name: str) -> None:
    with pytest.raises(RescoringMismatchError):
        rescore(opened_pack(), chain(DISHONEST[name]()))


def test_a_broken_chain_is_refused() -> None:
    records = chain(honest().events)
    with pytest.raises(RescoringMismatchError, match="record 5"):
        rescore(opened_pack(), [*records[:5], *records[6:]])


def test_every_altered_byte_of_a_record_is_refused() -> None:
    records = chain(honest().events)
    middle = len(records) // 2
    for place in range(len(records[middle])):
        altered = bytearray(records[middle])
        altered[place] ^= 1
        with pytest.raises(RescoringMismatchError):
            rescore(opened_pack(), [*records[:middle], bytes(altered), *records[middle + 1 :]])


def test_another_pack_is_refused() -> None:
    other = open_pack(sample_pack(), key_ring(pack_signer().public))
    with pytest.raises(RescoringMismatchError, match="another content pack"):
        rescore(other, chain(honest().events))


def test_an_unknown_kind_is_refused() -> None:
    stamp = Stamp(0, "boot-1", 1.0, TimeTrust.NONE)
    with pytest.raises(RescoringMismatchError, match="not known"):
        rescore(opened_pack(), [append(GENESIS, 0, stamp, "whispered", {}).bytes])


def test_the_timeline_reads_as_it_was_written() -> None:
    for link, (event, _) in zip(verify_chain(chain(honest().events)), honest().events, strict=True):
        assert event_from(link.kind, link.body) == event

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Rescoring: what the station says must follow from its journal and the frozen pack.

Owns the check that central runs on every sitting, with the same machine, engine and
scoring that the station ran. Must not trust a figure that it can compute. Stands on the
chain, the journal, the sitting machine and the exam paper.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from appliance.exam.cat.errors import CatError
from appliance.exam.cat.report import ExamReport
from appliance.exam.errors import ExamError
from appliance.exam.items import Item
from appliance.exam.journal import event_from
from appliance.exam.pack import OpenedPack
from appliance.exam.responses import Response
from appliance.exam.scoring import Score
from appliance.exam.sitting import Moment, Sitting, open_sitting, transition
from appliance.exam.sitting_engine import ExamPaper, ExamRun, unpack_report, unpack_response, worth
from appliance.exam.sitting_errors import RescoringMismatchError
from appliance.exam.sitting_events import Answered, Event, Monitored, Opened, Presented
from appliance.exam.sitting_words import Cause
from sync.protocol.chain import Link, verify_chain
from sync.protocol.errors import ProtocolError


@dataclass(frozen=True, slots=True)
class RescoredItem:
    """One question of a sitting, confirmed.

    Attributes:
        item: The question with its key.
        elapsed_ms: Time charged.
        plays: How often the extract was heard.
    """

    number: int
    item: Item
    response: Response
    score: Score
    cause: Cause
    elapsed_ms: int
    plays: int


@dataclass(frozen=True, slots=True)
class TimedEvent:
    """A record of the journal, read."""

    link: Link
    event: Event


@dataclass(frozen=True, slots=True)
class Rescored:
    """A sitting that its journal and pack confirm.

    Attributes:
        opened: How it began; `opened.rehearsal` means that no result may be released.
        sitting: The final state: corrections, checks, consent, identity, outages.
        report: Levels per domain and overall, computed here.
        timeline: Every record with its stamp.
    """

    opened: Opened
    sitting: Sitting
    report: ExamReport
    items: tuple[RescoredItem, ...]
    timeline: tuple[TimedEvent, ...]

    @property
    def flags(self) -> tuple[Monitored, ...]:
        """What the monitoring saw, in order."""
        return tuple(t.event for t in self.timeline if isinstance(t.event, Monitored))


def rescore(opened: OpenedPack, records: Sequence[bytes]) -> Rescored:
    """Replay a journal against its pack.

    1. The records are one unbroken chain.
    2. Every record is an event of a known kind and shape.
    3. It begins with 'opened', about this very pack and its number of questions.
    4. Every event is one that the sitting machine allows, time and plays included.
    5. Every question shown is the one the engine chooses, with the limit the rule gives.
    6. Every response fits its task, and points and category are what it is worth.
    7. The last record, and only that, concludes the sitting.
    8. Its report is the report of these answers.

    Raises:
        RescoringMismatchError: Any step.
    """
    try:
        links = verify_chain(records)  # 1
        timeline = tuple(TimedEvent(link, event_from(link.kind, link.body)) for link in links)  # 2
        return _Replay(ExamPaper(opened), timeline).run()
    except RescoringMismatchError:
        raise
    except (ProtocolError, ExamError, CatError) as error:
        raise RescoringMismatchError(f"the journal does not hold: {error}") from error


class _Replay:
    """The state of one replay; lives for one call of `rescore`."""

    def __init__(self, paper: ExamPaper, timeline: tuple[TimedEvent, ...]) -> None:
        self._paper, self._timeline = paper, timeline
        self._items: list[RescoredItem] = []
        self._opened = self._first()
        self._run = ExamRun(paper, self._opened)

    def run(self) -> Rescored:
        state = open_sitting(self._opened, _moment(self._timeline[0]))
        for timed in self._timeline[1:]:
            self._examine(state, timed.event)
            state, _ = transition(state, timed.event, _moment(timed))  # 4
        report = self._conclusion(state)
        return Rescored(self._opened, state, report, tuple(self._items), self._timeline)

    def _first(self) -> Opened:
        event = self._timeline[0].event if self._timeline else None
        if not isinstance(event, Opened):  # 3
            _refuse("it does not begin with 'opened'")
        if event.pack_digest != self._paper.opened.digest:
            _refuse("it is about another content pack")
        if event.questions != self._paper.pack.blueprint.length:
            _refuse(f"it has {event.questions} questions")
        return event

    def _examine(self, state: Sitting, event: Event) -> None:
        if isinstance(event, Presented):
            self._check_question(event)
        elif isinstance(event, Answered):
            self._check_answer(state, event)

    def _check_question(self, event: Presented) -> None:
        due = self._run.next_item()
        if event.item_id != due.id:  # 5
            _refuse(f"question {event.number} was {event.item_id}, the engine chooses {due.id}")
        if event.limit_ms != self._run.limit_ms(due):
            _refuse(f"question {event.number} had a limit of {event.limit_ms} ms")

    def _check_answer(self, state: Sitting, event: Answered) -> None:
        due = self._run.next_item()
        response = unpack_response(event.response, due)
        score = worth(due, response)
        if (score.points, score.maximum, score.category) != (  # 6
            event.points,
            event.maximum,
            event.category,
        ):
            _refuse(f"the answer to question {event.number} is worth {score.points} points")
        self._run.record(event)
        plays = state.question.plays if state.question else 0
        self._items.append(
            RescoredItem(event.number, due, response, score, event.cause, event.elapsed_ms, plays)
        )

    def _conclusion(self, state: Sitting) -> ExamReport:
        if state.concluded is None or self._timeline[-1].event is not state.concluded:  # 7
            _refuse("the sitting is not concluded by its last record")
        report = self._run.report()
        if not report.agrees(unpack_report(state.concluded.report)):  # 8
            _refuse("the report is not the report of these answers")
        return report


def _moment(timed: TimedEvent) -> Moment:
    return Moment(timed.link.stamp.boot_id, timed.link.stamp.monotonic_ns)


def _refuse(difference: str) -> NoReturn:
    raise RescoringMismatchError(f"the journal does not follow from its pack: {difference}")

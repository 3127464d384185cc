# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""One sitting's questions: the pack and the adaptive engine behind one small door.

Owns how the pack's items become the engine's, the limit of a question and what an
answer is worth: the station asks by it and central rescores by it, so that both do the
same. Must not know stages or storage. Stands on the pack, scoring, timing and the engine,
which loads NumPy: with the first paper, for a station's welcome need not wait for it.
"""

from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from appliance.exam.items import Item
from appliance.exam.pack import OpenedPack, Pack
from appliance.exam.responses import Response, from_cbor, to_cbor
from appliance.exam.scoring import Score, score
from appliance.exam.sitting_events import Answered, Opened
from appliance.exam.timing import time_limit_s
from sync.protocol.canonical import decode, encode
from sync.protocol.errors import MalformedError

if TYPE_CHECKING:
    from appliance.exam.cat.engine import CatItem, ExamSession
    from appliance.exam.cat.report import ExamReport

_USUAL_SHARE = 0.8  # of the limit; the time rule is made for it (appliance.exam.timing)
_RESPONSE_CEILING = 1 << 16
_REPORT_CEILING = 1 << 16


class ExamPaper:
    """A pack made ready for sittings; immutable, shared by all of them.

    Args:
        opened: The pack, verified.

    Raises:
        BlueprintError: The items cannot fill the blueprint's quotas.
    """

    def __init__(self, opened: OpenedPack) -> None:
        self.opened = opened
        self.pack: Pack = opened.pack
        self.items: tuple[Item, ...] = opened.pack.exam_items
        from appliance.exam.cat.engine import ExamEngine

        self.engine = ExamEngine(
            [self._cat_item(item) for item in self.items], opened.pack.blueprint
        )

    @cached_property
    def index(self) -> dict[str, int]:
        """Item id → the engine's index."""
        return {item.id: place for place, item in enumerate(self.items)}

    def limit_ms(self, item: Item, opened: Opened) -> int:
        """The time limit of a question in one sitting, in milliseconds."""
        seconds = time_limit_s(
            item, self.pack.passage_words(item), self.pack.audio_s(item), opened.time_factor
        )
        return max(1, round(seconds * 1000 * opened.minutes_scale))

    def _cat_item(self, item: Item) -> "CatItem":
        from appliance.exam.cat.pool import CatItem

        usual_s = time_limit_s(item, self.pack.passage_words(item), self.pack.audio_s(item))
        return CatItem(
            id=item.id,
            domain=item.domain.number,
            type=item.type.value,
            level=int(item.level),
            parameters=item.parameters,
            testlet=item.passage or item.audio,
            enemies=item.enemies,
            pretest=item.pretest,
            expected_s=_USUAL_SHARE * usual_s,
        )


class ExamRun:
    """The questions of one sitting, a pure function of paper, seed and answers.

    Args:
        paper: The pack made ready.
        opened: The first record of the sitting.
    """

    def __init__(self, paper: ExamPaper, opened: Opened) -> None:
        self._paper, self._opened = paper, opened
        self._session: ExamSession = paper.engine.session(opened.seed)

    @property
    def answered(self) -> int:
        """Questions answered so far."""
        return self._session.answered

    def next_item(self) -> Item:
        """The question that is due; the same until it is answered."""
        return self._paper.items[self._session.next_item()]

    def limit_ms(self, item: Item) -> int:
        """The time limit of a question in this sitting, in milliseconds."""
        return self._paper.limit_ms(item, self._opened)

    def record(self, answer: Answered) -> None:
        """Take an answer from the journal, or one that was just committed to it.

        Raises:
            HistoryError: Another question is due, or the item has no such category.
        """
        item = self._paper.index.get(answer.item_id, -1)
        response_s = answer.elapsed_ms / 1000 / self._opened.minutes_scale
        self._session.record(item, answer.category, response_s)

    def report(self) -> "ExamReport":
        """Levels, precision and fit from the answers so far."""
        return self._session.report()


def worth(item: Item, response: Response) -> Score:
    """Points and category of a response; raises InvalidResponseError."""
    return score(item, response)


def pack_response(response: Response) -> bytes:
    """The journal's bytes of a response."""
    return encode(to_cbor(response))


def unpack_response(data: bytes, item: Item) -> Response:
    """The response to an item from the journal's bytes.

    Raises:
        MalformedError: Not canonical CBOR.
        InvalidResponseError: No response to this item's task.
    """
    return from_cbor(decode(data, ceiling=_RESPONSE_CEILING), item.body.task)


def pack_report(report: "ExamReport") -> bytes:
    """The journal's bytes of a report."""
    return encode(report.to_claims())


def unpack_report(data: bytes) -> "ExamReport":
    """The report from the journal's bytes.

    Raises:
        MalformedError: Not a canonical map.
        CatError: Not of a report's shape.
    """
    from appliance.exam.cat.report import ExamReport

    claims = decode(data, ceiling=_REPORT_CEILING)
    if not isinstance(claims, dict):
        raise MalformedError("a report is a map")
    return ExamReport.from_claims(cast("dict[str, Any]", claims))

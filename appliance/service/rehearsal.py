# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Unscored questions: the mini-test and practice, with feedback and explanation.

Owns one run of unscored questions. Must not touch a journal. Stands on the exam's items
and scoring, and on the loudspeaker.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from appliance.audio import AudioOutput
from appliance.audio_files import decode
from appliance.exam.items import Item
from appliance.exam.pack import OpenedPack
from appliance.exam.responses import Response, blank
from appliance.exam.scoring import key_response, score
from appliance.exam.sitting_words import Stage
from appliance.exam.timing import AUDIO_PLAYS, time_limit_s
from appliance.service.errors import NoPlaysLeftError, NotNowError
from appliance.service.views import AudioView, QuestionView


@dataclass(frozen=True, slots=True)
class Feedback:
    """What an unscored answer earns, one right answer, and why it is right."""

    points: int
    maximum: int
    solution: Response
    explanation: str


class Rehearsal:
    """A run of unscored questions.

    Args:
        opened: The pack.
        items: The questions in order.
        output: The loudspeaker.
    """

    def __init__(self, opened: OpenedPack, items: Sequence[Item], output: AudioOutput) -> None:
        self._opened, self._items, self._output = opened, tuple(items), output
        self._place, self._plays = 0, 0

    @property
    def item(self) -> Item:
        """The present question; raises NotNowError at the end."""
        if self._place >= len(self._items):
            raise NotNowError("there are no more questions here")
        return self._items[self._place]

    def view(self) -> QuestionView | None:
        """The present question, or None at the end."""
        if self._place >= len(self._items):
            return None
        item, pack = self.item, self._opened.pack
        passage = None if item.passage is None else pack.passages[item.passage]
        limit_s = time_limit_s(item, pack.passage_words(item), pack.audio_s(item))
        return QuestionView(
            stage=Stage.QUESTION,
            number=self._place + 1,
            total=len(self._items),
            domain=item.domain,
            type=item.type,
            stem=item.stem,
            passage_title="" if passage is None else passage.title,
            passage="" if passage is None else passage.text,
            task=item.body.task,
            audio=None if item.audio is None else self._audio(item),
            limit_s=limit_s,
            remaining_s=limit_s,
            entered=blank(item.body.task),
        )

    def check(self, response: Response) -> Feedback:
        """Mark an answer and explain; raises InvalidResponseError."""
        item = self.item
        earned = score(item, response)
        return Feedback(earned.points, earned.maximum, key_response(item.body), item.explanation)

    def following(self) -> QuestionView | None:
        """Go to the next question, or None at the end."""
        self._output.stop()
        self._place, self._plays = self._place + 1, 0
        return self.view()

    def play_audio(self) -> AudioView:
        """Play the extract once more, twice at most, as in the exam.

        Raises:
            NotNowError: The question has nothing to listen to.
            NoPlaysLeftError: It was heard twice.
        """
        item = self.item
        if item.audio is None:
            raise NotNowError("this question has nothing to listen to")
        if not self._output.playing:
            if self._plays >= AUDIO_PLAYS:
                raise NoPlaysLeftError("the extract was heard twice")
            extract = self._opened.pack.audio[item.audio]
            self._output.play(decode(self._opened.media[extract.digest]))
            self._plays += 1
        return self._audio(item)

    def _audio(self, item: Item) -> AudioView:
        return AudioView(
            self._opened.pack.audio_s(item),
            AUDIO_PLAYS - self._plays,
            self._output.playing,
            self._output.position_s,
        )

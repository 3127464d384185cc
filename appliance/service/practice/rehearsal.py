# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Unscored questions: the mini-test and practice, with feedback and explanation.

Owns one run of unscored questions and how it went. Must not touch a journal nor see the
exam's questions: it is handed a shelf with those that may be shown. Stands on the exam's
items and scoring, and on the loudspeaker.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from appliance.audio import AudioOutput
from appliance.audio_files import decode
from appliance.exam.items import Item
from appliance.exam.pack import OpenedPack
from appliance.exam.passages import AudioRef, Passage
from appliance.exam.responses import Response, blank
from appliance.exam.scoring import key_response, score
from appliance.exam.sitting_words import Stage
from appliance.exam.timing import AUDIO_PLAYS, time_limit_s
from appliance.service.errors import NoPlaysLeftError, NotNowError
from appliance.service.practice.views import Feedback, Outcome, RunSummary
from appliance.service.views import AudioView, QuestionView


@dataclass(frozen=True, slots=True)
class Shelf:
    """Questions that may be shown with their keys, and what they refer to.

    ``media`` maps the SHA-256 of an extract to its Ogg/Opus bytes.
    """

    items: tuple[Item, ...]
    passages: Mapping[str, Passage]
    audio: Mapping[str, AudioRef]
    media: Mapping[bytes, bytes]

    @classmethod
    def minitest(cls, opened: OpenedPack) -> "Shelf":
        """The seven questions that every visitor has seen."""
        pack = opened.pack
        items = tuple(pack.item(identity) for identity in pack.minitest)
        return cls(items, pack.passages, pack.audio, opened.media)

    def of(self, items: Sequence[Item]) -> "Shelf":
        """The shelf with these of its questions only, in this order."""
        return replace(self, items=tuple(items))

    @classmethod
    def practice(cls, opened: OpenedPack) -> "Shelf":
        """What the pack has to practise with; the mini-test where it has nothing."""
        material = opened.pack.practice
        if not material.items:
            return cls.minitest(opened)
        return cls(material.items, material.passages, material.audio, opened.media)


def _forget(_: Outcome) -> None:
    """Nothing is kept of the mini-test."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a run needs besides its questions.

    Args:
        output: The loudspeaker.
        require_free: Raises NotNowError while an exam runs here.
        count: Told how each question went, once per question.
    """

    output: AudioOutput
    require_free: Callable[[], None]
    count: Callable[[Outcome], None] = _forget


class Rehearsal:
    """A run of unscored questions, in the order of the shelf."""

    def __init__(self, shelf: Shelf, around: Surroundings) -> None:
        self._shelf, self._around = shelf, around
        self._place, self._plays = 0, 0
        self._outcomes: dict[int, Outcome] = {}

    @property
    def item(self) -> Item:
        """The present question; raises NotNowError at the end."""
        if self._place >= len(self._shelf.items):
            raise NotNowError("there are no more questions here")
        return self._shelf.items[self._place]

    def view(self) -> QuestionView | None:
        """The present question, or None at the end."""
        if self._place >= len(self._shelf.items):
            return None
        item = self.item
        passage = None if item.passage is None else self._shelf.passages[item.passage]
        words = 0 if passage is None else passage.words
        limit_s = time_limit_s(item, words, self._audio_s(item))
        return QuestionView(
            stage=Stage.QUESTION,
            number=self._place + 1,
            total=len(self._shelf.items),
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
        """Mark an answer and explain; the first one to a question is the one that counts.

        Raises:
            NotNowError: An exam runs here, or there is no question any more.
            InvalidResponseError: No response to this task.
        """
        self._around.require_free()
        item, earned = self.item, score(self.item, response)
        if self._place not in self._outcomes:
            outcome = Outcome(item.domain, item.level, item.type, earned.points, earned.maximum)
            self._outcomes[self._place] = outcome
            self._around.count(outcome)
        return Feedback(
            points=earned.points,
            maximum=earned.maximum,
            solution=key_response(item.body),
            explanation=item.explanation,
            transcript="" if item.audio is None else self._shelf.audio[item.audio].transcript,
        )

    def following(self) -> QuestionView | None:
        """Go to the next question, or None at the end."""
        self._around.require_free()
        self._around.output.stop()
        self._place, self._plays = self._place + 1, 0
        return self.view()

    def summary(self) -> RunSummary:
        """How it went so far, by question type."""
        return RunSummary.of(tuple(self._outcomes.values()))

    def again(self) -> "Rehearsal":
        """A run through the questions that were not wholly right; counted nowhere.

        Raises:
            NotNowError: An exam runs here.
        """
        self._around.require_free()
        missed = [
            item
            for place, item in enumerate(self._shelf.items)
            if place in self._outcomes and not self._outcomes[place].whole
        ]
        return Rehearsal(self._shelf.of(missed), replace(self._around, count=_forget))

    def play_audio(self) -> AudioView:
        """Play the extract once more, twice at most, as in the exam.

        Raises:
            NotNowError: The question has nothing to listen to, or an exam runs here.
            NoPlaysLeftError: It was heard twice.
        """
        self._around.require_free()
        item, output = self.item, self._around.output
        if item.audio is None:
            raise NotNowError("this question has nothing to listen to")
        if not output.playing:
            if self._plays >= AUDIO_PLAYS:
                raise NoPlaysLeftError("the extract was heard twice")
            extract = self._shelf.audio[item.audio]
            output.play(decode(self._shelf.media[extract.digest]))
            self._plays += 1
        return self._audio(item)

    def end(self) -> None:
        """The run is left: nothing goes on playing."""
        if self._plays:
            self._around.output.stop()

    def _audio_s(self, item: Item) -> float:
        return 0.0 if item.audio is None else self._shelf.audio[item.audio].duration_s

    def _audio(self, item: Item) -> AudioView:
        output = self._around.output
        return AudioView(
            self._audio_s(item), AUDIO_PLAYS - self._plays, output.playing, output.position_s
        )

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Questions and answers: what is due, what was entered, what is submitted, what is heard.

Owns the written part between the first breather and the last answer. An answer is
acknowledged by returning, after its commit. Must not build views. Stands on the seat, the
exam run and the loudspeaker.
"""

from dataclasses import dataclass, replace

from appliance.audio import AudioError, Sound
from appliance.audio_files import decode
from appliance.exam.items import Item
from appliance.exam.responses import Response, blank, check
from appliance.exam.sitting import Effect
from appliance.exam.sitting_engine import pack_response, unpack_response, worth
from appliance.exam.sitting_events import Answered, Begun, Played, Presented
from appliance.exam.sitting_state import GRACE_MS, Question
from appliance.exam.sitting_words import Cause, Stage
from appliance.exam.timing import AUDIO_PLAYS
from appliance.service.errors import NoPlaysLeftError, NotNowError
from appliance.service.seat import Seat
from appliance.service.workplace import Workplace
from sync.protocol.clock import Stamp


@dataclass(frozen=True, slots=True)
class Chosen:
    """A question that the engine has chosen ahead, with its time limit."""

    seat: Seat
    number: int
    item: Item
    limit_ms: int


class Questioning:
    """The questions of whoever sits at a workplace."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._sound: tuple[bytes, Sound] | None = None  # digest and decoded extract
        self._on_air = 0  # number of the question whose extract the loudspeaker has
        self._chosen: Chosen | None = None

    def begin(self) -> None:
        """Start the questions; the first one is chosen now, so that it appears at once."""
        seat = self._place.seated(Stage.READY)
        self.yield_air()
        self._place.questions(seat)
        seat.commit(Begun())
        self._choose(seat)

    def item(self, seat: Seat, question: Question) -> Item:
        """The item on the screen."""
        paper = self._place.paper_of(seat)
        return paper.items[paper.index[question.item_id]]

    def coming(self, seat: Seat) -> "Chosen | None":
        """The question after the breather, once it is chosen; takes no lock."""
        chosen = self._chosen
        fits = chosen is not None and chosen.seat is seat and chosen.number == seat.state.number
        return chosen if fits else None

    def entered(self, seat: Seat, item: Item) -> Response:
        """What is entered so far."""
        if seat.draft is None:
            return blank(item.body.task)
        return unpack_response(seat.draft, item)

    def advance(self, seat: Seat) -> tuple[Effect, ...]:
        """Let time pass: show the next question, or submit at zero what is entered."""
        stamp = self._place.clock.stamp()
        state = seat.state
        now_ns = stamp.monotonic_ns
        match state.stage:
            case Stage.BREATHER if state.breather_left_ms(now_ns) == 0:
                self._present(seat, stamp)
            case Stage.QUESTION if state.question and state.question.remaining_at_ms(now_ns) == 0:
                item = self.item(seat, state.question)
                return self._end(seat, item, self.entered(seat, item), Cause.TIMED_OUT, stamp)
            case _:  # a pause that fell on zero waits like any other
                seat.beat()
        return ()

    def enter(self, seat: Seat, response: Response) -> None:
        """Keep what is entered so far; ignored when no question is on the screen.

        Raises:
            InvalidResponseError: The response does not fit the question.
        """
        if seat.state.stage is not Stage.QUESTION or seat.state.question is None:
            return
        check(response, self.item(seat, seat.state.question).body.task)
        draft = pack_response(response)
        if draft != seat.draft:
            seat.enter(draft)

    def answer(self, seat: Seat, response: Response) -> tuple[Effect, ...]:
        """Submit a response. Within a second after zero it still counts as submitted;
        later, what was entered when time ended is what counts.

        Raises:
            InvalidResponseError: The response does not fit the question.
        """
        question = seat.state.question
        if seat.state.stage is not Stage.QUESTION or question is None:
            return ()
        item = self.item(seat, question)
        check(response, item.body.task)
        stamp = self._place.clock.stamp()
        if question.charged_at_ms(stamp.monotonic_ns) > question.limit_ms + GRACE_MS:
            return self._end(seat, item, self.entered(seat, item), Cause.TIMED_OUT, stamp)
        return self._end(seat, item, response, Cause.SUBMITTED, stamp)

    def play(self) -> tuple[Question, float]:
        """Play the extract once more; while it plays, nothing happens and nothing is counted.

        Returns:
            The question with its count of plays, and the length of the extract in seconds.

        Raises:
            NotNowError: The question has no extract.
            NoPlaysLeftError: It was heard twice.
            AudioError: The extract cannot be decoded or nothing can play it; the play is not
                counted.
        """
        seat = self._place.seated(Stage.QUESTION)
        question = seat.state.question
        item = None if question is None else self.item(seat, question)
        if question is None or item is None or item.audio is None:
            raise NotNowError("this question has nothing to listen to")
        duration_s = self._place.paper_of(seat).pack.audio_s(item)
        if self.on_air(question) and self._place.output.playing:
            return question, duration_s
        if question.plays >= AUDIO_PLAYS:
            raise NoPlaysLeftError("the extract was heard twice")
        output = self._place.loudspeaker()
        if output.description.startswith("missing") and not self._place.rehearsal:
            raise AudioError("there is no loudspeaker")
        with output.cue(self._extract(seat, item.audio)) as start:
            seat.commit(Played(question.number, question.plays + 1))
            start()  # only now: what is heard is never free, and what is not heard costs nothing
        self._on_air = question.number
        return replace(question, plays=question.plays + 1), duration_s

    def on_air(self, question: Question) -> bool:
        """Whether what the loudspeaker plays, or played last, is this question's extract."""
        return self._on_air == question.number

    def yield_air(self) -> None:
        """Another sound takes the loudspeaker."""
        self._on_air = 0

    def _choose(self, seat: Seat) -> None:
        """Let the engine choose ahead, so that the end of the breather is instant."""
        if seat.state.stage is Stage.BREATHER:
            run = self._place.questions(seat)
            item = run.next_item()
            self._chosen = Chosen(seat, seat.state.number, item, run.limit_ms(item))

    def _present(self, seat: Seat, stamp: Stamp) -> None:
        run = self._place.questions(seat)
        item = run.next_item()
        seat.commit(Presented(seat.state.number, item.id, run.limit_ms(item)), stamp)

    def _end(
        self, seat: Seat, item: Item, response: Response, cause: Cause, stamp: Stamp
    ) -> tuple[Effect, ...]:
        question = seat.state.question
        if question is None:
            return ()
        run = self._place.questions(seat)
        score = worth(item, response)
        answer = Answered(
            number=question.number,
            item_id=item.id,
            response=pack_response(response),
            cause=cause,
            elapsed_ms=question.charged_at_ms(stamp.monotonic_ns),
            points=score.points,
            maximum=score.maximum,
            category=score.category,
        )
        effects = seat.commit(answer, stamp)
        run.record(answer)
        self._choose(seat)
        return effects

    def _extract(self, seat: Seat, audio_id: str) -> Sound:
        paper = self._place.paper_of(seat)
        digest = paper.pack.audio[audio_id].digest
        if self._sound is None or self._sound[0] != digest:
            self._sound = digest, decode(paper.opened.media[digest])
        return self._sound[1]

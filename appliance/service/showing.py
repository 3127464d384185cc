# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""From the state of a sitting to what a screen may show.

Owns the views' contents. Must not change anything, and must not let a key through: a
question gives its task, which holds none. Stands on the workplace and the views.
"""

from appliance.exam.items import Item
from appliance.exam.responses import Response, blank
from appliance.exam.sitting_state import Pause, Question, Sitting
from appliance.exam.sitting_words import CheckName, Stage
from appliance.exam.timing import AUDIO_PLAYS
from appliance.service.corrections import FIELDS
from appliance.service.questioning import Questioning
from appliance.service.seat import Seat
from appliance.service.sign_in import SignIn
from appliance.service.views import (
    AudioView,
    BreatherView,
    CandidateView,
    CheckResult,
    Delivery,
    FinishedView,
    IdentityView,
    PausedView,
    QuestionView,
    StationView,
    SyncView,
    View,
)
from appliance.service.workplace import Workplace


class Showing:
    """The views of one workplace."""

    def __init__(self, place: Workplace, signing: SignIn, questioning: Questioning) -> None:
        self._place, self._signing, self._questioning = place, signing, questioning
        self.advice: dict[CheckName, str] = {}

    def station(self) -> StationView:
        """The station before anyone signs in."""
        place = self._place
        return StationView(
            device_id=place.identity.device_id,
            centre=place.identity.device.centre,
            pack=place.library.pack_label,
            candidates=place.library.candidates,
            day_open=self._signing.day_open,
            capabilities={
                **place.watch.capabilities(),
                "audio_output": place.output.description,
                "audio_input": place.input.description,
                "keys": place.key_guard,
            },
            key_tier=place.keys.tier.name.value,
            sync=self.sync(),
        )

    def sync(self) -> SyncView:
        """How much waits to leave."""
        waiting = self._place.store.outbox.waiting()
        place = self._place
        last_contact_s = place.library.last_contact_s
        return SyncView(waiting.bundles, waiting.bytes, last_contact_s, place.last_sync)

    def delivery(self, part_id: str, *, rehearsal: bool) -> Delivery:
        """Where a finished part is, by the identifier of its sitting or oral part."""
        if rehearsal:
            return Delivery.REHEARSAL
        receipt = self._place.store.outbox.receipt_of(part_id)
        return Delivery.WAITING if receipt is None else Delivery.RECEIVED

    def view(self) -> View:
        """What the screen shows now."""
        seat = self._place.seat
        if seat is None:
            return self.station()
        state = seat.state
        match state.stage:
            case Stage.IDENTITY:
                return self._identity(state)
            case Stage.BREATHER:
                return self._breather(seat, state)
            case Stage.QUESTION if state.question is not None:
                return self._question(seat, state.question)
            case Stage.PAUSED:
                return self._paused(state)
            case Stage.FINISHED:
                opened = state.opened
                delivery = self.delivery(opened.sitting_id, rehearsal=opened.rehearsal)
                return FinishedView(state.stage, len(state.answered), opened.questions, delivery)
            case _:
                return self._candidate(state)

    def audio(self, question: Question, duration_s: float) -> AudioView:
        """The extract of the question on the screen; other sounds do not move its bar."""
        output, left = self._place.output, AUDIO_PLAYS - question.plays
        if not self._questioning.on_air(question):
            return AudioView(duration_s, left, playing=False, position_s=0.0)
        return AudioView(duration_s, left, output.playing, output.position_s)

    def _candidate(self, state: Sitting) -> CandidateView:
        checks = tuple(
            CheckResult(name, made.verdict, made.measured, self.advice.get(name, ""))
            for name in CheckName
            if (made := state.checks.get(name)) is not None
        )
        return CandidateView(
            *(state.stage, self._fields(state), state.opened.time_factor, state.monitoring, checks),
            by_camera=self._place.library.allows_camera(state.opened.candidate_id),
        )

    def _fields(self, state: Sitting) -> dict[str, str]:
        entry = self._place.library.entry(state.opened.candidate_id)
        known = {} if entry is None else {name: str(getattr(entry, name)) for name in FIELDS}
        return {**dict.fromkeys(FIELDS, ""), **known, **state.corrections}

    def _identity(self, state: Sitting) -> IdentityView:
        taken = {purpose.value for purpose in state.captured}
        return IdentityView(
            *(state.stage, "selfie" in taken, "document" in taken),
            biometric=state.monitoring,
            matched=state.matched,
        )

    def _breather(self, seat: Seat, state: Sitting) -> BreatherView:
        left_ms = state.breather_left_ms(self._place.clock.stamp().monotonic_ns)
        return BreatherView(
            *(state.stage, state.number, state.opened.questions, left_ms / 1000, state.may_rest),
            self._coming(seat),
        )

    def _coming(self, seat: Seat) -> QuestionView | None:
        """The chosen question as it will be when its time begins."""
        chosen = self._questioning.coming(seat)
        if chosen is None:
            return None
        question = Question(chosen.number, chosen.item.id, chosen.limit_ms)
        return self._asked(seat, question, chosen.item, blank(chosen.item.body.task))

    def _paused(self, state: Sitting) -> PausedView:
        pause = state.pause or Pause("", by_fault=False)
        return PausedView(
            state.stage,
            state.number,
            state.opened.questions,
            pause.reason,
            pause.by_fault,
            pause.by_right,
        )

    def _question(self, seat: Seat, question: Question) -> QuestionView:
        item = self._questioning.item(seat, question)
        return self._asked(seat, question, item, self._questioning.entered(seat, item))

    def _asked(self, seat: Seat, question: Question, item: Item, entered: Response) -> QuestionView:
        state = seat.state
        pack = self._place.paper_of(seat).pack
        passage = None if item.passage is None else pack.passages[item.passage]
        now_ns = self._place.clock.stamp().monotonic_ns
        return QuestionView(
            stage=Stage.QUESTION,
            number=question.number,
            total=state.opened.questions,
            domain=item.domain,
            type=item.type,
            stem=item.stem,
            passage_title="" if passage is None else passage.title,
            passage="" if passage is None else passage.text,
            task=item.body.task,
            audio=None if item.audio is None else self.audio(question, pack.audio_s(item)),
            limit_s=question.limit_ms / 1000,
            remaining_s=question.remaining_at_ms(now_ns) / 1000,
            entered=entered,
            rest=state.rest,
        )

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Notation, shuffles and priors: the small parts of authoring."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.bank.errors import SourceError
from appliance.bank.markup import TypedGap, choices, cut, typed
from appliance.bank.priors import MOST_STEPS, middle, prior, step_count
from appliance.bank.shuffle import derangement, permutation
from appliance.exam.cat.blueprint import Blueprint
from appliance.exam.cat.parameters import Model, Provenance
from appliance.exam.items import Body, MultipleChoice, OpenCloze, WordBank
from appliance.exam.levels import ItemType, Level
from tests.unit.exam.samples import BANK, CHOICE, CLOZE, INLINE, ORDER, SCRAMBLED, bodies

CUTS = Blueprint().cuts


@given(st.text(min_size=1), st.text(), st.integers(0, 12))
def test_shuffles_are_permutations_and_repeat(identity: str, purpose: str, length: int) -> None:
    order = permutation(identity, purpose, length)
    assert sorted(order) == list(range(length))
    assert permutation(identity, purpose, length) == order


@given(st.text(min_size=1), st.integers(2, 12))
def test_what_is_to_be_ordered_is_never_in_order(identity: str, length: int) -> None:
    order = derangement(identity, "words", length)
    assert sorted(order) == list(range(length))
    assert order != tuple(range(length))


def test_shuffles_are_the_same_on_every_machine() -> None:
    assert permutation("voc-b1-01", "options", 4) == (3, 1, 0, 2)


def test_gaps_are_cut_out() -> None:
    text = cut("I {usually|usual} get up {at} six.")
    assert text.parts == ("I ", " get up ", " six.")
    assert text.gaps == ("usually|usual", "at")
    assert choices(text.gaps[0]) == ("usually", "usual")
    assert typed("colour/color") == TypedGap(("colour", "color"), None)
    assert typed("happiness <happy>") == TypedGap(("happiness",), "happy")


@pytest.mark.parametrize("text", ["no gap", "an {empty} { } gap", "an {open gap", "a } alone"])
def test_texts_that_cannot_be_cut(text: str) -> None:
    with pytest.raises(SourceError):
        cut(text)


@pytest.mark.parametrize("gap", ["one", "one|", "|two"])
def test_choices_need_alternatives(gap: str) -> None:
    with pytest.raises(SourceError):
        choices(gap)


@pytest.mark.parametrize("gap", ["a|b", "a/", "<root>", "a <root> b", "a <r"])
def test_typed_gaps_need_answers(gap: str) -> None:
    with pytest.raises(SourceError):
        typed(gap)


@given(bodies, st.sampled_from(Level))
def test_priors_are_marked_as_such_and_fit_the_body(body: Body, level: Level) -> None:
    parameters = prior(ItemType.MULTIPLE_CHOICE, level, body, CUTS)
    assert parameters.provenance is Provenance.PRIOR
    assert len(parameters.b) == step_count(body) <= min(body.maximum, MOST_STEPS)
    assert 0.0 <= parameters.c <= 0.5
    centre = sum(parameters.b) / len(parameters.b)
    assert centre == pytest.approx(middle(level, CUTS), abs=0.2)


def test_models_follow_the_body() -> None:
    single = [
        (CHOICE, Model.THREE_PL, pytest.approx(1 / 3, abs=1e-4)),
        (OpenCloze(("a", "b"), (None,), (("x",),)), Model.TWO_PL, 0.0),
        (WordBank(("a", "b"), ("x", "y"), (0,)), Model.THREE_PL, 0.5),
        (WordBank(("a", "b"), ("x",), (0,)), Model.TWO_PL, 0.0),
        (MultipleChoice("q", ("a", "b", "c", "d"), 0), Model.THREE_PL, 0.25),
    ]
    for body, model, guessing in single:
        parameters = prior(ItemType.OPEN_CLOZE, Level.B1, body, CUTS)
        assert (parameters.model, parameters.c) == (model, guessing)
    for body in (INLINE, BANK, CLOZE, ORDER, SCRAMBLED):
        parameters = prior(ItemType.OPEN_CLOZE, Level.B1, body, CUTS)
        assert parameters.model is Model.GPCM
        assert len(parameters.b) == 2


def test_levels_lie_between_their_cuts() -> None:
    middles = [middle(level, CUTS) for level in Level]
    assert middles == sorted(middles)
    for below, cut_score, above in zip(middles, CUTS, middles[1:], strict=False):
        assert below < cut_score < above

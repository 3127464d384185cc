# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The rules of exported items give our points."""

from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from appliance.bank.qti.processing import score_document
from appliance.bank.qti.reader import Scope
from appliance.bank.qti.rules import part_identifier, response_of_gap
from appliance.bank.qti.values import Json
from appliance.bank.qti.writer import write_item
from appliance.exam.cat.blueprint import Blueprint
from appliance.exam.items import (
    Body,
    InlineChoice,
    MultipleChoice,
    OpenCloze,
    Scrambled,
    TextOrder,
    WordBank,
)
from appliance.exam.levels import Domain, Level
from appliance.exam.responses import Order, Picks, Response, Texts
from appliance.exam.scoring import points_of
from tests.unit.exam.samples import bodies, item_of, responses_to

CUTS = Blueprint().cuts
SCOPE = Scope(Domain.READING, Level.C1, CUTS)
RUNNER = CliRunner()


def as_qti(body: Body, response: Response) -> dict[str, Json]:
    match body, response:
        case InlineChoice(), Picks(picks):
            return {
                response_of_gap(gap): None if pick is None else part_identifier(pick)
                for gap, pick in enumerate(picks)
            }
        case MultipleChoice(), Picks((pick,)):
            return {"RESPONSE": None if pick is None else part_identifier(pick)}
        case WordBank(), Picks(picks):
            pairs = [(pick, gap) for gap, pick in enumerate(picks) if pick is not None]
            return {"RESPONSE": [f"{part_identifier(pick)} G{gap + 1}" for pick, gap in pairs]}
        case OpenCloze(), Texts(texts):
            return {response_of_gap(gap): text for gap, text in enumerate(texts)}
        case TextOrder() | Scrambled(), Order(order):
            return {"RESPONSE": [part_identifier(index) for index in order]}
        case _:
            raise AssertionError(body)


@given(st.data())
@settings(deadline=None)
def test_exported_rules_give_our_points(data: st.DataObject) -> None:
    body = data.draw(bodies)
    response = data.draw(responses_to(body))
    outcomes = score_document(write_item(item_of(body), "en"), as_qti(body, response))
    assert outcomes["SCORE"] == points_of(body, response)
    assert outcomes["MAXSCORE"] == body.maximum
    assert outcomes["FEEDBACK"] == "explanation"


def test_repeated_words_are_scored_as_we_do() -> None:
    body = Scrambled("to", ("be", "or", "not", "to", "be"), ((0, 1, 2, 3, 4),))
    for order in [(4, 1, 2, 3, 0), (0, 4, 3, 1), (3, 0, 1, 2, 4), (0, 1, 2, 3), ()]:
        outcomes = score_document(write_item(item_of(body), "en"), as_qti(body, Order(order)))
        assert outcomes["SCORE"] == points_of(body, Order(order)), order

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The standard response processing templates, as the rules they stand for.

Owns the three templates of QTI 3.0 §5 and the three of Common Cartridge. Must not run
rules (:mod:`appliance.bank.qti.processing` does). A template is known by its name, as the
last part of whatever address a document gives; nothing is ever fetched.
"""

from collections.abc import Callable
from typing import Final

from appliance.bank.errors import QtiError
from appliance.bank.qti.declarations import Declarations
from appliance.bank.qti.xml_reader import Element
from appliance.bank.qti.xml_writer import make

_RESPONSE: Final = "RESPONSE"
_SCORE: Final = "SCORE"
_MAXIMUM: Final = "MAXSCORE"
_FEEDBACK: Final = "FEEDBACK"
_BASIC: Final = "FEEDBACKBASIC"


def template_rules(processing: Element, declared: Declarations) -> tuple[Element, ...]:
    """The rules of the template that response processing names.

    Args:
        processing: The ``qti-response-processing`` with a template and no rules.
        declared: The variables of the item, which a template takes for granted.

    Raises:
        QtiError: The template is not known, or an item lacks a variable that it needs.
    """
    name = processing.attributes["template"].rsplit("/", 1)[-1].removesuffix(".xml")
    if name not in _TEMPLATES:
        raise QtiError(f"the template {name} is not known", line=processing.line)
    outcomes, build = _TEMPLATES[name]
    missing = [one for one in outcomes if one not in declared.outcomes]
    if _RESPONSE not in declared.responses:
        missing.insert(0, _RESPONSE)
    if missing:
        message = f"the template {name} needs {' and '.join(missing)} to be declared"
        raise QtiError(message, line=processing.line)
    rules = build()
    for rule in rules:
        for element in rule.walk():
            element.line = processing.line
    return rules


def _match_correct() -> tuple[Element, ...]:
    return (_choose(_is_correct(), [_set(_SCORE, _number(1))], [_set(_SCORE, _number(0))]),)


def _map_response() -> tuple[Element, ...]:
    return (_set(_SCORE, make("qti-map-response", identifier=_RESPONSE)),)


def _map_response_point() -> tuple[Element, ...]:
    return (_set(_SCORE, make("qti-map-response-point", identifier=_RESPONSE)),)


def _cartridge_match() -> tuple[Element, ...]:
    return (_set(_FEEDBACK, _variable(_RESPONSE)), *_match_correct())


def _cartridge_match_basic() -> tuple[Element, ...]:
    right = [_set(_SCORE, _variable(_MAXIMUM)), _set(_BASIC, _word("correct"))]
    return (_choose(_is_correct(), right, [_set(_BASIC, _word("incorrect"))]),)


def _cartridge_map_response() -> tuple[Element, ...]:
    full = make("qti-equal", _variable(_MAXIMUM), _variable(_SCORE), tolerance_mode="exact")
    told = _choose(full, [_set(_FEEDBACK, _word("correct"))], [_set(_FEEDBACK, _word("incorrect"))])
    return (*_map_response(), told)


def _choose(condition: Element, then: list[Element], otherwise: list[Element]) -> Element:
    return make(
        "qti-response-condition",
        make("qti-response-if", condition, *then),
        make("qti-response-else", *otherwise),
    )


def _is_correct() -> Element:
    return make("qti-match", _variable(_RESPONSE), make("qti-correct", identifier=_RESPONSE))


def _set(outcome: str, value: Element) -> Element:
    return make("qti-set-outcome-value", value, identifier=outcome)


def _variable(identifier: str) -> Element:
    return make("qti-variable", identifier=identifier)


def _number(value: int) -> Element:
    return make("qti-base-value", str(value), base_type="float")


def _word(identifier: str) -> Element:
    return make("qti-base-value", identifier, base_type="identifier")


_TEMPLATES: Final[dict[str, tuple[tuple[str, ...], Callable[[], tuple[Element, ...]]]]] = {
    "match_correct": ((_SCORE,), _match_correct),
    "map_response": ((_SCORE,), _map_response),
    "map_response_point": ((_SCORE,), _map_response_point),
    "CC2_match": ((_SCORE, _FEEDBACK), _cartridge_match),
    "CC2_match_basic": ((_SCORE, _MAXIMUM, _BASIC), _cartridge_match_basic),
    "CC2_map_response": ((_SCORE, _MAXIMUM, _FEEDBACK), _cartridge_map_response),
}

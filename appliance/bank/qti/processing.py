# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Response processing: from responses to outcomes, by the item's own rules.

Owns the rules and the standard templates. Must not decide what an outcome means. Stands
on the expressions and QTI 3.0 §2.12 and §5 (response processing templates).

Scoring an item:

1. The document is safe XML with an ``qti-assessment-item`` at its root.
2. Every declaration is well-formed; every rule and expression is known, and every
   variable that a rule sets is a declared outcome.
3. Responses are values of the declared types; those not given take their default.
4. Outcomes start at their defaults (numbers without one at 0, the rest at NULL).
5. The rules run in order; ``completionStatus`` becomes *completed*, or stays *unknown*
   when the item has no rules at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from appliance.bank.errors import QtiError
from appliance.bank.qti.declarations import Declaration, Declarations, read_declarations
from appliance.bank.qti.expressions import Scope, check, evaluate, holds
from appliance.bank.qti.values import (
    NUMERIC,
    BaseType,
    Cardinality,
    Json,
    Value,
    container,
    from_json,
    single,
    to_json,
)
from appliance.bank.qti.xml_reader import Element, parse_xml

STATUS: Final = "completionStatus"
_ITEM: Final = "qti-assessment-item"
_RESPONSE: Final = "RESPONSE"
_SCORE: Final = "SCORE"
_BRANCHES: Final = ("qti-response-if", "qti-response-else-if", "qti-response-else")


def score_document(data: bytes, responses: Mapping[str, Json]) -> dict[str, Json]:
    """The outcomes of an item for these responses, by identifier.

    Raises:
        QtiError: A step of the checklist above fails; the error names the line.
    """
    return score_item(parse_xml(data), responses)


def score_item(item: Element, responses: Mapping[str, Json]) -> dict[str, Json]:
    """As :func:`score_document`, for a document that is parsed already.

    Raises:
        QtiError: A step of the checklist above fails; the error names the line.
    """
    if item.name != _ITEM:  # 1
        raise QtiError(f"the document is a <{item.name}>, no item", line=item.line)
    declared = read_declarations(item)  # 2
    if (template := item.child("qti-template-processing")) is not None:
        raise QtiError("<qti-template-processing> is not supported", line=template.line)
    rules = item.child("qti-response-processing")
    if rules is not None:
        _check_rules(rules, declared)
    run = _Run(declared, _starting_values(declared, responses, item.line))  # 3, 4
    if rules is not None:  # 5
        run.process(rules)
    outcomes = {name: to_json(run.values[name]) for name in declared.outcomes}
    status = outcomes.get(STATUS) if rules is not None else "unknown"
    return {STATUS: "completed" if status is None else status} | {
        name: outcome for name, outcome in outcomes.items() if name != STATUS
    }


def _starting_values(
    declared: Declarations, responses: Mapping[str, Json], line: int
) -> dict[str, Value | None]:
    unknown = responses.keys() - declared.responses.keys()
    if unknown:
        raise QtiError(f"no such response: {', '.join(sorted(unknown))}", line=line)
    values: dict[str, Value | None] = {}
    for name, declaration in declared.responses.items():
        given = responses.get(name)
        values[name] = (
            declaration.default
            if given is None
            else from_json(declaration.base, declaration.cardinality, given, line)
        )
    for name, declaration in declared.outcomes.items():
        values[name] = declaration.default or _zero(declaration)
    for name, declaration in declared.others.items():
        values[name] = declaration.default
    return values


def _zero(declaration: Declaration) -> Value | None:
    """The start of an outcome without a default: 0 for numbers, NULL otherwise."""
    if declaration.base not in NUMERIC or declaration.cardinality is not Cardinality.SINGLE:
        return None
    return single(declaration.base, 0 if declaration.base is BaseType.INTEGER else 0.0)


def _check_rules(rules: Element, declared: Declarations) -> None:
    if "template" in rules.attributes and not rules.children:
        _check_template(rules, declared)
        return
    for rule in rules.children:
        _check_rule(rule, declared)


def _check_template(rules: Element, declared: Declarations) -> None:
    name = _template_name(rules)
    if name not in _TEMPLATES:
        raise QtiError(f"the template {name} is not known", line=rules.line)
    if _RESPONSE not in declared.responses or _SCORE not in declared.outcomes:
        message = f"the template {name} needs {_RESPONSE} and {_SCORE} to be declared"
        raise QtiError(message, line=rules.line)


def _check_rule(rule: Element, declared: Declarations) -> None:
    match rule.name:
        case "qti-set-outcome-value":
            identifier = rule.required("identifier")
            if identifier not in declared.outcomes and identifier != STATUS:
                raise QtiError(f"the outcome {identifier} is not declared", line=rule.line)
            if len(rule.children) != 1:
                raise QtiError("a rule that sets one value needs one", line=rule.line)
            check(rule.children[0])
        case "qti-response-condition":
            _check_branches(rule, declared)
        case "qti-response-processing-fragment":
            for inner in rule.children:
                _check_rule(inner, declared)
        case "qti-exit-response":
            return
        case _:
            raise QtiError(f"<{rule.name}> is no supported rule", line=rule.line)


def _check_branches(condition: Element, declared: Declarations) -> None:
    last = -1
    for branch in condition.children:
        if branch.name not in _BRANCHES:
            raise QtiError(f"<{branch.name}> is no branch", line=branch.line)
        place = _BRANCHES.index(branch.name)
        repeated = place == last and place != 1
        if place < last or repeated or (last == -1 and place != 0):
            raise QtiError(f"<{branch.name}> is out of place", line=branch.line)
        last = place
        rules = branch.children
        if place < 2:
            if not rules:
                raise QtiError("a branch without a condition", line=branch.line)
            check(rules[0])
            rules = rules[1:]
        for rule in rules:
            _check_rule(rule, declared)


class _ExitResponseError(Exception):
    """``<qti-exit-response>`` was reached: the rules end here."""


@dataclass(slots=True)
class _Run:
    """One processing: the variables as the rules change them."""

    declared: Declarations
    values: dict[str, Value | None] = field(default_factory=dict[str, Value | None])

    def process(self, rules: Element) -> None:
        if "template" in rules.attributes and not rules.children:
            self._template(_template_name(rules))
            return
        try:
            for rule in rules.children:
                self._rule(rule)
        except _ExitResponseError:
            return

    def _template(self, name: str) -> None:
        declaration = self.declared.responses[_RESPONSE]
        rule = Element(_TEMPLATES[name], "", {"identifier": _RESPONSE}, declaration.element.line)
        if name == "match_correct":
            right = Element("qti-match", "", {}, rule.line)
            right.content += [Element("qti-variable", "", rule.attributes, rule.line), rule]
            met = holds(evaluate(right, self._scope()))
            self._set(_SCORE, single(BaseType.FLOAT, 1.0 if met else 0.0), rule.line)
        else:
            self._set(_SCORE, evaluate(rule, self._scope()), rule.line)

    def _rule(self, rule: Element) -> None:
        match rule.name:
            case "qti-set-outcome-value":
                value = evaluate(rule.children[0], self._scope())
                self._set(rule.attributes["identifier"], value, rule.line)
            case "qti-response-condition":
                self._condition(rule)
            case "qti-response-processing-fragment":
                for inner in rule.children:
                    self._rule(inner)
            case _:
                raise _ExitResponseError

    def _condition(self, condition: Element) -> None:
        for branch in condition.children:
            rules = branch.children
            if branch.name != "qti-response-else":
                if not holds(evaluate(rules[0], self._scope())):
                    continue
                rules = rules[1:]
            for rule in rules:
                self._rule(rule)
            return

    def _set(self, identifier: str, value: Value | None, line: int) -> None:
        declaration = self.declared.outcomes.get(identifier)
        if declaration is None:
            self.values[identifier] = value
            return
        self.values[identifier] = _converted(declaration, value, line)

    def _scope(self) -> Scope:
        return Scope(self.declared, self.values)


def _converted(declaration: Declaration, value: Value | None, line: int) -> Value | None:
    """A value as its outcome declares it; integers may become floats, and the reverse not."""
    if value is None:
        return None
    base = declaration.base
    if declaration.cardinality is Cardinality.SINGLE and len(value.members) > 1:
        raise QtiError(f"several values for {declaration.identifier}", line=line)
    if base is BaseType.FLOAT and value.base is BaseType.INTEGER:
        floats = tuple(float(member) for member in value.members if isinstance(member, int))
        return container(base, declaration.cardinality, floats)
    if (base in NUMERIC) != (value.base in NUMERIC):
        message = f"a value of type {value.base.value} for {declaration.identifier}"
        raise QtiError(message, line=line)
    return container(base, declaration.cardinality, value.members)


def _template_name(rules: Element) -> str:
    return rules.attributes["template"].rsplit("/", 1)[-1].removesuffix(".xml")


_TEMPLATES: Final = {
    "match_correct": "qti-correct",
    "map_response": "qti-map-response",
    "map_response_point": "qti-map-response-point",
}

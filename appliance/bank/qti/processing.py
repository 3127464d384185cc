# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Response processing: from responses to outcomes, by the item's own rules.

Owns the rules. Must not decide what an outcome means. Stands
on the expressions, the standard templates and QTI 3.0 §2.12.

Scoring an item:

1. The document is safe XML with an ``qti-assessment-item`` at its root.
2. Every declaration is well-formed; every rule and expression is known, and every
   variable that a rule sets is a declared outcome.
3. Responses are values of the declared types; those not given take their default.
4. Outcomes start at their defaults (numbers without one at 0, the rest at NULL).
5. The rules run in order; ``completionStatus`` becomes *completed*, or stays *unknown*
   when the item has no rules at all.

``numAttempts``, ``duration`` and ``completionStatus`` exist without being declared: one
attempt, no time unless the responses say otherwise, and *unknown*.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from appliance.bank.errors import QtiError
from appliance.bank.qti.declarations import Declaration, Declarations, read_declarations
from appliance.bank.qti.expressions import Scope, check, evaluate, holds
from appliance.bank.qti.templates import template_rules
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
_UNKNOWN: Final = "unknown"
_BUILT_IN: Final = {"numAttempts": (BaseType.INTEGER, 1), "duration": (BaseType.DURATION, 0)}
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
    processing = item.child("qti-response-processing")
    rules = _rules_of(processing, declared) if processing is not None else ()
    for rule in rules:
        _check_rule(rule, declared)
    run = _Run(declared, _starting_values(declared, responses, item.line))  # 3, 4
    run.process(rules)  # 5
    outcomes = {name: to_json(run.values[name]) for name in declared.outcomes if name != STATUS}
    return {STATUS: _status(run, processing)} | outcomes


def _status(run: "_Run", processing: Element | None) -> Json:
    """What the rules say of the attempt; otherwise it is over once they have run."""
    if processing is None:
        return _UNKNOWN
    return to_json(run.values[STATUS]) if STATUS in run.written else "completed"


def _rules_of(processing: Element, declared: Declarations) -> tuple[Element, ...]:
    if "template" in processing.attributes and not processing.children:
        return template_rules(processing, declared)
    return processing.children


def _starting_values(
    declared: Declarations, responses: Mapping[str, Json], line: int
) -> dict[str, Value | None]:
    unknown = responses.keys() - declared.responses.keys() - _BUILT_IN.keys()
    if unknown:
        raise QtiError(f"no such response: {', '.join(sorted(unknown))}", line=line)
    values: dict[str, Value | None] = {STATUS: single(BaseType.IDENTIFIER, _UNKNOWN)}
    for name, (base, start) in _BUILT_IN.items():
        given = responses.get(name, start)
        values[name] = from_json(base, Cardinality.SINGLE, given, line)
    for name, declaration in declared.responses.items():
        given = responses.get(name)
        values[name] = (
            declaration.default
            if given is None
            else from_json(declaration.base, declaration.cardinality, given, line)
        )
    for name, declaration in declared.outcomes.items():
        start = declaration.default or _zero(declaration)
        values[name] = start or values.get(name)
    for name, declaration in declared.others.items():
        values[name] = declaration.default
    return values


def _zero(declaration: Declaration) -> Value | None:
    """The start of an outcome without a default: 0 for numbers, NULL otherwise."""
    if declaration.base not in NUMERIC or declaration.cardinality is not Cardinality.SINGLE:
        return None
    return single(declaration.base, 0 if declaration.base is BaseType.INTEGER else 0.0)


def _check_rule(rule: Element, declared: Declarations) -> None:
    match rule.name:
        case "qti-set-outcome-value":
            identifier = rule.required("identifier")
            if identifier not in declared.outcomes and identifier != STATUS:
                raise QtiError(f"the outcome {identifier} is not declared", line=rule.line)
            _check_value(rule)
        case "qti-lookup-outcome-value":
            declaration = declared.outcomes.get(rule.required("identifier"))
            if declaration is None or declaration.table is None:
                raise QtiError("there is no table to look the outcome up in", line=rule.line)
            _check_value(rule)
        case "qti-response-condition":
            _check_branches(rule, declared)
        case "qti-response-processing-fragment":
            for inner in rule.children:
                _check_rule(inner, declared)
        case "qti-exit-response":
            return
        case _:
            raise QtiError(f"<{rule.name}> is no supported rule", line=rule.line)


def _check_value(rule: Element) -> None:
    if len(rule.children) != 1:
        raise QtiError("a rule that sets one value needs one", line=rule.line)
    check(rule.children[0])


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
    written: set[str] = field(default_factory=set[str])

    def process(self, rules: Sequence[Element]) -> None:
        try:
            for rule in rules:
                self._rule(rule)
        except _ExitResponseError:
            return

    def _rule(self, rule: Element) -> None:
        match rule.name:
            case "qti-set-outcome-value":
                value = evaluate(rule.children[0], self._scope())
                self._set(rule.attributes["identifier"], value, rule.line)
            case "qti-lookup-outcome-value":
                self._look_up(rule)
            case "qti-response-condition":
                self._condition(rule)
            case "qti-response-processing-fragment":
                for inner in rule.children:
                    self._rule(inner)
            case _:
                raise _ExitResponseError

    def _look_up(self, rule: Element) -> None:
        identifier = rule.attributes["identifier"]
        table = self.declared.outcomes[identifier].table
        source = evaluate(rule.children[0], self._scope())
        if table is None or source is None:
            self._set(identifier, None, rule.line)
            return
        [member] = source.members if len(source.members) == 1 else (None,)
        if isinstance(member, bool) or not isinstance(member, int | float):
            raise QtiError("a table is entered with one number", line=rule.line)
        self._set(identifier, table.look_up(float(member)), rule.line)

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
        self.written.add(identifier)
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

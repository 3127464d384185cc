# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""QTI declarations: the variables of an item, their defaults, keys and mappings.

Owns what a variable is before any response. Must not evaluate expressions. Stands on
the values and QTI 3.0 §2.11.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeVar

from appliance.bank.errors import QtiError
from appliance.bank.qti.shapes import Area, read_area
from appliance.bank.qti.tables import Table, read_table
from appliance.bank.qti.values import (
    BaseType,
    Cardinality,
    Scalar,
    Value,
    container,
    read_scalar,
    same,
)
from appliance.bank.qti.xml_reader import Element

_KINDS: Final = frozenset(
    {
        "qti-response-declaration",
        "qti-outcome-declaration",
        "qti-template-declaration",
        "qti-context-declaration",
    }
)
_Choice = TypeVar("_Choice", BaseType, Cardinality)


@dataclass(frozen=True, slots=True)
class Mapping:
    """From values to numbers, with bounds and a default; an entry may ignore case."""

    entries: tuple[tuple[Scalar, float, bool], ...]
    default: float
    lower: float | None
    upper: float | None

    def points(self, value: Value | None) -> float:
        """The sum over distinct members (QTI 3.0 ``mapResponse``)."""
        members = value.members if value is not None else ()
        distinct = list(dict.fromkeys(members))
        total = (
            sum((self._mapped(value.base, member) for member in distinct), 0.0) if value else 0.0
        )
        return self._bounded(total)

    def _mapped(self, base: BaseType, member: Scalar) -> float:
        for key, points, case_sensitive in self.entries:
            folded = isinstance(key, str) and isinstance(member, str) and not case_sensitive
            if same(base, key, member) or (folded and str(key).lower() == str(member).lower()):
                return points
        return self.default

    def _bounded(self, total: float) -> float:
        raised = max(total, self.lower) if self.lower is not None else total
        return min(raised, self.upper) if self.upper is not None else raised


@dataclass(frozen=True, slots=True)
class AreaMapping:
    """From points to numbers; each area counts once."""

    areas: tuple[tuple[Area, float], ...]
    default: float

    def points(self, value: Value | None) -> float:
        """The sum over areas hit (QTI 3.0 ``mapResponsePoint``)."""
        hit: set[int] = set()
        total = 0.0
        for member in value.members if value is not None else ():
            found = next((n for n, (area, _) in enumerate(self.areas) if area.holds(member)), None)
            if found is None:
                total += self.default
            elif found not in hit:
                hit.add(found)
                total += self.areas[found][1]
        return total


@dataclass(frozen=True, slots=True)
class Declaration:
    """A variable as declared."""

    identifier: str
    base: BaseType
    cardinality: Cardinality
    default: Value | None
    correct: Value | None
    mapping: Mapping | None
    areas: AreaMapping | None
    table: Table | None
    element: Element


@dataclass(frozen=True, slots=True)
class Declarations:
    """The variables of an item by identifier; outcomes and responses apart."""

    responses: dict[str, Declaration] = field(default_factory=dict[str, Declaration])
    outcomes: dict[str, Declaration] = field(default_factory=dict[str, Declaration])
    others: dict[str, Declaration] = field(default_factory=dict[str, Declaration])

    def find(self, identifier: str, line: int) -> Declaration:
        """The variable of that identifier.

        Raises:
            QtiError: None is declared.
        """
        for group in (self.responses, self.outcomes, self.others):
            if identifier in group:
                return group[identifier]
        raise QtiError(f"the variable {identifier} is not declared", line=line)


def read_declarations(item: Element) -> Declarations:
    """The declarations of an item.

    Raises:
        QtiError: One is malformed, or an identifier is declared twice.
    """
    declared = Declarations()
    groups = {
        "qti-response-declaration": declared.responses,
        "qti-outcome-declaration": declared.outcomes,
    }
    taken: set[str] = set()
    for element in item.children:
        if element.name not in _KINDS:
            continue
        declaration = read_declaration(element)
        if declaration.identifier in taken:
            message = f"the variable {declaration.identifier} is declared twice"
            raise QtiError(message, line=element.line)
        taken.add(declaration.identifier)
        groups.get(element.name, declared.others)[declaration.identifier] = declaration
    return declared


def read_declaration(element: Element) -> Declaration:
    """The variable that an element declares.

    Raises:
        QtiError: It is malformed; records are not supported.
    """
    cardinality = _member(Cardinality, element, "cardinality")
    base = _member(BaseType, element, "base-type")
    mapping, areas = element.child("qti-mapping"), element.child("qti-area-mapping")
    return Declaration(
        identifier=element.required("identifier"),
        base=base,
        cardinality=cardinality,
        default=_values(element.child("qti-default-value"), base, cardinality),
        correct=_values(element.child("qti-correct-response"), base, cardinality),
        mapping=_mapping(mapping, base) if mapping else None,
        areas=_area_mapping(areas) if areas else None,
        table=read_table(element, base),
        element=element,
    )


def number_of(element: Element, attribute: str, default: str | None = None) -> float:
    """A number among the attributes.

    Raises:
        QtiError: It is missing without a default, or no number.
    """
    text = element.attributes.get(attribute, default)
    if text is None:
        text = element.required(attribute)
    value = read_scalar(BaseType.FLOAT, text, element.line)
    if not isinstance(value, float):
        raise QtiError(f"{attribute} must be a number", line=element.line)
    return value


def _member(kind: Callable[[str], _Choice], element: Element, attribute: str) -> _Choice:
    text = element.required(attribute)
    try:
        return kind(text)
    except ValueError as error:
        message = f'{attribute}="{text}" is not supported'
        raise QtiError(message, line=element.line) from error


def _values(holder: Element | None, base: BaseType, cardinality: Cardinality) -> Value | None:
    if holder is None:
        return None
    if not holder.children:
        raise QtiError(f"<{holder.name}> holds no <qti-value>", line=holder.line)
    members: list[Scalar] = []
    for element in holder.children:
        if element.name != "qti-value":
            raise QtiError(f"<{element.name}> is not allowed here", line=element.line)
        member = read_scalar(base, element.text, element.line)
        if member is not None:
            members.append(member)
    if cardinality is Cardinality.SINGLE and len(members) > 1:
        raise QtiError("several values for a single variable", line=holder.line)
    return container(base, cardinality, tuple(members))


def _mapping(element: Element, base: BaseType) -> Mapping:
    entries: list[tuple[Scalar, float, bool]] = []
    for entry in element.children:
        if entry.name != "qti-map-entry":
            raise QtiError(f"<{entry.name}> is not allowed here", line=entry.line)
        key = read_scalar(base, entry.required("map-key"), entry.line)
        if key is not None:
            case_sensitive = entry.flag("case-sensitive", default=True)
            entries.append((key, number_of(entry, "mapped-value"), case_sensitive))
    return Mapping(
        tuple(entries),
        number_of(element, "default-value", "0"),
        number_of(element, "lower-bound") if "lower-bound" in element.attributes else None,
        number_of(element, "upper-bound") if "upper-bound" in element.attributes else None,
    )


def _area_mapping(element: Element) -> AreaMapping:
    areas = tuple(
        (read_area(entry), number_of(entry, "mapped-value"))
        for entry in element.children
        if entry.name == "qti-area-map-entry"
    )
    return AreaMapping(areas, number_of(element, "default-value", "0"))

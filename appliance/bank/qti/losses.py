# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What an item of another system loses on its way in, construct by construct.

Owns the notes of the import report. Must not read items (:mod:`appliance.bank.qti.reader`
does) nor refuse them. Stands on the flow. The rule: what is not in the item afterwards,
and was not refused, has a note here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from appliance.bank.qti.declarations import Declarations
from appliance.bank.qti.flow import INLINE, LEFT_OUT
from appliance.bank.qti.xml_reader import Element
from appliance.exam.items import Item

_FEEDBACK: Final = "qti-modal-feedback"
_RULES: Final = "qti-response-processing"
_OUTCOME: Final = "qti-outcome-declaration"
_BODY: Final = "qti-item-body"
_CARRIED: Final = frozenset({_BODY, _OUTCOME, "qti-response-declaration", _RULES})
_READ: Final = frozenset({"identifier", "response-identifier", "max-choices"})
_ITEM_READ: Final = frozenset({"identifier", "adaptive", "lang", "schemaLocation"})
_USUAL: Final = frozenset({("shuffle", "false"), ("match-max", "1"), ("time-dependent", "false")})
"""What we do anyway."""

_OWN_SCORING: Final = "scored by our rule for this type; the item's own processing is left out"
_LOOK: Final = "its words are kept, its look is not"


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was left out or changed on the way in."""

    line: int
    construct: str
    message: str


def losses(root: Element, declared: Declarations, item: Item) -> tuple[Note, ...]:
    """Everything about a document that the item made from it does not hold.

    Args:
        root: The document.
        declared: Its variables.
        item: What was made of it.
    """
    return (
        Note(root.line, root.name, "level and domain are those of the command"),
        *_of_the_item(root, item),
        *_of_the_keys(declared),
        *_of_the_body(root),
        *_of_the_scoring(root, declared),
    )


def _of_the_item(root: Element, item: Item) -> Iterator[Note]:
    for name, value in root.attributes.items():
        if name not in _ITEM_READ and value != item.id and (name, value) not in _USUAL:
            yield Note(root.line, root.name, f'{name}="{value}" is left out')
    for child in root.children:
        if child.name == _FEEDBACK and item.explanation:
            yield Note(child.line, child.name, "taken as the explanation, whatever the answer")
        elif child.name not in _CARRIED:
            yield Note(child.line, child.name, "left out")
    if not item.explanation:
        yield Note(root.line, root.name, "no explanation")


def _of_the_keys(declared: Declarations) -> Iterator[Note]:
    for declaration in declared.responses.values():
        line, name = declaration.element.line, declaration.element.name
        if declaration.default is not None:
            yield Note(line, name, f"the default of {declaration.identifier} is left out")
        if declaration.mapping is None:
            continue
        entries = declaration.mapping.entries
        most = max((points for _, points, _ in entries), default=0.0)
        for key, points, case_sensitive in entries:
            if points != most:
                yield Note(line, "qti-map-entry", f"{key}: {points:g} of {most:g} points; left out")
            elif case_sensitive and isinstance(key, str) and key.lower() != key:
                yield Note(line, "qti-map-entry", f"{key}: small letters are accepted as well")


def _of_the_body(root: Element) -> Iterator[Note]:
    body = root.child(_BODY)
    seen: set[tuple[str, str]] = set()
    for element in body.walk() if body is not None else ():
        for note, attribute in _of_an_element(element):
            if (element.name, attribute) not in seen:
                yield note
            # What is left out as a whole is named each time; a look, once a kind.
            if element.name not in LEFT_OUT:
                seen.add((element.name, attribute))


def _of_an_element(element: Element) -> Iterator[tuple[Note, str]]:
    if element.name in LEFT_OUT:
        yield Note(element.line, element.name, "left out"), ""
    elif element.name == "a":
        yield Note(element.line, element.name, "its words are kept, its link is not"), ""
    elif element.name in INLINE - {"span"}:
        yield Note(element.line, element.name, _LOOK), ""
    elif element.name == "qti-order-interaction":
        yield Note(element.line, element.name, "the first part is given"), ""
    if not element.name.startswith("qti-") or element.name in LEFT_OUT:
        return
    for name, value in element.attributes.items():
        if name == "shuffle" and value == "true":
            message = "presented in the document's order"
            yield Note(element.line, element.name, message), name
        elif name not in _READ and (name, value) not in _USUAL:
            yield Note(element.line, element.name, f'{name}="{value}" is left out'), name


def _of_the_scoring(root: Element, declared: Declarations) -> Iterator[Note]:
    rules = root.child(_RULES)
    if rules is not None:
        yield Note(rules.line, rules.name, _OWN_SCORING)
        return
    for declaration in declared.outcomes.values():
        yield Note(declaration.element.line, _OUTCOME, f"{declaration.identifier} is left out")


def changes(given: Element, expected: Element) -> tuple[Note, ...]:
    """Where a document of ours is not what we would write: the first difference of each branch.

    Args:
        given: The document that came in.
        expected: What we would write for the item that was read from it.
    """
    return tuple(_differences(given, expected))


def _differences(given: Element, expected: Element) -> Iterator[Note]:
    if given.name != expected.name or given.attributes != expected.attributes:
        yield Note(given.line, given.name, "is not what we would write; left out")
        return
    texts = [part for part in given.content if isinstance(part, str) and part.strip()]
    wanted = [part for part in expected.content if isinstance(part, str) and part.strip()]
    if texts != wanted:
        yield Note(given.line, given.name, "holds other words than we would write; left out")
    for number, child in enumerate(given.children):
        if number < len(expected.children):
            yield from _differences(child, expected.children[number])
        else:
            yield Note(child.line, child.name, "left out")
    if len(given.children) < len(expected.children):
        absent = expected.children[len(given.children)].name
        yield Note(given.line, given.name, f"lacks <{absent}>")

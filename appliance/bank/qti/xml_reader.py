# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""XML read safely, with the line of every element.

Owns the one door through which XML comes in: size and depth ceilings, an encoding that
expat knows, no document type, hence no entities and nothing to fetch. Must not know QTI.
Stands on expat.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from appliance.bank.errors import QtiError

CEILING: Final = 2 << 20
"""Most bytes of one document (2 MiB)."""

_DEPTH: Final = 100
_SEPARATOR: Final = " "


@dataclass(slots=True)
class Element:
    """An element: local name, namespace, attributes, what it holds, and its line.

    ``content`` keeps text and child elements in document order.
    """

    name: str
    namespace: str
    attributes: dict[str, str]
    line: int
    content: list["str | Element"] = field(default_factory=list["str | Element"])

    @property
    def children(self) -> tuple["Element", ...]:
        """The child elements, in order."""
        return tuple(part for part in self.content if isinstance(part, Element))

    @property
    def text(self) -> str:
        """All text inside, child elements included, as it stands."""
        return "".join(part if isinstance(part, str) else part.text for part in self.content)

    def walk(self) -> Iterator["Element"]:
        """The element itself and all below it, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def find_all(self, name: str) -> tuple["Element", ...]:
        """Every element of that name below this one, in document order."""
        return tuple(found for found in self.walk() if found.name == name and found is not self)

    def child(self, name: str) -> "Element | None":
        """The first child of that name."""
        return next((found for found in self.children if found.name == name), None)

    def required(self, attribute: str) -> str:
        """The value of an attribute.

        Raises:
            QtiError: The attribute is missing.
        """
        if attribute not in self.attributes:
            raise QtiError(f"<{self.name}> needs the attribute {attribute}", line=self.line)
        return self.attributes[attribute]

    def flag(self, attribute: str, *, default: bool) -> bool:
        """A truth value among the attributes.

        Raises:
            QtiError: It is neither true nor false.
        """
        value = self.attributes.get(attribute, "true" if default else "false")
        if value not in {"true", "false"}:
            raise QtiError(f"{attribute} is true or false, not {value}", line=self.line)
        return value == "true"


def parse_xml(data: bytes) -> Element:
    """The root element of a document.

    1. The document is not larger than the ceiling.
    2. It is well-formed, without a document type, and not deeper than the ceiling.

    Raises:
        QtiError: A step fails; the error names the line.
    """
    if len(data) > CEILING:  # 1
        raise QtiError(f"{len(data)} bytes exceed the limit of {CEILING}")
    building = _Building()
    parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
    building.parser = parser
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = building.refuse_doctype
    parser.StartElementHandler = building.start
    parser.EndElementHandler = building.end
    parser.CharacterDataHandler = building.text
    try:
        parser.Parse(data, True)  # 2
    except expat.ExpatError as error:
        message = f"this is not well-formed XML: {expat.ErrorString(error.code)}"
        raise QtiError(message, line=error.lineno) from error
    except (LookupError, ValueError) as error:  # what Python says of an encoding it lacks
        raise QtiError("this encoding cannot be read; save it as UTF-8", line=1) from error
    if building.root is None:
        raise QtiError("this is not well-formed XML: no element")
    return building.root


class _Building:
    """The tree while it grows; expat calls back into it."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self.open: list[Element] = []
        self.parser: expat.XMLParserType | None = None

    def refuse_doctype(self, *_: object) -> None:
        raise QtiError("a document type is not accepted", line=self._line())

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.open) >= _DEPTH:
            raise QtiError("elements are nested too deeply", line=self._line())
        namespace, _, local = name.rpartition(_SEPARATOR)
        plain = {key.rpartition(_SEPARATOR)[2]: value for key, value in attributes.items()}
        element = Element(local, namespace, plain, self._line())
        if self.open:
            self.open[-1].content.append(element)
        else:
            self.root = element
        self.open.append(element)

    def end(self, _: str) -> None:
        self.open.pop()

    def text(self, text: str) -> None:
        if self.open:
            self.open[-1].content.append(text)

    def _line(self) -> int:
        return self.parser.CurrentLineNumber if self.parser is not None else 0

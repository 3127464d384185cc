# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The running text of a QTI body: what is read, where the gaps are, what is lost.

Owns flattening of an item body. Must not know keys. Stands on QTI 3.0 §2.8 (item body).
Our own exports mark the text with a class and are taken letter by letter; other systems'
markup is reduced to paragraphs, and what words cannot carry is refused by name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from appliance.bank.errors import QtiError
from appliance.bank.qti.writer import TEXT_CLASS
from appliance.bank.qti.xml_reader import Element
from appliance.bank.qti.xml_writer import QTI

INTERACTIONS: Final = frozenset(
    {
        "qti-choice-interaction",
        "qti-gap-match-interaction",
        "qti-inline-choice-interaction",
        "qti-order-interaction",
        "qti-text-entry-interaction",
    }
)
LEFT_OUT: Final = frozenset(
    {"qti-feedback-block", "qti-feedback-inline", "qti-rubric-block", "qti-template-block"}
)
_BLOCKS: Final = frozenset(
    {"address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4"}
    | {"h5", "h6", "li", "ol", "p", "pre", "qti-content-body", "section", "ul"}
)
INLINE: Final = frozenset(
    {"a", "abbr", "b", "bdi", "cite", "code", "dfn", "em", "i", "kbd", "mark", "q", "s"}
    | {"small", "span", "strong", "sub", "sup", "u"}
)
"""Markup inside a line, of which only the words are kept."""

_NAMESPACES: Final = frozenset({"", QTI, "http://www.w3.org/1999/xhtml"})


@dataclass(slots=True)
class Flow:
    """Texts around gaps while they are read; one more text than gaps."""

    parts: list[str] = field(default_factory=lambda: [""])
    gaps: list[Element] = field(default_factory=list[Element])
    left_out: list[Element] = field(default_factory=list[Element])

    def add(self, text: str) -> None:
        """Append to the text that is being read."""
        self.parts[-1] += text

    def gap(self, element: Element) -> None:
        """Close the text and begin the next one, behind a gap."""
        self.gaps.append(element)
        self.parts.append("")


def plain_text(element: Element) -> str:
    """The words of an element without gaps, tidied.

    Raises:
        QtiError: It holds something that words cannot carry.
    """
    flow = read_flow(element, frozenset())
    return tidy(flow)[0]


def read_flow(element: Element, gaps: frozenset[str], skip: frozenset[str] = frozenset()) -> Flow:
    """The text of an element with the named elements as gaps, the skipped ones left away.

    Raises:
        QtiError: It holds something that words cannot carry, such as a picture.
    """
    flow = Flow()
    _read(element, flow, gaps, skip)
    return flow


def tidy(flow: Flow) -> tuple[str, ...]:
    """The texts with runs of spaces and line breaks reduced, ends trimmed."""
    parts = [re.sub(r"[ \t\r\f\v]+", " ", part) for part in flow.parts]
    parts = [re.sub(r" ?\n[ \n]*", "\n", part) for part in parts]
    parts[0] = parts[0].lstrip()
    parts[-1] = parts[-1].rstrip()
    return tuple(parts)


def marked_text(body: Element) -> Element | None:
    """The element that our own export marks as the text, if there is one."""
    return next((one for one in body.walk() if one.attributes.get("class") == TEXT_CLASS), None)


def exact(element: Element, gaps: frozenset[str]) -> Flow:
    """The text of an element of our own export, letter by letter."""
    flow = Flow()
    for part in element.content:
        if isinstance(part, str):
            flow.add(part)
        elif part.name in gaps:
            flow.gap(part)
        else:
            raise QtiError(f"<{part.name}> does not belong here", line=part.line)
    return flow


def _read(element: Element, flow: Flow, gaps: frozenset[str], skip: frozenset[str]) -> None:
    for part in element.content:
        if isinstance(part, str):
            flow.add(re.sub(r"\s+", " ", part))
        elif part.name in gaps:
            flow.gap(part)
        elif part.name in LEFT_OUT:
            flow.left_out.append(part)
        elif part.name not in skip:
            _descend(part, flow, gaps, skip)


def _descend(element: Element, flow: Flow, gaps: frozenset[str], skip: frozenset[str]) -> None:
    if element.name not in _BLOCKS | INLINE or element.namespace not in _NAMESPACES:
        raise QtiError(f"<{element.name}> cannot be carried over", line=element.line)
    boundary = "\n" if element.name in _BLOCKS else ""
    flow.add(boundary)
    _read(element, flow, gaps, skip)
    flow.add(boundary)


def interactions(body: Element) -> Iterator[Element]:
    """Every interaction of a body, of whatever kind, in document order."""
    for element in body.walk():
        if element.name.endswith("-interaction"):
            yield element

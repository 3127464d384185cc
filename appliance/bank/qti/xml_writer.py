# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""XML written: elements to bytes, every character kept.

Owns building and escaping. Must not know items. Stands on the element of
:mod:`appliance.bank.qti.xml_reader`; what is written here is read there unchanged.
"""

import re
from typing import Final
from xml.sax.saxutils import escape

from appliance.bank.errors import QtiError
from appliance.bank.qti.xml_reader import Element

QTI: Final = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
_IN_TEXT: Final = {"\r": "&#13;"}
_IN_ATTRIBUTE: Final = {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;", '"': "&quot;"}
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def make(name: str, *content: "str | Element", **attributes: str) -> Element:
    """An element of QTI; underscores of attribute names become hyphens."""
    written = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
    return Element(name, QTI, written, 0, list(content))


def to_bytes(root: Element) -> bytes:
    """The document with this root, in UTF-8, its namespace as the default one.

    Raises:
        QtiError: A text holds a character that XML cannot carry.
    """
    lines = ['<?xml version="1.0" encoding="UTF-8"?>\n', _element(root, root.namespace), "\n"]
    return "".join(lines).encode()


def _element(element: Element, namespace: str | None = None) -> str:
    attributes = dict(element.attributes)
    if namespace is not None:
        attributes = {"xmlns": namespace, **attributes}
    head = element.name + "".join(
        f' {name}="{_clean(value, _IN_ATTRIBUTE)}"' for name, value in attributes.items()
    )
    if not element.content:
        return f"<{head}/>"
    inner = "".join(
        _clean(part, _IN_TEXT) if isinstance(part, str) else _element(part)
        for part in element.content
    )
    return f"<{head}>{inner}</{element.name}>"


def _clean(text: str, entities: dict[str, str]) -> str:
    if _NOT_XML.search(text):
        raise QtiError("a text holds a character that XML cannot carry")
    return escape(text, entities)

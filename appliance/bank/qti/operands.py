# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What an expression is given: its operands and whole numbers, checked.

Owns these checks. Must not evaluate. Stands on the values.
"""

from collections.abc import Sequence

from appliance.bank.errors import QtiError
from appliance.bank.qti.values import Scalar, Value
from appliance.bank.qti.xml_reader import Element


def exactly(
    element: Element, operands: Sequence[Value | None], count: int
) -> Sequence[Value | None]:
    """The operands of an expression that takes a fixed number of them.

    Raises:
        QtiError: There are fewer or more.
    """
    if len(operands) != count:
        message = f"<{element.name}> takes {count} operands, not {len(operands)}"
        raise QtiError(message, line=element.line)
    return operands


def only(element: Element, value: Value) -> Scalar:
    """The member of a single value.

    Raises:
        QtiError: There are several.
    """
    if len(value.members) != 1:
        raise QtiError(f"<{element.name}> takes single values", line=element.line)
    return value.members[0]


def count(element: Element, attribute: str) -> int:
    """A whole number among the attributes.

    Raises:
        QtiError: It is missing or none.
    """
    text = element.required(attribute)
    if not text.isdecimal():
        raise QtiError(f"{attribute} must be a whole number", line=element.line)
    return int(text)

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""QTI containers: expressions that join, count, pick and compare several values.

Owns these expressions. Must not look up variables. Stands on QTI 3.0 §2.12: NULL stands
for a container without members.
"""

from collections.abc import Callable, Sequence
from typing import Final

from appliance.bank.errors import QtiError
from appliance.bank.qti.operands import count, exactly, only
from appliance.bank.qti.values import Cardinality, Value, boolean, container, number, same, single
from appliance.bank.qti.xml_reader import Element

_MOST_REPEATS: Final = 1_000


def _multiple(_: Element, operands: Sequence[Value | None]) -> Value | None:
    return _joined(operands, Cardinality.MULTIPLE)


def _ordered(_: Element, operands: Sequence[Value | None]) -> Value | None:
    return _joined(operands, Cardinality.ORDERED)


def _container_size(element: Element, operands: Sequence[Value | None]) -> Value | None:
    [operand] = exactly(element, operands, 1)
    return number(0 if operand is None else len(operand.members))


def _index(element: Element, operands: Sequence[Value | None]) -> Value | None:
    [operand] = exactly(element, operands, 1)
    place = count(element, "n")
    if operand is None or not 1 <= place <= len(operand.members):
        return None
    return single(operand.base, operand.members[place - 1])


def _member(element: Element, operands: Sequence[Value | None]) -> Value | None:
    one, several = exactly(element, operands, 2)
    if one is None or several is None:
        return None
    wanted = only(element, one)
    found = any(same(several.base, wanted, member) for member in several.members)
    return boolean(holds=found)


def _delete(element: Element, operands: Sequence[Value | None]) -> Value | None:
    one, several = exactly(element, operands, 2)
    if one is None or several is None:
        return None
    unwanted = only(element, one)
    left = tuple(m for m in several.members if not same(several.base, unwanted, m))
    return container(several.base, several.cardinality, left)


def _contains(element: Element, operands: Sequence[Value | None]) -> Value | None:
    whole, part = exactly(element, operands, 2)
    if whole is None or part is None:
        return None
    if Cardinality.ORDERED in {whole.cardinality, part.cardinality}:
        size = len(part.members)
        windows = (whole.members[n : n + size] for n in range(len(whole.members) - size + 1))
        return boolean(holds=any(window == part.members for window in windows))
    left = list(whole.members)
    for member in part.members:
        place = next((n for n, there in enumerate(left) if same(whole.base, there, member)), None)
        if place is None:
            return boolean(holds=False)
        del left[place]
    return boolean(holds=True)


def _repeat(element: Element, operands: Sequence[Value | None]) -> Value | None:
    times = count(element, "number-repeats")
    if times > _MOST_REPEATS:
        raise QtiError(f"more than {_MOST_REPEATS} repeats", line=element.line)
    return _joined([*operands] * times, Cardinality.ORDERED)


def _joined(operands: Sequence[Value | None], cardinality: Cardinality) -> Value | None:
    known = [operand for operand in operands if operand is not None]
    if not known:
        return None
    members = tuple(member for operand in known for member in operand.members)
    return container(known[0].base, cardinality, members)


CONTAINERS: Final[dict[str, Callable[[Element, Sequence[Value | None]], Value | None]]] = {
    "qti-container-size": _container_size,
    "qti-contains": _contains,
    "qti-delete": _delete,
    "qti-index": _index,
    "qti-member": _member,
    "qti-multiple": _multiple,
    "qti-ordered": _ordered,
    "qti-repeat": _repeat,
}

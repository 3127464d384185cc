# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""QTI lookup tables: from one number to the value of an outcome.

Owns match tables (a whole number has its value) and interpolation tables (the first
threshold that is reached). Must not know rules. Stands on the values and QTI 3.0 §2.11.
"""

from dataclasses import dataclass
from typing import Final

from appliance.bank.errors import QtiError
from appliance.bank.qti.values import BaseType, Scalar, Value, read_scalar, single
from appliance.bank.qti.xml_reader import Element

_MATCH: Final = "qti-match-table"
_INTERPOLATION: Final = "qti-interpolation-table"
_ENTRIES: Final = {
    _MATCH: "qti-match-table-entry",
    _INTERPOLATION: "qti-interpolation-table-entry",
}


@dataclass(frozen=True, slots=True)
class Threshold:
    """From which number on an entry holds, that number included or not, and its value."""

    source: float
    included: bool
    target: Scalar | None

    def reached_by(self, source: float) -> bool:
        """Whether a number is as large as the threshold asks for."""
        return source >= self.source if self.included else source > self.source


@dataclass(frozen=True, slots=True)
class Table:
    """A lookup table of an outcome; entries in the author's order."""

    base: BaseType
    exact: bool
    entries: tuple[Threshold, ...]
    default: Scalar | None

    def look_up(self, source: float) -> Value | None:
        """The value for a number, the default where no entry holds."""
        for entry in self.entries:
            found = entry.source == source if self.exact else entry.reached_by(source)
            if found:
                return _valued(self.base, entry.target)
        return _valued(self.base, self.default)


def read_table(declaration: Element, base: BaseType) -> Table | None:
    """The lookup table of an outcome declaration, if it has one.

    Raises:
        QtiError: The table is malformed.
    """
    table = declaration.child(_MATCH) or declaration.child(_INTERPOLATION)
    if table is None:
        return None
    wanted, exact = _ENTRIES[table.name], table.name == _MATCH
    entries: list[Threshold] = []
    for entry in table.children:
        if entry.name != wanted:
            raise QtiError(f"<{entry.name}> is not allowed here", line=entry.line)
        source = read_scalar(BaseType.FLOAT, entry.required("source-value"), entry.line)
        if not isinstance(source, float):
            raise QtiError("source-value must be a number", line=entry.line)
        target = read_scalar(base, entry.required("target-value"), entry.line)
        included = entry.flag("include-boundary", default=True)
        entries.append(Threshold(source, included, target))
    text = table.attributes.get("default-value")
    default = None if text is None else read_scalar(base, text, table.line)
    return Table(base, exact, tuple(entries), default)


def _valued(base: BaseType, member: Scalar | None) -> Value | None:
    return None if member is None else single(base, member)

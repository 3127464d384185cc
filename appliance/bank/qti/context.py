# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Our metadata inside a QTI item: the context declarations that begin with ``ESCALE_``.

Owns their reading. Must not read interactions. Stands on the declarations.
"""

from dataclasses import dataclass
from typing import Any, TypeVar

from appliance.bank.errors import QtiError
from appliance.bank.materials import Extract, Line, Spoken, is_extract_id
from appliance.bank.qti.declarations import Declarations
from appliance.bank.qti.values import Value
from appliance.bank.qti.writer import PREFIX
from appliance.exam.cat.parameters import ItemParameters, Model, Provenance
from appliance.exam.levels import Domain, ItemType, Level
from appliance.exam.passages import AudioKind

_Choice = TypeVar("_Choice", Domain, ItemType, Model, Provenance, AudioKind)


@dataclass(frozen=True, slots=True)
class Context:
    """Our metadata inside an item."""

    declared: Declarations
    line: int

    def members(self, name: str) -> tuple[Any, ...]:
        """Every value of one of our declarations; none where it is missing."""
        declaration = self.declared.others.get(PREFIX + name)
        value: Value | None = declaration.default if declaration is not None else None
        return value.members if value is not None else ()

    def text(self, name: str) -> str | None:
        """The first value of one of our declarations, as text."""
        members = self.members(name)
        return str(members[0]) if members else None

    def member(self, name: str, kind: type[_Choice]) -> _Choice:
        """The value of one of our declarations, as a member of an enumeration.

        Raises:
            QtiError: It is missing or unknown.
        """
        try:
            return kind(str(self.text(name)))
        except ValueError as error:
            raise QtiError(f"{PREFIX}{name} is missing or unknown", line=self.line) from error

    def level(self, key: str = "LEVEL") -> Level:
        """The CEFR level under that name.

        Raises:
            QtiError: It is missing or unknown.
        """
        name = self.text(key)
        if name is None or name not in Level.__members__:
            raise QtiError(f"{PREFIX}{key} is missing or unknown", line=self.line)
        return Level[name]

    def parameters(self) -> ItemParameters:
        """The frozen parameters of the item.

        Raises:
            QtiError: One is missing.
            ParametersError: No model allows them.
        """
        return ItemParameters(
            self.member("MODEL", Model),
            self._number("A"),
            tuple(float(step) for step in self.members("B")),
            self._number("C"),
            self._number("D"),
            self.member("PROVENANCE", Provenance),
        )

    def spoken(self) -> Spoken | None:
        """What is said in the recording, where the document carries it.

        Raises:
            QtiError: It carries it in part, or under an id that names no file.
        """
        identity, texts = self.text("AUDIO"), self.members("AUDIO_LINES")
        voices = self.members("AUDIO_VOICES")
        if identity is None or not texts:
            return None
        if not is_extract_id(identity) or len(voices) != len(texts) or set(voices) - {"a", "b"}:
            raise QtiError(f"{PREFIX}AUDIO is not an extract of ours", line=self.line)
        lines = tuple(Line(str(v), str(t)) for v, t in zip(voices, texts, strict=True))
        kind = self.member("AUDIO_KIND", AudioKind)
        extract = Extract(identity, self.level("AUDIO_LEVEL"), kind, lines, self.line)
        return Spoken(extract, self._number("AUDIO_S"))

    def _number(self, name: str) -> float:
        members = self.members(name)
        if len(members) != 1 or not isinstance(members[0], float):
            raise QtiError(f"{PREFIX}{name} is missing or no number", line=self.line)
        return members[0]

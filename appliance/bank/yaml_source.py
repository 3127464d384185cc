# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Authors' YAML, read so that words stay words and every mistake has a line.

Owns the step from a file to entries: text, lists and maps with the line they stand on.
Must not know what the entries mean. Stands on PyYAML's parser; its resolver is left out,
because in a language test ``no``, ``on`` and ``12:30`` are words, not truth values or
numbers of base sixty. Anchors and repeated keys are refused.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import yaml

from appliance.bank.errors import SourceError

CEILING: Final = 1 << 20
"""Most bytes of one file (1 MiB)."""

_DEPTH: Final = 12
_LOADER: Final = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Entry:
    """A map of the file: its values by key, the line where it begins."""

    line: int
    values: dict[str, "str | list[object] | Entry"] = field(
        default_factory=dict[str, "str | list[object] | Entry"]
    )

    def refuse_unknown(self, known: frozenset[str]) -> None:
        """Refuse keys that nobody would read.

        Raises:
            SourceError: A key is not among those known.
        """
        for key in self.values:
            if key not in known:
                raise SourceError(f"the key `{key}` is not known here", line=self.line)

    def text(self, key: str) -> str:
        """The text under a key, which must be there and not be empty.

        Raises:
            SourceError: It is missing, empty or no text.
        """
        value = self.values.get(key, "")
        if not isinstance(value, str) or not value.strip():
            raise SourceError(f"`{key}` must be a text", line=self.line)
        return value.strip()

    def text_or(self, key: str, default: str) -> str:
        """The text under a key, or the default where there is none.

        Raises:
            SourceError: It is there but empty or no text.
        """
        return self.text(key) if key in self.values else default

    def texts(self, key: str) -> tuple[str, ...]:
        """The list of texts under a key; empty where there is none.

        Raises:
            SourceError: It is no list, or a member is no text.
        """
        value = self.values.get(key, [])
        if not isinstance(value, list):
            raise SourceError(f"`{key}` must be a list", line=self.line)
        texts = [member.strip() for member in value if isinstance(member, str) and member.strip()]
        if len(texts) != len(value):
            raise SourceError(f"every member of `{key}` must be a text", line=self.line)
        return tuple(texts)

    def members(self, key: str) -> "tuple[str | Entry, ...]":
        """The list under a key, whose members are texts or maps; empty where there is none.

        Raises:
            SourceError: It is no list, or a member is a list.
        """
        value = self.values.get(key, [])
        if not isinstance(value, list):
            raise SourceError(f"`{key}` must be a list", line=self.line)
        members = [member for member in value if isinstance(member, str | Entry)]
        if len(members) != len(value):
            raise SourceError(f"`{key}` must not hold lists", line=self.line)
        return tuple(members)

    def entries(self, key: str) -> "tuple[Entry, ...]":
        """The list of maps under a key; empty where there is none.

        Raises:
            SourceError: It is no list, or a member is no map.
        """
        members = self.members(key)
        entries = [member for member in members if isinstance(member, Entry)]
        if len(entries) != len(members):
            raise SourceError(f"every member of `{key}` must be a map", line=self.line)
        return tuple(entries)


def read_yaml(path: Path) -> Entry:
    """The map that a file holds.

    Raises:
        SourceError: The file is missing, too large, not UTF-8, not YAML, or no map.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(f"the file cannot be read: {error.strerror}") from error
    return parse_yaml(data)


def parse_yaml(data: bytes) -> Entry:
    """The map that bytes hold.

    Raises:
        SourceError: They are too many, not UTF-8, not YAML, or no map.
    """
    if len(data) > CEILING:
        raise SourceError(f"{len(data)} bytes exceed the limit of {CEILING}")
    try:
        node = yaml.compose(data.decode(), Loader=_LOADER)
    except UnicodeDecodeError as error:
        raise SourceError("the file is not UTF-8 text") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise SourceError(f"this is not YAML: {error.problem}", line=line) from error
    value = _value(node, set(), 0) if node is not None else ""
    if not isinstance(value, Entry):
        raise SourceError("the file must hold a map")
    return value


def _value(node: yaml.Node, seen: set[int], depth: int) -> "str | list[object] | Entry":
    line = node.start_mark.line + 1
    if id(node) in seen or depth > _DEPTH:
        raise SourceError("anchors and very deep nesting are not accepted", line=line)
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        return _entry(node, seen, depth)
    if isinstance(node, yaml.SequenceNode):
        return [_value(member, seen, depth + 1) for member in node.value]
    return str(node.value)


def _entry(node: yaml.MappingNode, seen: set[int], depth: int) -> Entry:
    entry = Entry(node.start_mark.line + 1)
    for name, member in node.value:
        key = str(name.value)
        if not isinstance(name, yaml.ScalarNode) or key in entry.values:
            raise SourceError(f"the key `{key}` is repeated", line=name.start_mark.line + 1)
        entry.values[key] = _value(member, seen, depth + 1)
    return entry

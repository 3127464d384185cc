# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A bank in a folder: every author's file read, every mistake collected.

Owns the layout of a bank and its one reading, which does not stop at the first mistake.
Must not judge quality (the lint does) nor touch audio. Stands on the authoring modules.

    bank.yaml                 id, language, version, and what differs in the blueprint
    <domain>/<level>.yaml     domain, level, items
    reading/passages.yaml     passages
    listening/extracts.yaml   extracts
    oral.yaml                 introduction, role_plays, discussions
    minitest.yaml             items: seven ids, or whole items with domain and level
    exposure.yaml             the exposure cap and who may meet what (`escale bank balance`)
    practice/                 a bank of its own; :mod:`appliance.bank.practice` reads it
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, TypeVar

from appliance.bank.adaptive.exposure import EXPOSURE, Exposure
from appliance.bank.authoring import author_item, domain_of, level_of
from appliance.bank.errors import MissingError, SourceError
from appliance.bank.linting.problems import Problem
from appliance.bank.materials import (
    ORAL_PARTS,
    Extract,
    author_extract,
    author_passage,
    author_prompt,
)
from appliance.bank.yaml_source import Entry, read_yaml
from appliance.exam.cat.blueprint import Blueprint
from appliance.exam.items import Item
from appliance.exam.levels import Domain, Level
from appliance.exam.passages import OralMaterial, OralPart, OralPrompt, Passage

_Part = TypeVar("_Part")
_BANK: Final = "bank.yaml"
_PASSAGES: Final = "reading/passages.yaml"
_EXTRACTS: Final = "listening/extracts.yaml"
_ORAL: Final = "oral.yaml"
_MINITEST: Final = "minitest.yaml"
PRACTICE: Final = "practice"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was written: file within the bank, and line."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Bank:
    """Everything that authors wrote, as far as it could be read.

    ``places`` tells where each item, passage or extract stands; ``problems`` what could
    not be read. Only a bank without problems may be built. The blueprint holds what
    ``exposure`` says, stale or not: the lint tells which.
    """

    folder: Path
    id: str
    language: str
    version: str
    blueprint: Blueprint
    exposure: Exposure | None
    items: tuple[Item, ...]
    passages: dict[str, Passage]
    extracts: dict[str, Extract]
    minitest: tuple[str, ...]
    oral: OralMaterial
    places: dict[str, Place]
    problems: tuple[Problem, ...]


def load_bank(folder: Path) -> Bank:
    """Read a bank.

    Raises:
        MissingError: The folder does not exist.
    """
    if not folder.is_dir():
        raise MissingError(f"{folder} is not a folder with a bank in it.")
    reading = _Reading(folder)
    about = reading.open(_BANK, required=False) or Entry(0)
    blueprint, exposure = reading.blueprint(about), reading.exposure()
    for path in sorted(folder.glob("*/*.yaml")):
        name = path.relative_to(folder).as_posix()
        if name not in {_PASSAGES, _EXTRACTS} and path.parent.name != PRACTICE:
            reading.items_of(name, blueprint.cuts)
    minitest = reading.minitest(blueprint.cuts)
    passages = reading.parts(_PASSAGES, "passages", author_passage)
    extracts = reading.parts(_EXTRACTS, "extracts", author_extract)
    return Bank(
        folder=folder,
        id=about.text_or("id", folder.name),
        language=about.text_or("language", "en"),
        version=about.text_or("version", "1"),
        blueprint=exposure.freeze(blueprint) if exposure else blueprint,
        exposure=exposure,
        items=_mutual_enemies(reading.items),
        passages={passage.id: passage for passage in passages},
        extracts={extract.id: extract for extract in extracts},
        minitest=minitest,
        oral=reading.oral(),
        places=reading.places,
        problems=tuple(sorted(reading.problems)),
    )


@dataclass(slots=True)
class _Reading:
    """The state of one reading: what was found so far, and what was wrong."""

    folder: Path
    items: list[Item] = field(default_factory=list[Item])
    places: dict[str, Place] = field(default_factory=dict[str, Place])
    opened: dict[str, Entry | None] = field(default_factory=dict[str, Entry | None])
    problems: list[Problem] = field(default_factory=list[Problem])

    def open(self, name: str, *, required: bool) -> Entry | None:
        path = self.folder / name
        if not path.exists() and not required:
            return None
        if name not in self.opened:
            self.opened[name] = self._attempt(name, lambda: read_yaml(path))
        return self.opened[name]

    def blueprint(self, about: Entry) -> Blueprint:
        self._attempt(
            _BANK, lambda: about.refuse_unknown(frozenset({"id", "language", "version", "cuts"}))
        )
        cuts = self._attempt(_BANK, lambda: tuple(map(_number, about.texts("cuts"))))
        return replace(Blueprint(), cuts=cuts) if cuts else Blueprint()

    def exposure(self) -> Exposure | None:
        found = self.open(EXPOSURE, required=False)
        return self._attempt(EXPOSURE, lambda: Exposure.from_entry(found)) if found else None

    def items_of(self, name: str, cuts: Sequence[float]) -> None:
        top = self.open(name, required=True)
        if top is None:
            return
        scope = self._attempt(name, lambda: _scope(name, top))
        entries = self._attempt(name, lambda: top.entries("items"))
        if scope is None or entries is None:
            return
        for entry in entries:
            self._item(name, entry, scope, cuts)

    def minitest(self, cuts: Sequence[float]) -> tuple[str, ...]:
        top = self.open(_MINITEST, required=False)
        members = self._attempt(_MINITEST, lambda: top.members("items")) if top else None
        named: list[str] = []
        for member in members or ():
            if isinstance(member, str):
                named.append(member)
            elif (item := self._inline_item(member, cuts)) is not None:
                named.append(item.id)
        return tuple(named)

    def parts(self, name: str, key: str, author: Callable[[Entry], _Part]) -> list[_Part]:
        top = self.open(name, required=False)
        if top is None:
            return []
        entries = self._attempt(name, lambda: top.entries(key)) or ()
        found = [(entry, self._attempt(name, lambda e=entry: author(e))) for entry in entries]
        return [
            part
            for entry, part in found
            if part is not None and self._place(name, entry.text("id"), entry.line)
        ]

    def oral(self) -> OralMaterial:
        prompts = [
            prompt
            for key, part in ORAL_PARTS.items()
            for prompt in self.parts(_ORAL, key, _author_of(part))
        ]
        return OralMaterial(tuple(prompts))

    def _inline_item(self, entry: Entry, cuts: Sequence[float]) -> Item | None:
        scope = self._attempt(_MINITEST, lambda: (domain_of(entry), level_of(entry)))
        kept = {k: value for k, value in entry.values.items() if k not in {"domain", "level"}}
        return self._item(_MINITEST, Entry(entry.line, kept), scope, cuts) if scope else None

    def _item(
        self, name: str, entry: Entry, scope: tuple[Domain, Level], cuts: Sequence[float]
    ) -> Item | None:
        item = self._attempt(name, lambda: author_item(entry, *scope, cuts))
        if item is None or not self._place(name, item.id, entry.line):
            return None
        self.items.append(item)
        return item

    def _place(self, name: str, identity: str, line: int) -> bool:
        before = self.places.get(identity)
        if before is not None:
            message = f"the id is taken already, at {before.file}:{before.line}"
            self.problems.append(Problem(name, line, identity, "duplicate-id", message))
            return False
        self.places[identity] = Place(name, line)
        return True

    def _attempt(self, name: str, step: Callable[[], _Part]) -> _Part | None:
        try:
            return step()
        except SourceError as error:
            self.problems.append(Problem(name, error.line, error.item, "source", str(error)))
            return None


def _author_of(part: OralPart) -> Callable[[Entry], OralPrompt]:
    return lambda entry: author_prompt(entry, part)


def _scope(name: str, top: Entry) -> tuple[Domain, Level]:
    top.refuse_unknown(frozenset({"domain", "level", "items"}))
    domain, level = domain_of(top), level_of(top)
    expected = f"{domain}/{level.label.lower()}.yaml"
    if name != expected:
        raise SourceError(f"a file with this domain and level is called {expected}", line=top.line)
    return domain, level


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise SourceError(f"`{text}` is no number") from error


def _mutual_enemies(items: Sequence[Item]) -> tuple[Item, ...]:
    """If one item must not meet another, neither must the other meet the one."""
    named_by: dict[str, set[str]] = {}
    for item in items:
        for enemy in item.enemies:
            named_by.setdefault(enemy, set()).add(item.id)
    return tuple(
        replace(item, enemies=item.enemies | named_by[item.id]) if item.id in named_by else item
        for item in items
    )

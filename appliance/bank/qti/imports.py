# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""QTI documents and packages as a bank: what came in, what did not, and why.

Owns the import of many items and its report. Must not write to disk (the program does).
Stands on the reader, the container and the authoring notation.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from appliance.bank.errors import BankError, QtiError, SourceError
from appliance.bank.materials import Spoken
from appliance.bank.qti.flow import marked_text, plain_text
from appliance.bank.qti.losses import Note
from appliance.bank.qti.package import MANIFEST, Package, assemble, read_package
from appliance.bank.qti.reader import Adopted, Scope, read_item
from appliance.bank.qti.writer import audio_href
from appliance.bank.qti.xml_reader import Element, parse_xml
from appliance.bank.writing import extracts_yaml, item_entry, items_yaml, passages_yaml, to_yaml
from appliance.exam.items import Item
from appliance.exam.levels import Domain, Level
from appliance.exam.passages import Passage

_ZIP: bytes = b"PK\x03\x04"


class Status(StrEnum):
    """What became of a document."""

    IMPORTED = "imported"
    REJECTED = "rejected"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Line:
    """One document in the report: what became of it, and what to look at."""

    file: str
    item: str
    status: Status
    reason: str = ""
    line: int = 0
    notes: tuple[Note, ...] = ()

    def __str__(self) -> str:
        notes = "".join(f"\n    line {n.line}: {n.construct}: {n.message}" for n in self.notes)
        return f"{self.file}: {self.status.value} {self.reason or self.item}{notes}"


@dataclass(slots=True)
class Import:
    """Everything that was read from any number of documents."""

    scope: Scope
    items: dict[str, Item] = field(default_factory=dict[str, Item])
    passages: dict[str, Passage] = field(default_factory=dict[str, Passage])
    spoken: dict[str, Spoken] = field(default_factory=dict[str, Spoken])
    recordings: dict[str, bytes] = field(default_factory=dict[str, bytes])
    report: list[Line] = field(default_factory=list[Line])

    def read(self, name: str, data: bytes) -> None:
        """Read a document or a package; what is wrong with it goes into the report."""
        if not data.startswith(_ZIP):
            self._item(name, data, {})
            return
        try:
            package = read_package(data)
        except QtiError as error:
            self.refuse(name, error)
            return
        self._package(name, package)

    def read_files(self, name: str, files: Mapping[str, bytes]) -> None:
        """Read the files of a folder: a package by its manifest, otherwise every document."""
        if MANIFEST not in files:
            for place, data in files.items():
                if place.lower().endswith(".xml"):
                    self._item(f"{name}/{place}", data, {})
                else:
                    self._left_out(f"{name}/{place}", "not a document of QTI")
            return
        try:
            package = assemble(files)
        except QtiError as error:
            self.refuse(name, error)
            return
        self._package(name, package)

    def refuse(self, name: str, error: QtiError | SourceError) -> None:
        """Put down that something could not be read, and why."""
        self.report.append(Line(name, "", Status.REJECTED, str(error), error.line))

    def to_json(self) -> list[dict[str, Any]]:
        """The report as plain JSON values."""
        return [asdict(line) for line in self.report]

    def _package(self, name: str, package: Package) -> None:
        for resource in package.resources:
            place = f"{name}!{resource.href or resource.identifier}"
            if (resource.is_stimulus or resource.is_item) and resource.href not in package.files:
                message = f"<resource>: the file {resource.href} is not in the package"
                self.refuse(place, QtiError(message, line=resource.line))
            elif resource.is_stimulus:
                self._passage(place, package.files[resource.href])
        for resource in package.resources:
            if resource.is_item and resource.href in package.files:
                place = f"{name}!{resource.href}"
                self._item(place, package.files[resource.href], package.files)
        self._account_for_the_rest(name, package)

    def _account_for_the_rest(self, name: str, package: Package) -> None:
        """Say of everything else in a package that it stays outside."""
        read = {MANIFEST, *(audio_href(identity) for identity in self.recordings)}
        for resource in package.resources:
            place = f"{name}!{resource.href or resource.identifier}"
            if resource.is_item or resource.is_stimulus:
                read.add(resource.href)
                if resource.described:
                    self._left_out(place, "<metadata> of the manifest", resource.line)
            elif resource.href not in read:
                self._left_out(place, f"<resource>: {resource.kind} is not imported", resource.line)
                read |= {resource.href, *resource.files}
        for place in sorted(package.files.keys() - read):
            self._left_out(f"{name}!{place}", "a file that no item or passage of the manifest is")

    def _left_out(self, place: str, reason: str, line: int = 0) -> None:
        self.report.append(Line(place, "", Status.LEFT_OUT, reason, line))

    def _passage(self, place: str, data: bytes) -> None:
        try:
            passage = read_passage(data, self.scope.level)
        except QtiError as error:
            self.refuse(place, error)
            return
        self.passages[passage.id] = passage

    def _item(self, place: str, data: bytes, files: Mapping[str, bytes]) -> None:
        try:
            root = parse_xml(data)
            adopted = read_item(root, self.scope)
            item_entry(adopted.item, self.scope.cuts)
            self._check_neighbours(root, adopted, files)
        except (QtiError, SourceError) as error:
            self.refuse(place, error)
            return
        item = adopted.item
        self.items[item.id] = item
        if adopted.spoken is not None:
            identity = adopted.spoken.extract.id
            self.spoken[identity] = adopted.spoken
            self.recordings[identity] = files[audio_href(identity)]
        self.report.append(Line(place, item.id, Status.IMPORTED, notes=adopted.notes))

    def _check_neighbours(
        self, root: Element, adopted: Adopted, files: Mapping[str, bytes]
    ) -> None:
        """Refuse an item whose id came before, or whose passage or recording is not there."""
        item = adopted.item
        if item.id in self.items:
            raise QtiError(f"<{root.name}>: the id {item.id} came before", line=root.line)
        if item.passage is not None and item.passage not in self.passages:
            message = f"<qti-assessment-stimulus-ref>: no passage {item.passage}"
            raise QtiError(message, line=root.line)
        if item.audio is None:
            return
        if adopted.spoken is None or audio_href(item.audio) not in files:
            message = f"<qti-media-interaction>: no recording of {item.audio}"
            raise QtiError(message, line=root.line)


def read_passage(data: bytes, level: Level) -> Passage:
    """The passage of a stimulus document; ours say their level.

    Raises:
        QtiError: The document is no stimulus, or holds more than words.
    """
    root = parse_xml(data)
    body = root.child("qti-stimulus-body")
    if root.name != "qti-assessment-stimulus" or body is None:
        raise QtiError(f"<{root.name}> is no stimulus", line=root.line)
    own = marked_text(body)
    text = own.text if own is not None else plain_text(body).strip()
    label = root.attributes.get("label", "")
    found = Level[label] if label in Level.__members__ else level
    return Passage(root.required("identifier"), root.attributes.get("title", ""), text, found)


def bank_files(imported: Import, name: str, language: str) -> dict[str, bytes]:
    """The files of a bank with everything that was imported, by name.

    Raises:
        BankError: Nothing was imported.
    """
    if not imported.items:
        raise BankError("Nothing was imported.", advice="Read the report above.")
    groups: dict[tuple[Domain, Level], list[Item]] = defaultdict(list)
    known = imported.items.keys()
    for item in imported.items.values():
        # An enemy that stayed behind cannot meet anybody.
        groups[item.domain, item.level].append(replace(item, enemies=item.enemies & known))
    cuts = imported.scope.cuts
    texts = {"bank.yaml": to_yaml({"id": name, "language": language, "version": "1"})}
    for (domain, level), items in groups.items():
        texts[f"{domain}/{level.label.lower()}.yaml"] = items_yaml(items, cuts)
    if imported.passages:
        texts["reading/passages.yaml"] = passages_yaml(imported.passages.values())
    if imported.spoken:
        extracts = [spoken.extract for spoken in imported.spoken.values()]
        texts["listening/extracts.yaml"] = extracts_yaml(extracts)
    files = {place: text.encode() for place, text in texts.items()}
    for identity, data in imported.recordings.items():
        files[f"audio/{identity}.ogg"] = data
    return files


def count(report: Iterable[Line], status: Status) -> int:
    """How many documents of the report had that fate."""
    return sum(line.status is status for line in report)

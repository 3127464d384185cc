# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""QTI content packages: files with a manifest, in a ZIP file or a folder.

Owns the container. Must not read items nor write to disk. Stands on the standard
library's zipfile and QTI 3.0 packaging (imsmanifest.xml, IMS CP 1.1). Members are read
into memory, by name, under ceilings; no name of a member ever becomes a path to write.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from appliance.bank.errors import QtiError
from appliance.bank.qti.xml_reader import Element, parse_xml
from appliance.bank.qti.xml_writer import to_bytes

MANIFEST: Final = "imsmanifest.xml"
CEILING: Final = 256 << 20
"""Most bytes of a package, unpacked (256 MiB)."""

_MEMBERS: Final = 10_000
_MEMBER_CEILING: Final = 16 << 20
_CP: Final = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
_ITEM: Final = "imsqti_item_xmlv3p0"
_STIMULUS: Final = "imsqti_stimulus_xmlv3p0"
_WEB: Final = "webcontent"
_DATE: Final = (2000, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Resource:
    """One line of the manifest: identifier, type, main file, and what belongs to it.

    ``needs`` are identifiers of other resources; ``described`` says that metadata of the
    manifest stands beside it.
    """

    identifier: str
    kind: str
    href: str
    needs: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    described: bool = False
    line: int = 0

    @property
    def is_item(self) -> bool:
        """Whether it is an item of some QTI version."""
        return self.kind.startswith("imsqti_item")

    @property
    def is_stimulus(self) -> bool:
        """Whether it is a passage."""
        return self.kind.startswith("imsqti_stimulus")


@dataclass(frozen=True, slots=True)
class Package:
    """Files by name, and what the manifest says about them."""

    files: Mapping[str, bytes]
    resources: tuple[Resource, ...]


def item_resource(identifier: str, href: str, needs: Iterable[str] = ()) -> Resource:
    """The manifest's line for an item."""
    return Resource(identifier, _ITEM, href, tuple(needs))


def stimulus_resource(identifier: str, href: str) -> Resource:
    """The manifest's line for a passage."""
    return Resource(identifier, _STIMULUS, href)


def media_resource(identifier: str, href: str) -> Resource:
    """The manifest's line for a recording."""
    return Resource(identifier, _WEB, href)


def write_package(files: Mapping[str, bytes], resources: Sequence[Resource]) -> bytes:
    """The bytes of a package; the same content gives the same bytes."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in ((MANIFEST, to_bytes(_manifest(resources))), *sorted(files.items())):
            archive.writestr(zipfile.ZipInfo(name, _DATE), data, zipfile.ZIP_DEFLATED)
    return memory.getvalue()


def read_package(data: bytes) -> Package:
    """The files and the manifest of a package.

    Raises:
        QtiError: It is no ZIP file, too large, damaged, or without a sound manifest.
    """
    return assemble(_unpacked(data))


def read_folder(folder: Path) -> dict[str, bytes]:
    """The files of a folder by name, for instance those of an unpacked package.

    Raises:
        QtiError: They are too many or too large, or one of them is a link to elsewhere.
        OSError: One cannot be read.
    """
    files: dict[str, bytes] = {}
    total = 0
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            raise QtiError(f"{path.name} is a link; a package holds files only")
        if path.is_file():
            total += path.stat().st_size
            if len(files) >= _MEMBERS or total > CEILING or path.stat().st_size > _MEMBER_CEILING:
                raise QtiError("the folder holds too much for a package")
            files[path.relative_to(folder).as_posix()] = path.read_bytes()
    return files


def assemble(files: Mapping[str, bytes]) -> Package:
    """The package that files make, by their manifest, which may name what is not there.

    Raises:
        QtiError: There is no sound manifest.
    """
    if MANIFEST not in files:
        raise QtiError(f"the package has no {MANIFEST}")
    manifest = parse_xml(files[MANIFEST])
    resources = tuple(_resource(element) for element in manifest.find_all("resource"))
    return Package(files, resources)


def _unpacked(data: bytes) -> dict[str, bytes]:
    if len(data) > CEILING:
        raise QtiError(f"{len(data)} bytes exceed the limit of {CEILING}")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            # Sizes are those that the directory states; zipfile refuses to unpack more.
            total = sum(member.file_size for member in members)
            largest = max((member.file_size for member in members), default=0)
            if len(members) > _MEMBERS or total > CEILING or largest > _MEMBER_CEILING:
                raise QtiError("the package is too large once unpacked")
            if len({member.filename for member in members}) < len(members):
                raise QtiError("the package holds two files of one name")
            return {member.filename: archive.read(member) for member in members}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError) as error:
        raise QtiError("this is no package that can be unpacked") from error


def _resource(element: Element) -> Resource:
    needs = tuple(
        dependency.required("identifierref")
        for dependency in element.children
        if dependency.name == "dependency"
    )
    return Resource(
        element.required("identifier"),
        element.required("type"),
        unquote(element.attributes.get("href", "")),
        needs,
        tuple(unquote(one.required("href")) for one in element.find_all("file")),
        element.child("metadata") is not None,
        element.line,
    )


def _manifest(resources: Sequence[Resource]) -> Element:
    def make(name: str, *content: "str | Element", **attributes: str) -> Element:
        return Element(name, _CP, dict(attributes), 0, list(content))

    metadata = make("metadata", make("schema", "QTI Package"), make("schemaversion", "3.0.0"))
    listed = [
        make(
            "resource",
            make("file", href=resource.href),
            *(make("dependency", identifierref=_name(need)) for need in resource.needs),
            identifier=_name(resource.identifier),
            type=resource.kind,
            href=resource.href,
        )
        for resource in resources
    ]
    return make(
        "manifest",
        metadata,
        make("organizations"),
        make("resources", *listed),
        identifier="MANIFEST",
    )


def _name(identifier: str) -> str:
    """An identifier as XML allows it; ours begin with a letter (`item-`, `stimulus-` …)."""
    return re.sub(r"[^A-Za-z0-9._-]", lambda sign: f"_{ord(sign[0]):x}_", identifier)

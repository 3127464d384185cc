# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The recordings of a bank: which extract is spoken in which file, and whether it still is.

Owns the folder ``audio/`` with its index: per extract the digest of its script, and the
digest and length of its file. Must not speak (:mod:`appliance.bank.speech` does, and is
imported only then). Stands on the bank.

A recording is up to date when the digest of the script (text, voices, kind, level and
recipe) is the one in the index and the file has the digest that the index says.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from appliance.bank.bank import Bank
from appliance.bank.errors import ExtractError
from appliance.bank.files import write
from appliance.bank.materials import Extract
from appliance.exam.passages import AudioRef

RECIPE: Final = "espeak-ng 2"
"""Part of every script's digest; changes when the same text would be spoken otherwise."""

_FOLDER: Final = "audio"
_INDEX: Final = "index.json"


@dataclass(frozen=True, slots=True)
class Recording:
    """A line of the index: digests in hexadecimal, length in seconds."""

    script: str
    sha256: str
    duration_s: float


def script_digest(extract: Extract) -> str:
    """The digest of all that decides how an extract sounds."""
    script = {
        "recipe": RECIPE,
        "level": extract.level.label,
        "kind": extract.kind.value,
        "lines": [[line.voice, line.text] for line in extract.lines],
    }
    return sha256(json.dumps(script, sort_keys=True).encode()).hexdigest()


def read_index(bank: Bank) -> dict[str, Recording]:
    """The index of a bank; empty where nothing has been spoken yet.

    Raises:
        ExtractError: It is not what this program writes.
    """
    path = bank.folder / _FOLDER / _INDEX
    if not path.exists():
        return {}
    try:
        entries: dict[str, dict[str, Any]] = json.loads(path.read_text())
        return {identity: Recording(**entry) for identity, entry in entries.items()}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise ExtractError(f"{path.name} in {_FOLDER}/ is not an index of recordings.") from error


def stale(bank: Bank) -> dict[str, str]:
    """Extracts whose recording is missing or out of date, with the reason.

    Raises:
        ExtractError: The index cannot be read.
    """
    index = read_index(bank)
    reasons = {
        identity: _reason(bank, extract, index.get(identity))
        for identity, extract in bank.extracts.items()
    }
    return {identity: reason for identity, reason in reasons.items() if reason}


def speak_stale(bank: Bank) -> tuple[str, ...]:
    """Speak what is stale, drop what no extract names, write the index; the ids spoken.

    Raises:
        ExtractError: espeak-ng is missing or refuses a text.
    """
    from appliance.bank.speech import speak  # an author's machine only: needs soundfile

    index, spoken = read_index(bank), tuple(sorted(stale(bank)))
    for identity in spoken:
        extract = bank.extracts[identity]
        data, duration_s = speak(extract)
        write(_file(bank, identity), data, folders=True)
        digest = sha256(data).hexdigest()
        index[identity] = Recording(script_digest(extract), digest, duration_s)
    _drop_orphans(bank, index)
    _write_index(bank, {identity: index[identity] for identity in sorted(bank.extracts)})
    return spoken


def adopt(bank: Bank, durations_s: Mapping[str, float]) -> None:
    """Take recordings that were made elsewhere as up to date, and write the index.

    Args:
        bank: A bank whose files are in place.
        durations_s: The length of each recording in seconds, by extract.
    """
    index = {
        identity: Recording(
            script_digest(bank.extracts[identity]),
            sha256(_file(bank, identity).read_bytes()).hexdigest(),
            duration_s,
        )
        for identity, duration_s in sorted(durations_s.items())
    }
    _write_index(bank, index)


def recordings(bank: Bank, used: Iterable[str]) -> tuple[dict[str, AudioRef], dict[bytes, bytes]]:
    """The extracts that items use, as a pack names them, and their files by digest.

    Raises:
        ExtractError: A recording is missing or out of date.
    """
    index, reasons = read_index(bank), stale(bank)
    audio: dict[str, AudioRef] = {}
    media: dict[bytes, bytes] = {}
    for identity in sorted(set(used)):
        if identity in reasons:
            raise ExtractError(f"The recording of {identity} {reasons[identity]}.")
        extract, recording = bank.extracts[identity], index[identity]
        digest = bytes.fromhex(recording.sha256)
        media[digest] = _file(bank, identity).read_bytes()
        audio[identity] = AudioRef(
            identity, extract.kind, digest, recording.duration_s, extract.transcript
        )
    return audio, media


def _reason(bank: Bank, extract: Extract, recording: Recording | None) -> str:
    path = _file(bank, extract.id)
    if recording is None or not path.is_file():
        return "has not been made yet"
    if recording.script != script_digest(extract):
        return "is older than its text"
    if sha256(path.read_bytes()).hexdigest() != recording.sha256:
        return "is not the file that the index names"
    return ""


def _file(bank: Bank, identity: str) -> Path:
    return bank.folder / _FOLDER / f"{identity}.ogg"


def _drop_orphans(bank: Bank, index: Mapping[str, Recording]) -> None:
    for identity in index.keys() - bank.extracts.keys():
        _file(bank, identity).unlink(missing_ok=True)


def _write_index(bank: Bank, index: Mapping[str, Recording]) -> None:
    entries = {identity: asdict(recording) for identity, recording in index.items()}
    text = json.dumps(entries, indent=1, sort_keys=True) + "\n"
    write(bank.folder / _FOLDER / _INDEX, text.encode(), folders=True)

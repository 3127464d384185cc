# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The roster as a training centre writes it: CSV, YAML or JSON.

Owns reading the file into typed registrations, with the line of every mistake. Must
not make codes nor store anybody (`sync.central.publishing`).

Columns: given_name, family_name, birth_date, email, window_from, window_to, target;
optional: candidate_id, time_factor (1.0), biometric (true). Dates of a window are ISO
8601, with a time or without (then the whole last day counts), UTC unless they say so.
"""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import cast

import yaml

from appliance.exam.levels import Level
from sync.central.errors import ContentRefusedError
from sync.central.grading import level_from
from sync.central.plain_yaml import load_yaml
from sync.protocol.errors import MalformedError
from sync.protocol.personal_data import require_address, require_name

_REQUIRED = (
    "given_name",
    "family_name",
    "birth_date",
    "email",
    "window_from",
    "window_to",
    "target",
)
_OPTIONAL = ("candidate_id", "time_factor", "biometric")
_CEILING = 4 << 20
_MOST = 20_000
_LONGEST = 200
_SMALLEST_FACTOR, _LARGEST_FACTOR = 1.0, 10.0
_TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


@dataclass(frozen=True, slots=True)
class Registration:
    """One candidate as the centre registers them; `candidate_id` empty for a new one."""

    candidate_id: str
    given_name: str
    family_name: str
    birth_date: str
    email: str
    window_from_s: int
    window_to_s: int
    target: Level
    time_factor: float
    biometric: bool


def read_roster(data: bytes, name: str) -> tuple[Registration, ...]:
    """The registrations of a roster file; the ending of its name tells its form.

    Raises:
        ContentRefusedError: Not readable, or an entry that cannot be; names the entry.
    """
    if len(data) > _CEILING:
        raise ContentRefusedError(f"a roster file has at most {_CEILING} bytes")
    try:
        text = data.decode("utf-8-sig")
        entries = _entries(text, name.rpartition(".")[2].lower())
    except (UnicodeDecodeError, ValueError, csv.Error, yaml.YAMLError) as error:
        raise ContentRefusedError(f"the roster cannot be read: {error}") from error
    except RecursionError as error:
        raise ContentRefusedError("the roster is nested too deep") from error
    if not 0 < len(entries) <= _MOST:
        raise ContentRefusedError(f"a roster has 1 to {_MOST} candidates, not {len(entries)}")
    return tuple(_registration(entry, f"entry {place}") for place, entry in enumerate(entries, 1))


def _entries(text: str, form: str) -> list[Mapping[str, object]]:
    if form == "csv":
        # DictReader files surplus cells under `restkey`, which is then an unknown column.
        rows = csv.DictReader(io.StringIO(text), restkey="a cell too many")
        return [{key: value for key, value in row.items() if value} for row in rows]
    if form == "json":
        return _listed(json.loads(text))
    if form in {"yaml", "yml"}:
        return _listed(load_yaml(text))
    raise ContentRefusedError("a roster is a .csv, .yaml or .json file")


def _listed(document: object) -> list[Mapping[str, object]]:
    if isinstance(document, dict):
        document = cast("dict[str, object]", document).get("candidates")
    if not isinstance(document, list):
        raise ContentRefusedError("the roster needs a list of candidates")
    entries = cast("list[object]", document)
    if not all(isinstance(entry, dict) for entry in entries):
        raise ContentRefusedError("every candidate is a set of named values")
    return cast("list[Mapping[str, object]]", entries)


def _registration(entry: Mapping[str, object], where: str) -> Registration:
    unknown = set(entry) - {*_REQUIRED, *_OPTIONAL}
    missing = [name for name in _REQUIRED if entry.get(name) in (None, "")]
    if unknown or missing:
        raise ContentRefusedError(
            f"{where}: "
            + "; ".join(
                f"{word} {', '.join(names)}"
                for word, names in (("unknown", sorted(unknown)), ("missing", missing))
                if names
            )
        )
    window_from_s = _moment(entry["window_from"], where, last=False)
    window_to_s = _moment(entry["window_to"], where, last=True)
    if window_to_s < window_from_s:
        raise ContentRefusedError(f"{where}: the window ends before it starts")
    return Registration(
        candidate_id=_word(entry.get("candidate_id", ""), where),
        given_name=_name(entry["given_name"], where),
        family_name=_name(entry["family_name"], where),
        birth_date=_birth_date(entry["birth_date"], where),
        email=_email(entry["email"], where),
        window_from_s=window_from_s,
        window_to_s=window_to_s,
        target=level_from(_word(entry["target"], where).upper()),
        time_factor=_factor(entry.get("time_factor", 1.0), where),
        biometric=_truth(entry.get("biometric", True), where),
    )


def _word(value: object, where: str) -> str:
    if isinstance(value, list | dict):
        raise ContentRefusedError(f"{where}: a single value was expected")
    text = str(value).strip()
    if len(text) > _LONGEST or not text.isprintable():
        raise ContentRefusedError(f"{where}: a value is too long or holds control characters")
    return text


def _name(value: object, where: str) -> str:
    text = _word(value, where)
    try:
        require_name(text)
    except MalformedError as error:
        raise ContentRefusedError(f"{where}: {error}") from error
    return text


def _email(value: object, where: str) -> str:
    text = _word(value, where)
    try:
        require_address(text)
    except MalformedError as error:
        raise ContentRefusedError(f"{where}: '{text}' is not an email address") from error
    return text


def _birth_date(value: object, where: str) -> str:
    try:
        return date.fromisoformat(str(value).strip()).isoformat()
    except ValueError as error:
        raise ContentRefusedError(f"{where}: the birth date must look like 1990-12-31") from error


def _moment(value: object, where: str, *, last: bool) -> int:
    text = str(value).strip()
    try:
        moment = datetime.fromisoformat(text)
        if "T" not in text and " " not in text and last:
            moment = datetime.combine(moment.date(), time(23, 59, 59))
    except ValueError as error:
        raise ContentRefusedError(f"{where}: '{text}' is not an ISO 8601 date or time") from error
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def _factor(value: object, where: str) -> float:
    try:
        factor = float(str(value))
    except ValueError as error:
        raise ContentRefusedError(f"{where}: the time factor is not a number") from error
    if not _SMALLEST_FACTOR <= factor <= _LARGEST_FACTOR:
        raise ContentRefusedError(f"{where}: a time factor lies between 1 and 10")
    return factor


def _truth(value: object, where: str) -> bool:
    truth = _TRUTH.get(str(value).strip().lower())
    if truth is None:
        raise ContentRefusedError(f"{where}: 'biometric' is true or false")
    return truth

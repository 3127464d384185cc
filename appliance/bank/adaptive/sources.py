# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Where simulated sittings take their items from.

Owns reading a bank folder as the engine sees it, or a file of bare parameters. Must not
simulate. Stands on ``bank``, ``requests`` and ``appliance.exam.cat``.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from appliance.bank.adaptive.requests import read_items
from appliance.bank.bank import Bank, load_bank
from appliance.exam.cat.blueprint import Blueprint
from appliance.exam.cat.engine import CatItem
from appliance.exam.cat.errors import RequestError
from appliance.exam.cat.parameters import ItemParameters
from appliance.exam.timing import time_limit_s

USUAL_SHARE = 0.6
"""Usual share of the time limit that an answer takes."""


@dataclass(frozen=True, slots=True)
class Content:
    """Items with all their content rules, and their blueprint."""

    items: list[CatItem]
    blueprint: Blueprint


@dataclass(frozen=True, slots=True)
class Parameters:
    """Bare parameters with a domain each, for which only quotas hold."""

    items: list[ItemParameters]
    domains: list[int]


def read_source(path: Path) -> Content | Parameters:
    """A bank folder, or a JSON file ``{"items": […], "domains": […]}``.

    Raises:
        RequestError: The path is neither.
        SourceError: The folder holds no bank.
    """
    if path.is_dir():
        return content_of(load_bank(path))
    try:
        value: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise RequestError(f"{path.name} is neither a bank folder nor JSON: {error}") from error
    if not isinstance(value, dict) or "items" not in value:
        raise RequestError('a file of parameters is {"items": […], "domains": […]}')
    entry = cast("dict[str, Any]", value)
    items = read_items(entry["items"])
    if not items:
        raise RequestError("items must name at least one item")
    domains: Any = entry.get("domains", [0] * len(items))
    return Parameters(items, _check_domains(domains, len(items)))


def _check_domains(value: Any, count: int) -> list[int]:
    if not isinstance(value, list):
        raise RequestError("domains must be a list of whole numbers from 0")
    entries = cast("list[Any]", value)
    numbers = [e for e in entries if isinstance(e, int) and not isinstance(e, bool)]
    found = sorted(set(numbers))
    if len(numbers) != count or found != list(range(len(found))):
        raise RequestError("domains must give every item a whole number from 0, without gaps")
    return numbers


def content_of(bank: Bank) -> Content:
    """The exam's items of a bank as the engine sees them: all but the mini-test."""
    words = {name: len(passage.text.split()) for name, passage in bank.passages.items()}
    spoken = {name: _spoken_s(extract.lines) for name, extract in bank.extracts.items()}
    items = [
        CatItem(
            item.id,
            item.domain.number,
            item.type.value,
            int(item.level),
            item.parameters,
            item.passage or item.audio,
            item.enemies,
            item.pretest,
            USUAL_SHARE
            * time_limit_s(item, words.get(item.passage or "", 0), spoken.get(item.audio or "", 0)),
        )
        for item in bank.items
        if item.id not in bank.minitest
    ]
    return Content(items, bank.blueprint)


def _spoken_s(lines: Sequence[Any]) -> float:
    """Length of an extract at 150 words a minute, for banks that were not recorded yet."""
    return sum(len(str(line.text).split()) for line in lines) / 2.5

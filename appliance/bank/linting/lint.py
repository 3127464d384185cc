# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The lint: what a bank holds, and everything that is wrong with it.

Owns the report. Must not contain rules (see :mod:`appliance.bank.linting.items` and
:mod:`appliance.bank.linting.bank`) nor print. Stands on the bank.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from appliance.bank.bank import Bank
from appliance.bank.linting.bank import inspect_bank, sitting_minutes
from appliance.bank.linting.items import inspect
from appliance.bank.linting.problems import Problem, Severity
from appliance.bank.practice import inspect_practice, practice_of
from appliance.exam.items import Item


@dataclass(frozen=True, slots=True)
class PracticeReport:
    """What there is to practise with; none of it counts as an item of the exam."""

    items: int
    by_domain: dict[str, int]
    by_type: dict[str, int]
    by_level: dict[str, int]
    passages: int
    extracts: int
    oral: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a bank holds and what to correct; ``minutes`` are those of an average sitting."""

    items: int
    by_domain: dict[str, int]
    by_type: dict[str, int]
    by_level: dict[str, int]
    passages: int
    extracts: int
    oral: int
    minitest: int
    minutes: float
    practice: PracticeReport | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep the bank from being built."""
        return tuple(entry for entry in self.problems if entry.severity is Severity.ERROR)

    def to_json(self) -> dict[str, Any]:
        """The report as plain JSON values."""
        return asdict(self)


def lint(bank: Bank) -> Report:
    """Look at everything in a bank.

    Raises:
        ExtractError: The index of its recordings cannot be read.
    """
    practice = practice_of(bank)
    problems = [*bank.problems, *inspect_bank(bank)]
    for item in bank.items:
        place = bank.places[item.id]
        problems += [
            Problem(place.file, place.line, item.id, rule, message, severity)
            for rule, message, severity in inspect(item)
        ]
    if practice is not None:
        problems += inspect_practice(bank, practice)
    return Report(
        items=len(bank.items),
        **_spreads(bank.items),
        passages=len(bank.passages),
        extracts=len(bank.extracts),
        oral=len(bank.oral.prompts),
        minitest=len(bank.minitest),
        minutes=round(sitting_minutes(bank), 1),
        practice=None if practice is None else _practice(practice),
        problems=tuple(sorted(problems)),
    )


def _practice(practice: Bank) -> PracticeReport:
    return PracticeReport(
        items=len(practice.items),
        **_spreads(practice.items),
        passages=len(practice.passages),
        extracts=len(practice.extracts),
        oral=len(practice.oral.prompts),
    )


def _spreads(items: Iterable[Item]) -> dict[str, dict[str, int]]:
    listed = tuple(items)
    return {
        "by_domain": _counted(item.domain.value for item in listed),
        "by_type": _counted(item.type.value for item in listed),
        "by_level": _counted(item.level.label for item in listed),
    }


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))

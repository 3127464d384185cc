# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The lint: what a bank holds, and everything that is wrong with it.

Owns the report. Must not contain rules (see :mod:`appliance.bank.lint_items` and
:mod:`appliance.bank.lint_bank`) nor print. Stands on the bank.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from appliance.bank.bank import Bank
from appliance.bank.lint_bank import inspect_bank, sitting_minutes
from appliance.bank.lint_items import inspect
from appliance.bank.problems import Problem, Severity


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
    problems = [*bank.problems, *inspect_bank(bank)]
    for item in bank.items:
        place = bank.places[item.id]
        problems += [
            Problem(place.file, place.line, item.id, rule, message, severity)
            for rule, message, severity in inspect(item)
        ]
    return Report(
        items=len(bank.items),
        by_domain=_counted(item.domain.value for item in bank.items),
        by_type=_counted(item.type.value for item in bank.items),
        by_level=_counted(item.level.label for item in bank.items),
        passages=len(bank.passages),
        extracts=len(bank.extracts),
        oral=len(bank.oral.prompts),
        minitest=len(bank.minitest),
        minutes=round(sitting_minutes(bank), 1),
        problems=tuple(sorted(problems)),
    )


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))

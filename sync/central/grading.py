# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""From five oral competences and five written domains to one result.

Owns the oral grid and the rules that combine levels. Pure.

* The oral level is the median of the five competences: one outlier moves nothing.
* The overall level is the lower of the written and the oral level: a level is
  certified when it is reached in both parts, because the parts are inseparable.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from appliance.exam.levels import Level
from appliance.exam.oral_words import Competence
from sync.central.errors import ContentRefusedError


@dataclass(frozen=True, slots=True)
class OralGrid:
    """One level for each competence."""

    grades: tuple[tuple[Competence, Level], ...]

    @property
    def level(self) -> Level:
        """The median of the five grades."""
        ordered = sorted(level for _, level in self.grades)
        return ordered[len(ordered) // 2]

    def labels(self) -> dict[str, str]:
        """The grid with level labels, by competence."""
        return {competence.value: level.label for competence, level in self.grades}


def grid_from(labels: Mapping[str, str]) -> OralGrid:
    """A grid from level labels by competence.

    Raises:
        ContentRefusedError: A competence is missing or unknown, or a level is none.
    """
    expected = {competence.value for competence in Competence}
    if set(labels) != expected:
        raise ContentRefusedError(f"the grid needs exactly: {', '.join(sorted(expected))}")
    return OralGrid(tuple((name, level_from(labels[name.value])) for name in Competence))


def level_from(label: str) -> Level:
    """The level with this label, A1 to C2.

    Raises:
        ContentRefusedError: There is no such level.
    """
    for level in Level:
        if level.label == label:
            return level
    raise ContentRefusedError(f"'{label}' is not a level between A1 and C2")


def overall(written: Level, oral: Level) -> Level:
    """The level reached in both parts."""
    return min(written, oral)

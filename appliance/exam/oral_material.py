# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The material of one interview: one prompt per part, for a level and a trade, by a seed.

Owns the choice, the same on the station and at central. Pure; draws by SHA-256, not by a
library's generator, so that no release of anything changes it. Stands on the pack's
oral material.
"""

from dataclasses import dataclass
from hashlib import sha256

from appliance.exam.levels import Level
from appliance.exam.passages import OralMaterial, OralPart, OralPrompt
from appliance.exam.sitting_errors import NoOralMaterialError

GENERAL = "general"
"""The trade of prompts that suit everybody."""


@dataclass(frozen=True, slots=True)
class Script:
    """The three prompts of one interview, in order."""

    prompts: tuple[OralPrompt, ...]

    def of(self, part: OralPart) -> OralPrompt:
        """The prompt of a part."""
        return next(prompt for prompt in self.prompts if prompt.part is part)

    @property
    def identifiers(self) -> dict[str, str]:
        """Part → prompt identifier."""
        return {prompt.part.value: prompt.id for prompt in self.prompts}

    @property
    def questions(self) -> dict[str, int]:
        """Part → number of questions: the situation's own one and the follow-ups."""
        return {prompt.part.value: len(questions_of(prompt)) for prompt in self.prompts}


def questions_of(prompt: OralPrompt) -> tuple[str, ...]:
    """What is answered about a prompt, in order: the situation, then each follow-up."""
    return (prompt.situation, *prompt.follow_up)


def trades(material: OralMaterial) -> tuple[str, ...]:
    """The trades that the material knows, `general` first."""
    return (GENERAL, *sorted({prompt.trade for prompt in material.prompts} - {GENERAL}))


def choose(material: OralMaterial, level: Level, trade: str, seed: int) -> Script:
    """The script for a candidate.

    For each part: 1. the prompts of the nearest level, the lower one of two; 2. of these
    those of the trade, else the general ones, else all; 3. one of them by the seed.

    Raises:
        NoOralMaterialError: A part has no prompt at all.
    """
    return Script(tuple(_prompt(material, part, level, trade, seed) for part in OralPart))


def _prompt(
    material: OralMaterial, part: OralPart, level: Level, trade: str, seed: int
) -> OralPrompt:
    prompts = material.of(part)
    if not prompts:
        raise NoOralMaterialError(f"the content pack has no prompt for the part '{part.value}'")
    nearest = min({prompt.level for prompt in prompts}, key=lambda at: (abs(at - level), at))  # 1
    fitting = [prompt for prompt in prompts if prompt.level is nearest]
    for wanted in (trade, GENERAL):  # 2
        if any(prompt.trade == wanted for prompt in fitting):
            fitting = [prompt for prompt in fitting if prompt.trade == wanted]
            break
    draw = sha256(f"{seed}/{part.value}".encode()).digest()  # 3
    return fitting[int.from_bytes(draw) % len(fitting)]

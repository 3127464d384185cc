# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Made-up banks and candidates for the engine's tests.

Owns how a bank of a given size looks and how a candidate of known ability answers it.
"""

import numpy as np

from appliance.exam.cat.engine import CatItem, ExamSession
from appliance.exam.cat.models import probabilities
from appliance.exam.cat.parameters import ItemParameters, Model

TYPES = (
    ("inline_choice", "word_bank", "multiple_choice", "open_cloze"),
    ("inline_choice", "open_cloze", "scrambled", "word_bank"),
    ("inline_choice", "multiple_choice", "word_bank"),
    ("multiple_choice", "text_order"),
    ("listening",),
)


def make_bank(per_domain: int = 18, *, seed: int = 1) -> list[CatItem]:
    """All seven types, passages of three questions, pairs of enemies."""
    rng = np.random.default_rng(seed)
    items: list[CatItem] = []
    for domain in range(5):
        for number in range(per_domain):
            kind = TYPES[domain][number % len(TYPES[domain])]
            level = number * 6 // per_domain + 1
            b = -1.875 + 0.75 * (level - 1) + float(rng.normal(0, 0.1))
            chosen = kind in {"multiple_choice", "listening"}
            parameters = (
                ItemParameters(Model.THREE_PL, 1.1, (b,), 0.25)
                if chosen
                else ItemParameters(Model.GPCM, 0.8, (b - 0.4, b + 0.4))
            )
            shared = domain == 3 and kind == "multiple_choice"
            enemies = {f"{domain}-{number - 1}"} if number % 6 == 1 else set[str]()
            items.append(
                CatItem(
                    f"{domain}-{number}",
                    domain,
                    kind,
                    level,
                    parameters,
                    f"passage {number // 6}" if shared else None,
                    frozenset(enemies),
                    expected_s=40.0,
                )
            )
    return items


def sit(session: ExamSession, items: list[CatItem], theta: float, seed: int) -> None:
    """A candidate of this ability in every domain answers the whole sitting."""
    rng = np.random.default_rng(seed)
    while session.answered < session.length:
        item = session.next_item()
        chances = probabilities(items[item].parameters, np.array([theta]))[:, 0]
        session.record(item, int(rng.choice(chances.size, p=chances)), 30.0)

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What simulated sittings show, as figures.

Owns the statistics of ``escale cat simulate`` and their JSON. Must not simulate nor
draw. Stands on NumPy.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
BANDS = np.arange(-2.5, 2.51, 0.5)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Simulated sittings beside the truth.

    Args:
        truth: True abilities in logits, shape (N, D).
        theta: Estimates, shape (N, D).
        se: Standard errors, shape (N, D).
        overall: Level reported over all domains, 1 … 6, shape (N,).
        true_overall: Level of the mean true ability, shape (N,).
        exposure: Share of sittings per item, shape (items,).
        minutes: Length of each sitting, shape (N,), empty where times are unknown.
        length: Items per sitting.
        cap: The exposure cap, 1 where there was none.
        candidates: Who was seated, in words.
    """

    truth: Floats
    theta: Floats
    se: Floats
    overall: Integers
    true_overall: Integers
    exposure: Floats
    minutes: Floats
    length: int
    cap: float
    candidates: str

    @property
    def confusion(self) -> Integers:
        """Sittings by true level (rows) and reported level (columns), shape (6, 6)."""
        table = np.zeros((6, 6), dtype=np.int64)
        np.add.at(table, (self.true_overall - 1, self.overall - 1), 1)
        return table

    @property
    def chance(self) -> float:
        """Standard error of the rate of an item that is used as often as the cap allows."""
        return float(np.sqrt(self.cap * (1.0 - self.cap) / self.truth.shape[0]))

    def curve(self) -> list[dict[str, float]]:
        """Bias, RMSE and coverage by band of true ability."""
        truth, error = self.truth.ravel(), (self.theta - self.truth).ravel()
        covered = np.abs(error) < 1.96 * self.se.ravel()
        rows: list[dict[str, float]] = []
        for low, high in pairwise(BANDS.tolist()):
            inside = (truth >= low) & (truth < high)
            if inside.any():
                rows.append(
                    {
                        "theta": float(truth[inside].mean()),
                        "count": int(inside.sum()),
                        "bias": float(error[inside].mean()),
                        "rmse": float(np.sqrt((error[inside] ** 2).mean())),
                        "coverage": float(covered[inside].mean()),
                    }
                )
        return rows

    def to_json(self) -> dict[str, Any]:
        """Every figure, ready for a machine."""
        error = self.theta - self.truth
        confusion = self.confusion
        seated = confusion.sum(1)
        right = np.diag(confusion) / np.maximum(seated, 1)
        return {
            "sittings": int(self.truth.shape[0]),
            "candidates": self.candidates,
            "length": self.length,
            "rmse": float(np.sqrt((error**2).mean())),
            "rmse_by_domain": np.sqrt((error**2).mean(0)).tolist(),
            "bias": float(error.mean()),
            "mean_se": float(self.se.mean()),
            "coverage_95": float((np.abs(error) < 1.96 * self.se).mean()),
            "overall_exact": float((self.overall == self.true_overall).mean()),
            "overall_exact_by_level": [
                float(share) if count else None for share, count in zip(right, seated, strict=True)
            ],
            "confusion": confusion.tolist(),
            "exposure": {
                "cap": self.cap,
                "largest": float(self.exposure.max()),
                "chance": self.chance,
                "never_used": float((self.exposure == 0).mean()),
                "overlap": float((self.exposure**2).sum() / self.length),
            },
            "minutes": {
                "median": float(np.median(self.minutes)),
                "p95": float(np.quantile(self.minutes, 0.95)),
            }
            if self.minutes.size
            else None,
            "by_theta": self.curve(),
        }

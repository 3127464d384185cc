# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The figures of the adaptive engine beside their targets: ``python -m tests.bench.cat``.

Owns the table. Must not measure anything itself. Stands on ``cat_measures``, which gives
every figure a process of its own.
"""

import argparse
import json
import math
import os
import sys
from dataclasses import asdict, dataclass
from typing import Any

from tests.bench.cat_banks import LENGTH, VECTORS
from tests.bench.cat_measures import measure

PEERS = ("catsim", "adaptivetesting", "girth")
_DECISIONS = 20_000
_CHANCE = 0.015
"""Two standard errors of a difference of RMSEs near .47 over 4,000 candidates, unpaired."""


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    measured: str
    target: str
    met: bool
    peers: str = ""


def below(what: str, value: float, limit: float, unit: str = "", peers: str = "") -> Row:
    """A figure that must not exceed its target."""
    return Row(what, f"{value:.4g}{unit}", f"≤ {limit:g}{unit}", value <= limit, peers)


def accuracy_rows() -> list[Row]:
    """Distance from the vectors."""
    errors = measure("vectors")
    rest = max(errors[name] for name in ("BM", "ML", "WL"))
    return [
        below("EAP against vectors", errors["EAP"], 1e-6),
        below("MAP, ML, WL against vectors", rest, 1e-4),
    ]


def speed_rows() -> list[Row]:
    """Times, with the peers of this run."""
    peers: dict[str, float | None] = {name: measure(f"peer-{name}") for name in PEERS}
    steps = ", ".join(
        f"{name} {value:,.0f} µs" if value is not None else f"{name} not installed"
        for name, value in peers.items()
    )
    catsim = peers["catsim"]
    whole = "" if catsim is None else f"catsim {catsim * LENGTH:,.0f} µs"
    batch, rmse = measure("batch-3pl")
    batch_2pl, _ = measure("batch-2pl")
    return [
        below("select + update, 1-D, 5,000", measure("step-1d"), 10, " µs", steps),
        below("select + update, exact 5-D, 5,000", measure("step-5d"), 50, " µs"),
        below(
            "batched, per examinee, 3PL-5,000", batch, 60, " µs", f"{whole}; our RMSE {rmse:.4f}"
        ),
        below("batched, per examinee, 2PL-5,000", batch_2pl, 60, " µs", whole),
    ]


def domain_rows() -> list[Row]:
    """Five domains, ten items each, r known."""
    rows: list[Row] = []
    for model, rmse, exact in (("3pl", 0.375, 0.63), ("2pl", 0.320, 0.685)):
        found = measure(f"domains-{model}")
        ours, alone = found["ours"], found["alone"]
        name = f"{model.upper()}-500, r = 0.8"
        error = math.sqrt(ours["exact"] * (1 - ours["exact"]) / _DECISIONS)
        beside = f"independent {alone['rmse']:.3f}"
        rows += [
            below(f"RMSE per domain, {name}", ours["rmse"], rmse, peers=beside),
            Row(
                f"exact CEFR per domain, {name}",
                f"{ours['exact']:.3%}",
                f"≥ {exact:.1%}",
                ours["exact"] >= exact,
                f"independent {alone['exact']:.1%}; standard error {error:.2%} or more",
            ),
            Row(
                f"95 % coverage, {name}",
                f"{ours['coverage']:.3f}",
                ".94–.96",
                0.94 <= ours["coverage"] <= 0.96,
            ),
        ]
    return rows


def guard_rows() -> list[Row]:
    """The product's default prior, whatever the truth: no domain worse than alone."""
    cases = measure("guard")
    wrong = next(case for case in cases if case["true_r"] == 0.6)
    alone = min(wrong["alone"]["rmse"], 0.471)
    return [
        below("true r = 0.6, scored by the default", wrong["ours"]["rmse"], alone),
        *(_guard_row(case) for case in cases),
    ]


def _guard_row(case: dict[str, Any]) -> Row:
    ours, alone = case["ours"], case["alone"]
    pairs = zip(ours["by_domain"], alone["by_domain"], strict=True)
    worst = max(one - other for one, other in pairs)
    shifted = ", one domain 2 logits lower" if case["shift"] else ""
    rmse = f"RMSE {ours['rmse']:.4f}, independent {alone['rmse']:.4f}"
    return Row(
        f"worst domain, true r = {case['true_r']:g}{shifted}",
        f"{worst:+.4f}",
        f"≤ {_CHANCE:g}",
        worst <= _CHANCE,
        f"{rmse}; coverage {ours['coverage']:.3f}",
    )


def exposure_rows() -> list[Row]:
    """The cap of 0.20 on 3PL-500."""
    found = measure("capped")
    plain, ours = found["plain"], found["ours"]
    beside = f"plain cap {plain['rmse']:.4f}, {plain['never_used']:.1%} never used"
    most, never = ours["most_used"], ours["never_used"]
    return [
        below(f"RMSE, cap .20 (most used {most:.3f})", ours["rmse"], 0.405, peers=beside),
        Row("never used, cap .20", f"{never:.1%}", "≤ 20 %", never <= 0.20, beside),
    ]


def machine() -> str:
    """What else this machine does while it measures."""
    one, five, _ = os.getloadavg()
    return f"load {one:.1f} now, {five:.1f} over five minutes, on {os.cpu_count()} processors"


def main() -> int:
    """Measure, print, and say whether every target is met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    options = parser.parse_args()
    if not VECTORS.exists():
        sys.stdout.write("adaptive figures skipped: no shared vectors (set ESCALE_TEST_DATA)\n")
        return 0
    before = machine()
    rows = [*accuracy_rows(), *speed_rows(), *domain_rows(), *guard_rows(), *exposure_rows()]
    if options.json:
        sys.stdout.write(json.dumps([asdict(row) for row in rows]) + "\n")
        return 0
    sys.stdout.write(f"before: {before}\nafter:  {machine()}\n")
    for row in rows:
        mark = "ok  " if row.met else "MISS"
        sys.stdout.write(f"{mark} {row.what:48} {row.measured:>12} {row.target:>12}  {row.peers}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

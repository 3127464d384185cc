# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The figures of the adaptive engine beside their targets: ``python -m tests.bench.cat``.

Owns the table. Must not measure anything itself. Stands on ``cat_figures``, ``cat_peers``.
"""

import argparse
import json
import os
import sys
from dataclasses import asdict, dataclass

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one core, like the station's exam process

from tests.bench import cat_figures as figures
from tests.bench.cat_banks import LENGTH, VECTORS
from tests.bench.cat_peers import PEERS, step_us


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
    errors = figures.vector_errors()
    rest = max(errors[name] for name in ("BM", "ML", "WL"))
    return [
        below("EAP against vectors", errors["EAP"], 1e-6),
        below("MAP, ML, WL against vectors", rest, 1e-4),
    ]


def speed_rows(peers: dict[str, float | None]) -> list[Row]:
    """Times, with the peers of this run."""
    steps = ", ".join(
        f"{name} {value:,.0f} µs" if value is not None else f"{name} not installed"
        for name, value in peers.items()
    )
    catsim = peers["catsim"]
    whole = "" if catsim is None else f"catsim {catsim * LENGTH:,.0f} µs"
    batch, rmse = figures.batch_us("3pl", 5000)
    batch_2pl, _ = figures.batch_us("2pl", 5000)
    return [
        below("select + update, 1-D, 5,000", figures.single_step_us("3pl", 5000), 10, " µs", steps),
        below("select + update, exact 5-D, 5,000", figures.domain_step_us("3pl", 5000), 50, " µs"),
        below(
            "batched, per examinee, 3PL-5,000", batch, 60, " µs", f"{whole}; our RMSE {rmse:.4f}"
        ),
        below("batched, per examinee, 2PL-5,000", batch_2pl, 60, " µs", whole),
    ]


def domain_rows() -> list[Row]:
    """Five domains, ten items each."""
    rows: list[Row] = []
    for model, rmse, exact in (("3pl", 0.375, 0.63), ("2pl", 0.320, 0.685)):
        ours, alone = figures.domains(model, 0.8, 0.8), figures.domains(model, 0.8, 0.0)
        name = f"{model.upper()}-500, r = 0.8"
        rows += [
            below(
                f"RMSE per domain, {name}", ours.rmse, rmse, peers=f"independent {alone.rmse:.3f}"
            ),
            Row(
                f"exact CEFR per domain, {name}",
                f"{ours.exact:.2%}",
                f"≥ {exact:.1%}",
                ours.exact >= exact,
                f"independent {alone.exact:.1%}",
            ),
            Row(
                f"95 % coverage, {name}",
                f"{ours.coverage:.3f}",
                ".94–.96",
                0.94 <= ours.coverage <= 0.96,
            ),
        ]
    ours, alone = figures.domains("3pl", 0.6, 0.65), figures.domains("3pl", 0.6, 0.0)
    rows.append(below("true r = 0.6, scored at 0.65", ours.rmse, min(alone.rmse, 0.471)))
    return rows


def exposure_rows() -> list[Row]:
    """The cap of 0.20 on 3PL-500."""
    plain, ours = figures.capped(priced=False), figures.capped(priced=True)
    beside = f"plain cap {plain.rmse:.4f}, {plain.never_used:.1%} never used"
    return [
        below(f"RMSE, cap .20 (most used {ours.most_used:.3f})", ours.rmse, 0.405, peers=beside),
        Row(
            "never used, cap .20",
            f"{ours.never_used:.1%}",
            "≤ 20 %",
            ours.never_used <= 0.20,
            beside,
        ),
    ]


def main() -> int:
    """Measure, print, and say whether every target is met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    options = parser.parse_args()
    if not VECTORS.exists():
        sys.stdout.write("adaptive figures skipped: no shared vectors (set ESCALE_TEST_DATA)\n")
        return 0
    steps = {"catsim": 10, "adaptivetesting": 4, "girth": 30}
    peers = {name: step_us(name, 5000, steps[name]) for name in PEERS}
    rows = [*accuracy_rows(), *speed_rows(peers), *domain_rows(), *exposure_rows()]
    if options.json:
        sys.stdout.write(json.dumps([asdict(row) for row in rows]) + "\n")
    else:
        for row in rows:
            mark = "ok  " if row.met else "MISS"
            sys.stdout.write(
                f"{mark} {row.what:44} {row.measured:>12} {row.target:>12}  {row.peers}\n"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())

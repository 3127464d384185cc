# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Every figure by name, each measured in a process of its own.

Owns the isolation: a figure must not inherit warm caches, a grown heap or the threads of
the one before it. Must not judge. Stands on ``cat_figures`` and ``cat_peers``.

    python -m tests.bench.cat_measures NAME      prints the figure as JSON
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one core, like the station's exam process

from appliance.exam.cat.blueprint import Blueprint
from tests.bench import cat_figures as figures
from tests.bench.cat_peers import step_us

_PEER_STEPS = {"catsim": 10, "adaptivetesting": 4, "girth": 30}
TRUE_R = (0.0, 0.3, 0.6, 0.8, 0.95)
SHIFT = 2.0
PATIENCE_S = 900


def guarded() -> list[dict[str, Any]]:
    """The product's default beside independent scoring, for every true correlation."""
    rules = Blueprint()
    cases = [(r, 0.0) for r in TRUE_R] + [(0.8, SHIFT)]
    return [
        {
            "true_r": r,
            "shift": shift,
            "ours": asdict(figures.domains("3pl", r, rules.r, rules.guard, shift)),
            "alone": asdict(figures.domains("3pl", r, 0.0, 0.0, shift)),
        }
        for r, shift in cases
    ]


def _pair(model: str) -> dict[str, Any]:
    ours, alone = figures.domains(model, 0.8, 0.8), figures.domains(model, 0.8, 0.0)
    return {"ours": asdict(ours), "alone": asdict(alone)}


def _capped() -> dict[str, Any]:
    plain, ours = figures.capped(priced=False), figures.capped(priced=True)
    return {"ours": asdict(ours), "plain": asdict(plain)}


MEASURES: dict[str, Callable[[], Any]] = {
    "vectors": figures.vector_errors,
    "step-1d": lambda: figures.single_step_us("3pl", 5000),
    "step-5d": lambda: figures.domain_step_us("3pl", 5000),
    "batch-3pl": lambda: figures.batch_us("3pl", 5000),
    "batch-2pl": lambda: figures.batch_us("2pl", 5000),
    "domains-3pl": lambda: _pair("3pl"),
    "domains-2pl": lambda: _pair("2pl"),
    "guard": guarded,
    "capped": _capped,
    **{
        f"peer-{name}": lambda name=name, steps=steps: step_us(name, 5000, steps)
        for name, steps in _PEER_STEPS.items()
    },
}


def measure(name: str) -> Any:
    """Measure one figure in a new process.

    Raises:
        CalledProcessError: The measurement failed; its words are on the error stream.
    """
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.cat_measures", name],
        check=True,
        stdout=subprocess.PIPE,
        timeout=PATIENCE_S,
    )
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    sys.stdout.write(json.dumps(MEASURES[sys.argv[1]]()) + "\n")

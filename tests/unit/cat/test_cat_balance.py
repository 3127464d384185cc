# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The exposure cap as data: written, read, frozen into the pack, called stale."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from appliance.bank.adaptive.exposure import (
    EXPOSURE,
    Exposure,
    Population,
    balanced_for,
    control_exposure,
)
from appliance.bank.adaptive.sources import content_of
from appliance.bank.bank import load_bank
from appliance.bank.build import SAMPLE, build_pack
from appliance.bank.errors import SourceError
from appliance.bank.linting.lint import lint
from appliance.bank.linting.problems import Severity
from appliance.bank.program import app
from appliance.bank.yaml_source import parse_yaml
from appliance.exam.cat.blueprint import Blueprint
from appliance.exam.cat.errors import BlueprintError
from tests.unit.cat.banks import make_bank

RUNNER = CliRunner()


def test_the_sample_pack_carries_the_cap_that_was_computed_for_it() -> None:
    bank = load_bank(SAMPLE)
    assert bank.exposure is not None
    pack, _ = build_pack(bank)
    assert pack.blueprint.eligibility == bank.exposure.eligibility
    assert set(pack.blueprint.eligibility) == {item.id for item in pack.exam_items}
    assert pack.blueprint.exposure_cap == bank.exposure.cap == 0.2
    assert bank.exposure.largest < 0.23
    assert bank.exposure.never_used < 0.02


def test_a_changed_parameter_makes_it_stale_and_a_wording_does_not() -> None:
    bank = load_bank(SAMPLE)
    worded = replace(bank.items[0], explanation="Said better.")
    shifted = replace(bank.items[0], parameters=replace(bank.items[0].parameters, a=0.9))
    for item, told in ((worded, 0), (shifted, 1)):
        other = replace(bank, items=(item, *bank.items[1:]))
        found = [problem for problem in lint(other).problems if problem.rule == "exposure"]
        assert len(found) == told
        assert all(problem.severity is Severity.ERROR for problem in found)


def test_a_bank_without_it_is_warned_about() -> None:
    found = lint(replace(load_bank(SAMPLE), exposure=None)).problems
    assert [(p.rule, p.severity) for p in found] == [("exposure", Severity.WARNING)]


@pytest.mark.parametrize("population", list(Population))
def test_what_is_written_is_what_is_read(population: Population) -> None:
    items, heard = make_bank(20), list[int]()
    blueprint = Blueprint(exposure_cap=0.7)
    made, again = (
        control_exposure(
            items, blueprint, sittings=20, seed=3, population=population, told=listener
        )
        for listener in (heard.append, None)
    )
    assert made == again
    assert sum(heard) == 30
    assert made.digest == balanced_for(items, made.freeze(Blueprint()))
    assert min(made.eligibility.values()) < 1.0


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("cap: 0.2", "cap: 2"),
        ("cap: 0.2", "cap: some"),
        ("seed: 1", "seed: -1"),
        ("  a: 0.5000", "  a: [1]"),
        ("eligibility:\n  a: 0.5000", "eligibility: 1"),
        ("seed: 1", "seed: 1\nsurprise: 1"),
        ("digest: x", ""),
    ],
)
def test_a_file_of_another_shape_is_refused(right: str, wrong: str) -> None:
    text = Exposure(0.2, 1, 9, "all", "x", 0.2, 0.0, {"a": 0.5}).to_yaml()
    assert right in text
    with pytest.raises(SourceError):
        Exposure.from_entry(parse_yaml(text.replace(right, wrong).encode()))


def test_a_cap_that_cannot_hold_is_refused() -> None:
    with pytest.raises(BlueprintError, match="domain 0 has 20 items; 50 are needed"):
        control_exposure(make_bank(20), Blueprint(exposure_cap=0.2), sittings=40, seed=1)


def test_the_command_writes_the_file_and_the_lint_is_content(tmp_path: Path) -> None:
    folder = tmp_path / "en"
    shutil.copytree(SAMPLE, folder)
    (folder / EXPOSURE).unlink()
    done = RUNNER.invoke(
        app, ["balance", str(folder), "--sittings", "40", "--cap", "0.5", "--json"]
    )
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    bank = load_bank(folder)
    assert bank.exposure is not None
    assert (bank.exposure.cap, bank.exposure.digest) == (0.5, told["digest"])
    assert not [problem for problem in lint(bank).problems if problem.rule == "exposure"]
    assert content_of(bank).blueprint.exposure_cap == 0.5

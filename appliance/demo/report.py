# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""How the story ends: one object for machines, one table for people.

Owns both layouts. Must not find anything out. Stands on the facts and on rich.
"""

from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from appliance.demo.story import Facts, Stage
from appliance.exam.levels import Level

LEVELS = tuple(level.label for level in Level)
BAR_CELLS = 18


def as_object(facts: Facts, stage: Stage) -> dict[str, Any]:
    """Everything that was found out, as `escale demo --json` prints it."""
    report = facts.review["report"]
    return {
        "sitting": {
            "items": sum(facts.sitting["domains"].values()),
            "domains": {
                name: {
                    "level": Level(result["level"]).label,
                    "theta": round(result["theta"], 3),
                    "se": round(result["se"], 3),
                    "items": facts.sitting["domains"][name],
                }
                for name, result in report["domains"].items()
            },
            "overall": Level(report["overall"]["level"]).label,
            "types": facts.sitting["types"],
            "answer_commit_ms": facts.sitting["answer_ms"],
            "demonstrated_minutes": round(facts.sitting["demonstrated_minutes"], 1),
            "evidence_clips": sum(flag["evidence"] is not None for flag in facts.review["flags"]),
            "flags": [flag["signal"] for flag in facts.review["flags"]],
            "capabilities": facts.sitting["capabilities"],
            "key_tier": facts.sitting["key_tier"],
        },
        "content": facts.content,
        "wire": facts.wire,
        "certificate": {
            "pdf": str(stage.documents / "certificate.pdf"),
            "attestation_pdf": str(stage.documents / "attestation.pdf"),
            "qr_png": str(stage.documents / "qr.png"),
            "qr_text": (stage.documents / "qr.txt").read_text(encoding="utf-8").strip(),
        },
        "verification": facts.verification,
        "seconds": {name: round(taken, 2) for name, taken in facts.seconds.items()},
        "dir": str(stage.folder),
    }


def as_table(report: dict[str, Any]) -> RenderableType:
    """The closing table."""
    sitting, wire = report["sitting"], report["wire"]
    domains = Table("domain", "level", "", "items", title="The sitting", title_justify="left")
    for name, result in sitting["domains"].items():
        domains.add_row(name, result["level"], _bar(result["level"]), str(result["items"]))
    domains.add_row("overall", sitting["overall"], _bar(sitting["overall"]), str(sitting["items"]))
    figures = Table(show_header=False, title="The figures", title_justify="left")
    commit = sitting["answer_commit_ms"]
    for name, value in (
        ("answer to durable commit", f"{commit['median']:.1f} ms (p99 {commit['p99']:.1f} ms)"),
        ("bundle", f"{wire['bundle_bytes']:,} bytes"),
        ("sent over the broken link", f"{wire['sent_bytes']:,} bytes, HTTP included"),
        ("receipts", str(wire["receipts"])),
        ("sealed evidence clips", str(sitting["evidence_clips"])),
        ("certificate", "valid" if report["verification"]["valid"] else "NOT valid"),
        ("network while verifying", report["verification"]["network"]),
        ("seconds in all", f"{sum(report['seconds'].values()):.1f}"),
    ):
        figures.add_row(name, value)
    return Group(domains, figures, _files(report), *_missing(sitting["capabilities"]))


def _bar(level: str) -> str:
    return "█" * (BAR_CELLS * (LEVELS.index(level) + 1) // len(LEVELS))


def _files(report: dict[str, Any]) -> Table:
    files = Table(show_header=False, title="The files", title_justify="left")
    for name in ("attestation_pdf", "pdf", "qr_png"):
        path = Path(report["certificate"][name])
        files.add_row(path.name, Text(str(path), overflow="fold"))
    files.add_row("everything", Text(report["dir"], overflow="fold"))
    return files


def _missing(capabilities: dict[str, str]) -> list[Text]:
    """What this machine could not do, said plainly."""
    return [
        Text(f"{role}: {state}", style="yellow")
        for role, state in sorted(capabilities.items())
        if state.startswith("missing")
    ]

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The page that ``escale bank calibrate`` writes: what to look at, and every item.

Owns how a calibration looks. Must not judge: flags come with the report. Stands on
``report``, whose JSON it shows, and ``plots``.
"""

from collections.abc import Sequence
from html import escape
from typing import Any, Final

import numpy as np

from appliance.bank.calibration.report import FEW, FEWEST_ANCHORS, location
from appliance.bank.plots import BLUE, GREY, RUST, Axes, Series, Shape, document, figure, plot
from appliance.exam.cat.models import probabilities
from appliance.exam.cat.parameters import ItemParameters

_CURVES: Final = 24
"""Items whose curves are drawn at most."""
_HEADS: Final = ("item", "domain", "answers", "a", "b", "c", "drift", "RMSD", "misfit", "flags")
_NOTE: Final = (
    "Errors in brackets. Drift is the change of location in logits against the parameters in "
    "use, after linking. RMSD is the distance of observed and expected curve as a share of the "
    "score; “misfit” is the share of false alarms to expect among items that fit as badly."
)

Entry = dict[str, Any]


def page(report: dict[str, Any], title: str) -> str:
    """The whole page as HTML.

    Args:
        report: As ``report.describe`` gives it.
        title: Its heading.
    """
    items: list[Entry] = sorted(report["items"], key=lambda item: -len(_serious(item)))
    suspects = [item for item in items if _serious(item)]
    figures = [figure("Location now and before, in logits", _drift(items))] if _known(items) else []
    figures += [figure(_heading(item), _curve(item)) for item in suspects[:_CURVES]]
    drawn = f'<div class="grid">{"".join(figures)}</div>' if figures else ""
    more = len(suspects) - _CURVES
    rest = (
        f'<p class="note">{more} more flagged items have no picture here.</p>' if more > 0 else ""
    )
    body = f'{_summary(report)}{drawn}{rest}<p class="note">{_NOTE}</p>{_table(items)}'
    return document(title, body)


def _serious(item: Entry) -> list[str]:
    """Flags that ask for a look at the item itself, not for more answers."""
    return [flag for flag in item["flags"] if flag in {"misfit", "drift", "weak"}]


def _known(items: Sequence[Entry]) -> list[Entry]:
    return [item for item in items if item["drift"] is not None and item["count"]]


def _heading(item: Entry) -> str:
    return f"{item['id']}: {', '.join(item['flags'])}"


def _summary(report: dict[str, Any]) -> str:
    items: list[Entry] = report["items"]
    flagged = {
        flag: sum(flag in item["flags"] for item in items)
        for flag in ("misfit", "drift", "weak", "few responses", "never asked")
    }
    state = "converged" if report["converged"] else "did NOT converge"
    rows = [("Items", f"{len(items)}; {state} after {report['cycles']} cycles")]
    if report["correlation"] is not None:
        rows.append(("Correlation of two domains", f"{report['correlation']:.2f}"))
    rows += _scales(report["links"])
    rows += [(f"Flag “{flag}”", str(count)) for flag, count in flagged.items() if count]
    cells = "".join(f"<tr><th>{escape(k)}</th><td>{escape(v)}</td></tr>" for k, v in rows)
    return f"<table>{cells}</table>"


def _scales(links: dict[str, dict[str, Any]]) -> list[tuple[str, str]]:
    linked = {name: scale for name, scale in links.items() if scale["anchors"] >= FEWEST_ANCHORS}
    rows = [
        (
            f"Old scale, {name}",
            f"{scale['slope']:.3f} × new {scale['intercept']:+.3f} ({scale['anchors']} anchors)",
        )
        for name, scale in linked.items()
    ]
    loose = [name for name in links if name not in linked]
    if loose:
        rows.append(("New scale, for want of calibrated items", ", ".join(loose)))
    return rows


def _drift(items: Sequence[Entry]) -> str:
    known = _known(items)
    series: list[Series] = []
    for name, colour, chosen in (
        ("as before", BLUE, [item for item in known if "drift" not in item["flags"]]),
        ("drifted", RUST, [item for item in known if "drift" in item["flags"]]),
    ):
        before = [location(ItemParameters.from_claims(item["before"])) for item in chosen]
        shift = [item["drift"] for item in chosen]
        now = [old + change for old, change in zip(before, shift, strict=True)]
        series.append(Series(name, before, now, colour, Shape.DOTS))
    return plot(series, Axes("before", diagonal=True))


def _curve(item: Entry) -> str:
    observed: list[dict[str, float]] = item["observed"]
    grid = np.linspace(-3.5, 3.5, 71)
    series = [Series("expected", grid.tolist(), _expected(item["parameters"], grid))]
    if item["before"] is not None:
        before = _expected(item["before"], grid)
        series.insert(0, Series("before", grid.tolist(), before, GREY))
    seen = [point for point in observed if abs(point["theta"]) <= grid[-1]]
    series.append(
        Series(
            "observed",
            [point["theta"] for point in seen],
            [point["score"] for point in seen],
            RUST,
            Shape.DOTS,
        )
    )
    return plot(series, Axes("ability in logits", low=0.0, high=1.0))


def _expected(claims: dict[str, Any], grid: np.ndarray[Any, np.dtype[np.float64]]) -> list[float]:
    curves = probabilities(ItemParameters.from_claims(claims), grid)
    shares: list[float] = (np.arange(curves.shape[0]) / (curves.shape[0] - 1) @ curves).tolist()
    return shares


def _table(items: Sequence[Entry]) -> str:
    head = "".join(f"<th>{name}</th>" for name in _HEADS)
    rows = "".join(_row(item) for item in items)
    return f"<table><tr>{head}</tr>{rows}</table>"


def _row(item: Entry) -> str:
    now, errors, fit = item["parameters"], item["errors"], item["fit"]
    steps = zip(now["b"], errors["b"], strict=True)
    cells = [
        item["id"],
        item["domain"],
        f"{item['count']}",
        _measured(f"{now['a']:.2f}", errors["a"]),
        " ".join(_measured(_signed(b), error) for b, error in steps),
        _measured(f"{now['c']:.2f}", errors["c"]) if errors["c"] is not None else "",
        _signed(item["drift"]) if item["drift"] is not None and item["count"] else "",
        f"{item['rmsd']:.3f}" if item["count"] >= FEW else "",
        f"{fit['adjusted']:.3f}" if fit["adjusted"] is not None else "",
        ", ".join(item["flags"]),
    ]
    shade = ' class="miss"' if _serious(item) else ""
    return f"<tr{shade}>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "\u2212")


def _measured(value: str, error: float) -> str:
    """A number and its standard error, never on two lines."""
    return f"{value}\u00a0({error:.2f})"

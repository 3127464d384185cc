# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Sections on identity: pairs of faces, clean and as a document's small grey portrait.

Owns what is told of each and beside which target. Must not measure by itself. Stands on the
pairs of this package.
"""

from dataclasses import replace

import numpy as np

from edge_proctor.detectors.embedding import FaceEmbedder, similarity
from edge_proctor.errors import ToolMissingError
from edge_proctor.evaluation.bench import Bench
from edge_proctor.evaluation.figures import Figure, Section, Table, between, counted, percent
from edge_proctor.evaluation.pairs import PairReport, evaluate_pairs, roc
from edge_proctor.evaluation.plots import (
    Curve,
    Drawing,
    Series,
    draw_curves,
    draw_histogram,
    linear,
    probit,
)
from edge_proctor.evaluation.rates import Rate
from edge_proctor.identity import BANDS, Band, Condition
from edge_proctor.models.manifest import Role
from edge_proctor.models.store import VerifiedModel
from edge_proctor.pictures import read_picture
from edge_proctor.quantising.agreement import embedding_inputs
from edge_proctor.quantising.recipes import RECIPES, quantise

PORTRAIT_PIXELS = 40  # height of a face on the smallest readable documents
_EQUAL_ERROR_LOSS = 0.005


def measure_clean_pairs(bench: Bench) -> Section:
    """The labelled pairs as they are, in full precision and in eight bits."""
    model = bench.store.load(Role.EMBEDDING)
    report = _pairs(bench, model, None)
    figures = [_equal_error_figure("equal error rate, clean pairs", report)]
    data = _pairs_data(report, Condition.CLEAN, model.entry.label)
    try:
        variant, agreement = eight_bits(bench, model)
    except ToolMissingError as error:
        figures.append(
            Figure(
                "eight bits against full precision", "≤ .5 point", "not measured", basis=str(error)
            )
        )
    else:
        eight = _pairs(bench, variant, None)
        figures.append(_loss_figure(report, eight, agreement))
        data["int8"] = {
            **_pairs_data(eight, Condition.CLEAN, variant.entry.label),
            "agreement": round(agreement, 4),
        }
    figures += _band_figures(report, Condition.CLEAN, "clean pairs")
    return Section(
        "identity",
        "Identity: clean pairs",
        tuple(figures),
        data,
        (
            "The pairs show a handful of persons again and again. An equal error rate of 0 on so"
            " few bounds the true one only as far as the interval says.",
        ),
        (_confusion(report, BANDS[Condition.CLEAN]),),
        (_scores(report, BANDS[Condition.CLEAN], "clean pairs"),),
    )


def measure_small_portraits(bench: Bench) -> Section:
    """The same pairs with one side made a document's grey portrait of 40 pixels."""
    model = bench.store.load(Role.EMBEDDING)
    clean = _pairs(bench, model, None)
    report = _pairs(bench, model, PORTRAIT_PIXELS)
    band = BANDS[Condition.SMALL_PORTRAIT]
    name = f"a portrait of {PORTRAIT_PIXELS} pixels"
    figures = (
        _equal_error_figure(f"equal error rate, {name}", report),
        *_band_figures(report, Condition.SMALL_PORTRAIT, name),
    )
    return Section(
        "portrait",
        "Identity: a document's small grey portrait",
        figures,
        _pairs_data(report, Condition.SMALL_PORTRAIT, model.entry.label),
        (
            "Made from the same pairs: one side, then the other, in grey, compressed, the face 40"
            " pixels high. Real documents are worse: patterns over the face, years between.",
        ),
        (_confusion(report, band),),
        (_trade_off([("clean pairs", clean), (name, report)]), _scores(report, band, name)),
    )


def eight_bits(bench: Bench, model: VerifiedModel) -> tuple[VerifiedModel, float]:
    """The embedding's eight-bit variant, though its gate may refuse it, and its agreement.

    Raises:
        ToolMissingError: the package that quantises is missing.
    """
    pictures = [read_picture(path) for path in sorted((bench.folder / "faces_misc").glob("*.jpg"))]
    seen = [
        (it, face)
        for it in pictures
        for face in bench.faces.detect(it)[:3]
        if face.height * it.shape[0] >= 64
    ]

    def agree(full: VerifiedModel, variant: VerifiedModel) -> float:
        first, second = FaceEmbedder(full), FaceEmbedder(variant)
        cosines = [similarity(first.embed(*it), second.embed(*it)) for it in seen[1::2]]
        return float(np.mean(cosines)) if cosines else 0.0

    recipe = replace(RECIPES[Role.EMBEDDING], budget=0.0)
    made = quantise(model, recipe, embedding_inputs(seen[::2]), agree)
    return made.model, made.agreement


def _pairs(bench: Bench, model: VerifiedModel, portrait: int | None) -> PairReport:
    folder = bench.folder / "faces_pairs"
    return evaluate_pairs(folder, bench.faces, FaceEmbedder(model), portrait)


def _size(report: PairReport) -> str:
    return f"{len(report.genuine)} pairs of one person, {len(report.impostor)} of two"


def _equal_error_figure(what: str, report: PairReport) -> Figure:
    rate, at = report.equal_error
    return Figure(
        what,
        "stated",
        f"{percent(rate)} at {at:.2f}",
        between(report.equal_error_interval),
        None,
        _size(report),
    )


def _loss_figure(full: PairReport, eight: PairReport, agreement: float) -> Figure:
    loss = eight.equal_error[0] - full.equal_error[0]
    gate = RECIPES[Role.EMBEDDING].budget
    kept = "its gate accepts it" if agreement >= gate else "its gate refuses it, so it is not used"
    return Figure(
        "equal error rate in eight bits, against full precision",
        "within .5 point",
        f"{100 * loss:+.1f} points",
        between(eight.equal_error_interval),
        abs(loss) <= _EQUAL_ERROR_LOSS,
        f"the same pairs; agreement {agreement:.3f} on other pictures, {kept}",
    )


def _band_figures(report: PairReport, condition: Condition, name: str) -> list[Figure]:
    band = BANDS[condition]
    accepted = report.false_acceptance(band.match)
    refused = report.false_rejection(band.no_match)
    unsure = Rate(
        report.confusion(band.match, band.no_match)["same person"][1], len(report.genuine)
    )
    rows = (
        (f"other persons called a match at {band.match:.2f}", accepted),
        (f"same person called no match below {band.no_match:.2f}", refused),
        ("same person sent to people as unsure", unsure),
    )
    return [
        Figure(
            f"{what}, {name}", "stated", counted(rate), between(rate.interval), None, _size(report)
        )
        for what, rate in rows
    ]


def _pairs_data(report: PairReport, condition: Condition, model: str) -> dict[str, object]:
    band = BANDS[condition]
    rate, at = report.equal_error
    return {
        "model": model,
        "equal_error_rate": round(rate, 4),
        "ci95": [round(it, 4) for it in report.equal_error_interval],
        "at_threshold": round(at, 3),
        "match_at": band.match,
        "no_match_below": band.no_match,
        "false_acceptance": report.false_acceptance(band.match).as_json(),
        "false_no_match": report.false_rejection(band.no_match).as_json(),
        "confusion": report.confusion(band.match, band.no_match),
        "genuine": [round(it, 3) for it in report.genuine],
        "impostor": [round(it, 3) for it in report.impostor],
    }


def _confusion(report: PairReport, band: Band) -> Table:
    rows = tuple(
        (name, *(str(count) for count in counts))
        for name, counts in report.confusion(band.match, band.no_match).items()
    )
    heads = (
        "pictures of",
        f"match (≥ {band.match:.2f})",
        "unsure",
        f"no match (< {band.no_match:.2f})",
    )
    return Table("What is decided; unsure and no match go to people.", heads, rows, heat=True)


def _scores(report: PairReport, band: Band, name: str) -> Drawing:
    return draw_histogram(
        [Series("two persons", report.impostor, 2), Series("one person", report.genuine, 0)],
        linear("cosine", -0.3, 1.0, steps=6),
        (-0.3, 1.0),
        f"Similarity of {name}, with the thresholds of this condition.",
        marks=((band.no_match, "no match"), (band.match, "match")),
    )


def _trade_off(reports: list[tuple[str, PairReport]]) -> Drawing:
    curves = [
        Curve(
            name,
            tuple((it.accepted, it.rejected) for it in roc(report.genuine, report.impostor)),
            kind,
        )
        for kind, (name, report) in enumerate(reports)
    ]
    return draw_curves(
        curves,
        probit("false acceptance"),
        probit("false rejection"),
        "ROC, drawn as detection error trade-off on normal quantiles: below and left is better;"
        " rates below .4 % lie on the border, where the clean pairs stay.",
    )

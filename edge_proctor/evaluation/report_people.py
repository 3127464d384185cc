# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Sections on pictures: faces, identity, documents, liveness.

Owns what is told of each and beside which target. Must not measure by itself. Stands on the
measures of this package.
"""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from edge_proctor.detectors.embedding import FaceEmbedder, similarity
from edge_proctor.detectors.faces import YuNet
from edge_proctor.documents.reader import DocumentReader
from edge_proctor.errors import ModelMissingError, ToolMissingError
from edge_proctor.evaluation.bench import Bench
from edge_proctor.evaluation.figures import Figure, Section, Table, between, counted, percent
from edge_proctor.evaluation.liveness import weak_signals
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
from edge_proctor.evaluation.recall import evaluate_faces
from edge_proctor.evaluation.specimens import (
    Legible,
    Outcome,
    Verdict,
    known_pictures,
    rate_of,
    read_specimens,
)
from edge_proctor.identity import BANDS, Band, Condition
from edge_proctor.models.agreement import embedding_inputs
from edge_proctor.models.manifest import Role
from edge_proctor.models.quantise import RECIPES, quantise
from edge_proctor.models.store import VerifiedModel
from edge_proctor.pictures import read_picture

PORTRAIT_PIXELS = 40  # height of a face on the smallest readable documents
_RECALL, _EQUAL_ERROR_LOSS, _DOCUMENTS = 0.97, 0.005, 0.9


def measure_faces(bench: Bench) -> Section:
    """Recall against YuNet at 640 pixels in full precision."""
    reference = YuNet(bench.store.load(Role.FACES_WIDE), score=0.3)
    report = evaluate_faces(bench.folder / "faces_misc", bench.faces, reference)
    times = report.latencies_ms
    basis = f"{len(times)} pictures, {report.recall.total} faces of 8 % of the height or more"
    figures = (
        Figure(
            "faces found that YuNet-640 finds",
            "≥ 97 %",
            counted(report.recall),
            between(report.recall.interval),
            report.recall.value >= _RECALL,
            basis,
        ),
        Figure(
            "faces that YuNet-640 does not know",
            "0",
            str(report.unknown),
            "",
            report.unknown == 0,
            basis,
        ),
    )
    longest = float(np.percentile(times, 98)) * 1.1
    drawing = draw_histogram(
        [Series("pass", times, 0)],
        linear("milliseconds", 0, longest),
        (0, longest),
        "Wall-clock time of a face pass on the pictures as they are, scaling of large ones"
        f" included; median {np.median(times):.1f} ms. Work beside it shows.",
    )
    data: dict[str, object] = {
        "model": bench.faces.label,
        "reference": reference.label,
        "recall": report.recall.as_json(),
        "unknown_to_reference": report.unknown,
        "latency_ms": [round(it, 2) for it in times],
    }
    remark = "There are no labels: YuNet-640 is the measure, and what both miss is not seen here."
    return Section("faces", "Faces", figures, data, (remark,), drawings=(drawing,))


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
        "Detection error trade-off on normal quantiles; rates below .4 % lie on the border,"
        " where the clean pairs stay.",
    )


def measure_documents(bench: Bench, *, worn: bool) -> Section:
    """Every picture that a person has read, and with `worn` in nine worn states each."""
    reader = DocumentReader(bench.store)
    pictures = known_pictures(bench.folder / "mrz_passporteye")
    today = datetime.now(UTC).date()
    verdicts = read_specimens(pictures, reader, today, worn=worn, tell=bench.tell)
    plain = [it for it in verdicts if not it.wear]
    rate, wrong = rate_of(plain), _wrong(verdicts)
    figures = [
        Figure(
            "readable documents read to the letter, every check right",
            "≥ 90 %",
            counted(rate),
            between(rate.interval),
            rate.value >= _DOCUMENTS,
            f"{len(plain)} specimens, of which {rate.total} hold as printed",
        ),
        Figure(
            "documents reported valid with a wrong character",
            "0",
            str(wrong.hits),
            f"≤ {percent(wrong.interval[1])}",
            wrong.hits == 0,
            f"{wrong.total} readings" + (", worn ones included" if worn else ""),
        ),
    ]
    tables = [_documents_table(plain)]
    if worn:
        spoilt = rate_of([it for it in verdicts if it.wear])
        figures.append(
            Figure(
                "the same, worn on purpose",
                "stated",
                counted(spoilt),
                between(spoilt.interval),
                None,
                "nine states of each",
            )
        )
        tables.append(_wear_table(verdicts))
    data: dict[str, object] = {
        "models": reader.models,
        "read": rate.as_json(),
        "valid_but_wrong": wrong.as_json(),
        "each": [it.as_json() for it in verdicts],
    }
    remarks = (
        "Readable is what a person reads to the letter and whose printed digits hold; three"
        " specimens are wrong as printed and must not be called valid. Styles and limits of the"
        " reader were chosen on these same pictures; the worn states are the fresher evidence.",
    )
    return Section("documents", "Documents", tuple(figures), data, remarks, tuple(tables))


def _wrong(verdicts: list[Verdict]) -> Rate:
    return Rate(sum(it.outcome is Outcome.WRONG_VALID for it in verdicts), len(verdicts))


def _documents_table(verdicts: list[Verdict]) -> Table:
    rows = tuple(
        (
            it.specimen.picture,
            it.mrz.format.value if it.mrz.format else "–",
            "yes" if it.specimen.legible is Legible.READABLE else "wrong as printed",
            it.outcome.value,
            "; ".join(note for note in (it.specimen.remark, *it.mrz.notes) if note),
        )
        for it in verdicts
    )
    heads = ("picture", "format", "readable to a person", "outcome", "remarks")
    return Table("Each specimen beside a person's own reading.", heads, rows)


def _wear_table(verdicts: list[Verdict]) -> Table:
    counts: dict[str, Counter[Outcome]] = {}
    for it in verdicts:
        if it.specimen.legible is Legible.READABLE:
            counts.setdefault(it.wear or "as it is", Counter())[it.outcome] += 1
    rows = tuple(
        (wear, *(str(held[outcome]) for outcome in Outcome)) for wear, held in counts.items()
    )
    heads = ("state", *(outcome.value for outcome in Outcome))
    return Table("Readable specimens by what was done to the picture.", heads, rows, heat=True)


def measure_liveness(bench: Bench) -> Section:
    """What weak signals say on the pictures of that folder."""
    rows: list[tuple[str, ...]] = []
    data: dict[str, object] = {}
    for path in sorted((bench.folder / "liveness").glob("*.jpg")):
        pixels = read_picture(path)
        found = bench.faces.detect(pixels)
        if not found:
            continue
        signals = weak_signals(pixels, found[0])
        data[path.name] = signals.as_json()
        shows = "a live face" if "_T" in path.name else "a picture of a face"
        rows.append(
            (
                path.name,
                shows,
                percent(signals.glare),
                f"{signals.fine_grain:.4f}",
                f"{signals.frame:.2f}",
            )
        )
    if not rows:
        raise ModelMissingError("The folder liveness has no picture with a face.")
    heads = ("picture", "shows", "burnt out", "fine grain", "longest edge")
    remark = (
        f"No promise is made. On {len(rows)} pictures the measures differ, and so few tell"
        " nothing about the next one: the same numbers come from a lamp on glasses, a soft lens"
        " or a shelf behind the candidate. No flag is raised from them."
    )
    figure = Figure(
        "liveness",
        "nothing promised",
        "not a feature",
        "",
        None,
        f"{len(rows)} pictures, weak signals only",
    )
    return Section(
        "liveness",
        "Liveness",
        (figure,),
        data,
        (remark,),
        (Table("Weak signals, told for completeness.", heads, tuple(rows)),),
    )

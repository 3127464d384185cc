# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The section on documents: what is read beside what a person reads.

Owns what is told and beside which target. Must not measure by itself. Stands on the
specimens of this package.
"""

from collections import Counter
from datetime import UTC, datetime

from edge_proctor.documents.mrz.reading import EXPIRED
from edge_proctor.documents.reader import DocumentReader
from edge_proctor.evaluation.bench import Bench
from edge_proctor.evaluation.figures import Figure, Section, Table, between, counted, percent
from edge_proctor.evaluation.rates import Rate
from edge_proctor.evaluation.specimens import (
    Legible,
    Outcome,
    Verdict,
    known_pictures,
    rate_of,
    read_specimens,
)

_DOCUMENTS = 0.9


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
            "; ".join(
                note for note in (it.specimen.remark, *it.mrz.notes) if note and note != EXPIRED
            ),
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

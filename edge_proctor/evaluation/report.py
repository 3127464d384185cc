# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""`escale proctor evaluate`: every section whose material and models are here.

Owns the order, what a run takes in, and the words on fairness. Must not hide what could not
be measured. Stands on the sections in the modules `report_*`.
"""

import platform
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from edge_proctor.errors import ModelMissingError, ModelRefusedError
from edge_proctor.evaluation import report_costs as costs
from edge_proctor.evaluation import report_documents as documents
from edge_proctor.evaluation import report_faces as faces
from edge_proctor.evaluation import report_identity as identity
from edge_proctor.evaluation import report_sitting as sitting
from edge_proctor.evaluation import report_voice as voice
from edge_proctor.evaluation.bench import Bench
from edge_proctor.evaluation.figures import Report, Section, absent

NOT_MEASURED = (
    "Error rates by skin tone, age, sex, glasses or head covering: the material carries no such"
    " labels, we do not guess them from faces, and a few dozen pairs could not tell them apart."
    " Before these rates decide anything, a centre's own consenting candidates must be measured.",
    "The models' own training data: WIDER FACE and MS-Celeb-1M state no balance over people; the"
    " latter was withdrawn. What they see less of, they will find less well.",
    "Liveness: no test that we know of resists a good screen. Nothing is promised; a person"
    " compares the candidate, the selfie and the document.",
    "Telephones at exam distance: only near, hand-held ones are found, so that no flag is no"
    " proof.",
    "Real candidates for an hour: the quiet sitting is made of real pictures that are bent and"
    " lit by a program. Hands, cups, speech, people passing by are not in it.",
    "Voices by language, sex or age; a second voice beside the candidate's own.",
    "Times on ARM: measure on the target with “escale models bench” and this command.",
)
FAIRNESS = (
    "A false flag costs a person's time to review, never a candidate's result by itself; unsure"
    " and no match go to people, with the score and its known error rates.",
    "Poor light, blur and a low frame rate suppress the flags against candidates: what a camera"
    " sees badly, darker skin in a dark room above all, is the station's fault.",
    "Looking away is measured from the candidate's own straight look, a face is compared with"
    " the candidate's own selfie; no norm of other people stands between.",
    "No emotion, stress or attention is inferred, and gaze raises no flag.",
)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a run takes in: minutes of quiet sitting (0: none), and documents in worn states."""

    quiet_minutes: float = 2.0
    worn: bool = False


Measure = Callable[[Bench], Section]


def evaluate_all(bench: Bench, scope: Scope) -> Report:
    """Measure section by section; what lacks material or a model says so."""
    measures: list[tuple[str, str, str, Measure]] = [
        ("faces", "Faces", "faces_misc", faces.measure_faces),
        ("identity", "Identity: clean pairs", "faces_pairs", identity.measure_clean_pairs),
        ("portrait", "Identity: small portraits", "faces_pairs", identity.measure_small_portraits),
        (
            "documents",
            "Documents",
            "mrz_passporteye",
            lambda it: documents.measure_documents(it, worn=scope.worn),
        ),
        ("voice", "Voice", "audio_speech", voice.measure_voice),
        ("film", "Flags on a film", "faces_pairs", sitting.measure_film),
        (
            "quiet",
            "Quiet sitting",
            "faces_pairs",
            lambda it: sitting.measure_quiet(it, scope.quiet_minutes),
        ),
        ("costs", "Cost", "faces_misc", costs.measure_costs),
        ("liveness", "Liveness", "liveness", faces.measure_liveness),
    ]
    sections: list[Section] = []
    for count, (key, title, folder, measure) in enumerate(measures, start=1):
        bench.tell(f"[{count}/{len(measures)}] {title}")
        sections.append(_measured(bench, key, title, folder, measure))
    return Report(
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        machine=f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}",
        models=bench.suite.models,
        sections=tuple(sections),
        fairness=FAIRNESS,
        not_measured=NOT_MEASURED,
    )


def _measured(bench: Bench, key: str, title: str, folder: str, measure: Measure) -> Section:
    if not (bench.folder / folder).is_dir():
        return absent(key, title, f"the material has no folder {folder}")
    try:
        return measure(bench)
    except (ModelMissingError, ModelRefusedError) as error:
        return absent(key, title, str(error))

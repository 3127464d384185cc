# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What the reviewer's pages say, in French and English.

Owns the words. Must not lay anything out. Every word is in both languages (a test).
"""

from collections.abc import Mapping
from types import MappingProxyType

_FR = {
    "title": "Relecture",
    "sign_in": "Se connecter",
    "token": "Jeton personnel",
    "sign_out": "Se déconnecter",
    "signed_in_as": "Connecté :",
    "sittings": "Sessions",
    "none": "Aucune session pour le moment.",
    "candidate": "Candidat",
    "centre": "Centre",
    "written_on": "Épreuve écrite",
    "stage": "État",
    "flags": "Signalements",
    "oral": "Oral",
    "graded": "noté",
    "not_graded": "à noter",
    "back": "Toutes les sessions",
    "levels": "Niveaux",
    "overall": "Ensemble",
    "probability": "probabilité",
    "timeline": "Déroulement",
    "time": "Temps",
    "event": "Événement",
    "detail": "Détail",
    "evidence": "Preuve",
    "see": "voir",
    "missing": "pas encore arrivée",
    "capabilities": "Moyens de la station",
    "decisions": "Décisions",
    "decide": "Décider",
    "reason": "Motif",
    "valid": "Valide",
    "invalid": "Non valide",
    "second_opinion": "Second avis",
    "accept_corrections": "Les corrections de l’état civil sont exactes",
    "reject_corrections": "Garder l’état civil du centre",
    "corrections": "Corrections demandées par le candidat",
    "no_flags": "Aucun signalement.",
    "human_decides": "Un signalement n’est jamais une sanction : c’est vous qui décidez.",
    "station_fault": "défaut de la station",
    "received": "reçue",
    "in_review": "à relire",
    "released": "publiée",
    "attested": "attestée",
    "certified": "certifiée",
}
_EN = {
    "title": "Review",
    "sign_in": "Sign in",
    "token": "Personal token",
    "sign_out": "Sign out",
    "signed_in_as": "Signed in:",
    "sittings": "Sittings",
    "none": "No sitting for now.",
    "candidate": "Candidate",
    "centre": "Centre",
    "written_on": "Written part",
    "stage": "Stage",
    "flags": "Flags",
    "oral": "Oral part",
    "graded": "graded",
    "not_graded": "to be graded",
    "back": "All sittings",
    "levels": "Levels",
    "overall": "Overall",
    "probability": "probability",
    "timeline": "Timeline",
    "time": "Time",
    "event": "Event",
    "detail": "Detail",
    "evidence": "Evidence",
    "see": "see",
    "missing": "still on its way",
    "capabilities": "What the station could do",
    "decisions": "Decisions",
    "decide": "Decide",
    "reason": "Reason",
    "valid": "Valid",
    "invalid": "Not valid",
    "second_opinion": "Second opinion",
    "accept_corrections": "The corrected personal data are right",
    "reject_corrections": "Keep the centre's personal data",
    "corrections": "Corrections asked for by the candidate",
    "no_flags": "No flags.",
    "human_decides": "A flag is never a sanction: you decide.",
    "station_fault": "station fault",
    "received": "received",
    "in_review": "to be reviewed",
    "released": "released",
    "attested": "attested",
    "certified": "certified",
}
WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"fr": MappingProxyType(_FR), "en": MappingProxyType(_EN)}
)


def words_for(accepted: str, usual: str) -> tuple[str, Mapping[str, str]]:
    """The language of a page and its words: the first known one that the browser accepts.

    Args:
        accepted: The Accept-Language header, in order of preference as browsers write it.
        usual: The language when none is known.
    """
    for choice in accepted.split(","):
        language = choice.partition(";")[0].strip().partition("-")[0].lower()
        if language in WORDS:
            return language, WORDS[language]
    return usual, WORDS[usual]

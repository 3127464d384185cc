# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What the documents say, in French and English.

Owns the sentences and the way dates and languages are written out. Must not lay
anything out. The descriptions of the levels are our own summary of the CEFR's global
scale.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from appliance.exam.levels import Domain, Level


class Locale(StrEnum):
    """A language in which documents are written."""

    FR = "fr"
    EN = "en"


_FR = {
    "attestation": "Attestation de résultats",
    "subtitle": "Certification de compétence en langue, parties écrite et orale",
    "certificate": "Certificat de compétence en langue",
    "certifies": "Nous certifions que",
    "awarded_to": "Délivrée à",
    "born": "Date de naissance :",
    "language": "Langue évaluée :",
    "overall": "Niveau global",
    "oral": "Expression orale",
    "written_part": "Partie écrite",
    "oral_part": "Partie orale",
    "whole": "Ensemble",
    "issued_on": "Délivré le",
    "serial": "Numéro",
    "has_reached": "a atteint le niveau",
    "of_framework": "du Cadre européen commun de référence en",
    "scan": "Vérifier, même hors ligne :",
    "qr_alt": "Code QR contenant le certificat signé",
    "attestation_note": (
        "Niveaux du Cadre européen commun de référence pour les langues (CECRL). Les deux parties "
        "sont indissociables ; chaque session a été vérifiée par une personne avant la délivrance. "
        "Ce document est scellé électroniquement : un lecteur PDF montre toute modification."
    ),
    "certificate_note": (
        "Valable à vie. Le code contient le certificat signé : aucun réseau n’est nécessaire pour "
        "le vérifier. La preuve d’inscription au registre public est jointe à ce fichier."
    ),
    "reached": (
        "L’objectif {target} fixé par le centre de formation est atteint : "
        "un certificat est délivré."
    ),
    "missed": "L’objectif {target} fixé par le centre de formation n’est pas atteint.",
}

_EN = {
    "attestation": "Attestation of results",
    "subtitle": "Certification of language competence, written and oral parts",
    "certificate": "Certificate of Language Competence",
    "certifies": "This is to certify that",
    "awarded_to": "Awarded to",
    "born": "Born on",
    "language": "Language assessed:",
    "overall": "Overall level",
    "oral": "Oral communication",
    "written_part": "Written part",
    "oral_part": "Oral part",
    "whole": "Whole",
    "issued_on": "Issued on",
    "serial": "Number",
    "has_reached": "has reached level",
    "of_framework": "of the Common European Framework of Reference in",
    "scan": "Verify, even offline:",
    "qr_alt": "QR code that holds the signed certificate",
    "attestation_note": (
        "Levels of the Common European Framework of Reference for Languages (CEFR). The two parts "
        "form one result; every session was verified by a person before this document was issued. "
        "It is sealed electronically: any change shows in a PDF reader."
    ),
    "certificate_note": (
        "Valid for life. The code holds the signed certificate: no network is needed to verify it. "
        "The proof of its entry in the public log is attached to this file."
    ),
    "reached": (
        "The target {target} set by the training centre is reached: a certificate is issued."
    ),
    "missed": "The target {target} set by the training centre is not reached.",
}

WORDS: Mapping[Locale, Mapping[str, str]] = MappingProxyType({Locale.FR: _FR, Locale.EN: _EN})

_DOMAINS = {
    Locale.FR: ("Vocabulaire", "Grammaire", "Expressions", "Lecture", "Écoute"),
    Locale.EN: ("Vocabulary", "Grammar", "Expressions", "Reading", "Listening"),
}
_LANGUAGES = {
    Locale.FR: {
        "en": "anglais",
        "fr": "français",
        "de": "allemand",
        "es": "espagnol",
        "it": "italien",
    },
    Locale.EN: {"en": "English", "fr": "French", "de": "German", "es": "Spanish", "it": "Italian"},
}
_MONTHS = {
    Locale.FR: (
        *("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août"),
        *("septembre", "octobre", "novembre", "décembre"),
    ),
    Locale.EN: (
        *("January", "February", "March", "April", "May", "June", "July", "August"),
        *("September", "October", "November", "December"),
    ),
}
_DESCRIPTORS = {
    Locale.FR: (
        "Comprend et emploie des expressions familières et des phrases très simples ; échange si "
        "l’interlocuteur parle lentement et se montre coopératif.",
        "Comprend des phrases courantes sur ce qui le concerne directement ; échange des "
        "informations simples sur des sujets habituels.",
        "Comprend l’essentiel quand la langue est claire ; se débrouille dans la plupart des "
        "situations de travail et de voyage, raconte et justifie brièvement.",
        "Comprend l’essentiel de textes complexes ; communique avec assez d’aisance pour qu’un "
        "échange avec un natif ne demande d’effort à personne.",
        "Comprend des textes longs et exigeants ; s’exprime avec spontanéité et souplesse dans la "
        "vie sociale et professionnelle.",
        "Comprend sans effort presque tout ce qui est lu ou entendu ; s’exprime avec précision et "
        "rend les nuances fines, même sur des sujets complexes.",
    ),
    Locale.EN: (
        "Understands and uses familiar expressions and very simple sentences; can interact when "
        "the other person speaks slowly and helps.",
        "Understands frequent sentences on matters of immediate concern; can exchange simple "
        "information on familiar subjects.",
        "Understands the main points of clear language; copes with most situations at work and "
        "when travelling, can tell a story and give brief reasons.",
        "Understands the main ideas of complex texts; communicates with enough ease that talking "
        "with a native speaker is no strain for either.",
        "Understands long and demanding texts; speaks and writes with spontaneity and flexibility "
        "in social and professional life.",
        "Understands practically everything read or heard without effort; expresses fine shades of "
        "meaning precisely, even on complex subjects.",
    ),
}


def domain_name(domain: Domain, locale: Locale) -> str:
    """A domain as the documents call it."""
    return _DOMAINS[locale][domain.number]


def language_name(tag: str, locale: Locale) -> str:
    """A language by its BCP 47 tag; an unlisted tag stays as it is."""
    return _LANGUAGES[locale].get(tag.partition("-")[0].lower(), tag)


def date_in_words(day: date, locale: Locale) -> str:
    """A date written out: 1er mars 2026, 1 March 2026."""
    month = _MONTHS[locale][day.month - 1]
    number = "1er" if locale is Locale.FR and day.day == 1 else str(day.day)
    return f"{number} {month} {day.year}"


def descriptor(level: Level, locale: Locale) -> str:
    """What a person at this level can do."""
    return _DESCRIPTORS[locale][level - 1]

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The two documents: what stands on them, before they are sealed.

Owns which data go to which template. Must not seal, store or issue. Stands on
`typesetting`, `words` and central's one result.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sync.central.documents.qr_drawing import qr_svg
from sync.central.documents.typesetting import typeset
from sync.central.documents.words import (
    WORDS,
    Locale,
    date_in_words,
    descriptor,
    domain_name,
    language_name,
)
from sync.central.result import Result


@dataclass(frozen=True, slots=True)
class House:
    """Who hands out the documents.

    Attributes:
        name: As it stands at the top of the page.
        host: Where the verifier page lives; printed, and in the code.
        locale: Language of the documents.
    """

    name: str
    host: str
    locale: Locale = Locale.FR


def attestation_page(result: Result, house: House) -> bytes:
    """The attestation of results as PDF/A-3, not yet sealed.

    Raises:
        TypesettingError: The template refuses the data.
    """
    words, locale = WORDS[house.locale], house.locale
    conclusion = words["reached" if result.reached else "missed"]
    data = _common(result, house) | {
        "descriptor": descriptor(result.overall, locale),
        "conclusion": conclusion.format(target=result.target.label),
    }
    return typeset("attestation", data, _midnight(result.issued_on))


def certificate_page(result: Result, house: House, message: bytes, proof: str) -> bytes:
    """The certificate as PDF/A-3 with its signed form and log proof attached, not yet sealed.

    Args:
        result: The result, target reached.
        house: Who hands it out.
        message: The signed certificate (COSE).
        proof: The log proof as text.

    Raises:
        TypesettingError: The template refuses the data.
    """
    attachments = [
        _attachment("certificate.cose", message, "application/cose", "source"),
        _attachment("certificate.tlog-proof", proof.encode(), "text/plain", "supplement"),
    ]
    data = _common(result, house) | {
        "qr_svg": qr_svg(message, house.host),
        "attachments": attachments,
    }
    return typeset("certificate", data, _midnight(result.issued_on))


def _common(result: Result, house: House) -> dict[str, Any]:
    locale = house.locale
    return {
        "locale": locale.value,
        "words": dict(WORDS[locale]),
        "house": house.name,
        "host": house.host,
        "serial": result.serial,
        "given_name": result.person.given_name,
        "family_name": result.person.family_name,
        "birth_date": date_in_words(result.person.birth_date, locale),
        "language": language_name(result.language, locale),
        "written": [[domain_name(d, locale), level.label] for d, level in result.written],
        "oral": result.oral.label,
        "overall": result.overall.label,
        "target": result.target.label,
        "written_on": date_in_words(result.written_on, locale),
        "oral_on": date_in_words(result.oral_on, locale),
        "issued_on": date_in_words(result.issued_on, locale),
    }


def _attachment(name: str, content: bytes, media_type: str, relationship: str) -> dict[str, Any]:
    """A file to attach; Typst takes bytes as an array of numbers."""
    return {
        "name": name,
        "content": list(content),
        "media_type": media_type,
        "relationship": relationship,
        "description": name,
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""One result of both parts: what attestation and certificate say.

Owns how levels, names and dates come together from the written and the oral part.
Pure. Must not issue (`sync.central.releasing`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from appliance.exam.cat.report import ExamReport
from appliance.exam.levels import DOMAINS, Domain, Level
from sync.central.grading import level_from, overall
from sync.central.tables.base import Json
from sync.certificates.claims import CertificateClaims


@dataclass(frozen=True, slots=True)
class Person:
    """Who sat, as the documents name them."""

    given_name: str
    family_name: str
    birth_date: date


@dataclass(frozen=True, slots=True)
class Result:
    """The one result of a sitting; `overall` is the level reached in both parts."""

    serial: str
    person: Person
    language: str
    written: tuple[tuple[Domain, Level], ...]
    oral: Level
    overall: Level
    target: Level
    written_on: date
    oral_on: date
    issued_on: date

    @property
    def reached(self) -> bool:
        """Whether the centre's target is reached, so that a certificate is due."""
        return self.overall >= self.target

    def claims(self, index: int) -> CertificateClaims:
        """What the certificate at this place of the log says."""
        return CertificateClaims(
            index=index,
            serial=self.serial,
            given_name=self.person.given_name,
            family_name=self.person.family_name,
            birth_date=self.person.birth_date,
            language=self.language,
            written=tuple(level for _, level in self.written),
            oral=self.oral,
            overall=self.overall,
            target=self.target,
            written_on=self.written_on,
            oral_on=self.oral_on,
            issued_on=self.issued_on,
        )

    def to_json(self) -> Json:
        """The form that is stored and shown."""
        return {
            "serial": self.serial,
            "given_name": self.person.given_name,
            "family_name": self.person.family_name,
            "birth_date": self.person.birth_date.isoformat(),
            "language": self.language,
            "written": {domain.value: level.label for domain, level in self.written},
            "oral": self.oral.label,
            "overall": self.overall.label,
            "target": self.target.label,
            "reached": self.reached,
            "written_on": self.written_on.isoformat(),
            "oral_on": self.oral_on.isoformat(),
            "issued_on": self.issued_on.isoformat(),
        }

    @classmethod
    def from_json(cls, stored: Json) -> "Result":
        """Read the stored form back."""
        written: Mapping[str, str] = stored["written"]
        return cls(
            serial=stored["serial"],
            person=Person(
                stored["given_name"],
                stored["family_name"],
                date.fromisoformat(stored["birth_date"]),
            ),
            language=stored["language"],
            written=tuple((domain, level_from(written[domain.value])) for domain in DOMAINS),
            oral=level_from(stored["oral"]),
            overall=level_from(stored["overall"]),
            target=level_from(stored["target"]),
            written_on=date.fromisoformat(stored["written_on"]),
            oral_on=date.fromisoformat(stored["oral_on"]),
            issued_on=date.fromisoformat(stored["issued_on"]),
        )


def written_levels(report: ExamReport) -> tuple[tuple[Domain, Level], ...]:
    """The level per domain, in the order of the exam."""
    return tuple((domain, Level(report.domains[domain.value].level)) for domain in DOMAINS)


def overall_level(report: ExamReport, oral: Level) -> Level:
    """The level reached in both parts."""
    return overall(Level(report.overall.level), oral)

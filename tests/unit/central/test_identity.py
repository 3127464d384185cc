# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What a reviewer reads of the identity step: the last picture's finding, or that none was made."""

from sqlalchemy import select

from sync.central.identity import identity_of
from sync.central.tables import SittingRow
from sync.central.tables.base import Json
from sync.central.web.console_words import WORDS
from tests.simulators.central import CentralSimulator
from tests.simulators.central_station import Liberties
from tests.unit.central.test_console import reviewing


def captured(purpose: str, digest: str | None) -> Json:
    body = {"purpose": purpose, "accepted": digest is not None, "hint": "", "evidence": digest}
    return {"kind": "captured", "body": body}


FOUND: Json = {"decision": "no_match", "similarity": -0.1, "condition": "small_portrait"}


def test_the_last_accepted_document_counts() -> None:
    records = [
        captured("selfie", "aa"),
        captured("document", "bb"),
        {"kind": "compared", "body": {"decision": "match"}},
        captured("document", None),
        captured("document", "cc"),
        {"kind": "compared", "body": FOUND},
        {"kind": "human_checked", "body": {"note": ""}},
    ]
    pictures = {"selfie": "aa", "document": "cc"}
    assert identity_of(records) == {"by_person": True, "pictures": pictures, "compared": FOUND}


def test_journals_of_older_stations_say_that_nothing_was_compared() -> None:
    told = identity_of([captured("selfie", "aa"), captured("document", "bb")])
    assert told["compared"] is None
    assert told["pictures"] == {"selfie": "aa", "document": "bb"}


def test_every_finding_has_words() -> None:
    found = {
        *("match", "unsure", "no_match", "small_portrait", "clean", "selfie", "document"),
        *("zone_valid", "zone_not_valid", "zone_not_read", "same", "near", "other", "unknown"),
    }
    for words in WORDS.values():
        assert {f"identity_{name}" for name in found} <= set(words)


def test_the_reviewer_reads_it_on_the_page(central: CentralSimulator) -> None:
    names = dict.fromkeys(("family_name", "given_name"), "same") | {"birth_date": "other"}
    found = FOUND | {"zone": "not_valid"} | names
    with reviewing(central, Liberties()) as http:
        with central.central.database.transaction() as session:
            row = session.scalars(select(SittingRow)).one()
            records = row.timeline["records"]
            told = [captured("document", None), {"kind": "compared", "body": found}]
            row.timeline = {"records": [*records, *(records[-1] | it for it in told)]}
            address = f"/console/sittings/{row.sitting_id}"
        page = http.get(address, headers={"accept-language": "fr"})
    assert page.status_code == 200, page.text
    for words in (
        "À vérifier\N{NO-BREAK SPACE}: la comparaison relève une différence",
        "(de -1 à 1)\N{NO-BREAK SPACE}: -0,10 (petit portrait)",
        "Bande de lecture du document\N{NO-BREAK SPACE}: lue, clés de contrôle fausses",
        "Date de naissance, document et liste\N{NO-BREAK SPACE}: différents",
        "Pièce d’identité comparée",
    ):
        assert words in page.text, words

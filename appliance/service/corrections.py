# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Whether the corrections of the personal data can stand on a certificate.

Owns which fields there are to correct and which of them are refused. Must not say what a
name, a date or an address must be: `sync.protocol.personal_data` does. Stands on it.
"""

from collections.abc import Mapping
from datetime import date

from appliance.service.errors import NotNowError, PersonalDataError
from sync.protocol.errors import MalformedError
from sync.protocol.personal_data import BIRTH_DATE, require_lifetime, require_person

FIELDS = ("given_name", "family_name", BIRTH_DATE, "email")


def require_correct(corrections: Mapping[str, str], today: date) -> None:
    """Let pass corrections of which every one fits.

    Raises:
        NotNowError: A field that does not exist.
        PersonalDataError: A field that does not fit; the error names all of them.
    """
    unknown = sorted(set(corrections) - set(FIELDS))
    if unknown:
        raise NotNowError(f"there is no field {unknown[0]!r} on this form")
    refused: dict[str, MalformedError] = {}
    for name, text in corrections.items():
        try:
            require_person({name: text})
            if name == BIRTH_DATE:
                require_lifetime(text, today)
        except MalformedError as error:
            refused[name] = error
    if refused:
        first = next(iter(refused.values()))
        raise PersonalDataError(str(first), fields=tuple(refused)) from first

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The real world of central: this machine's clock and randomness, the PDF press.

Owns nothing but these choices; programs hand them to `composition`.
"""

import secrets

from sync.central.composition import World
from sync.central.documents.pages import House
from sync.central.documents.press import DocumentPress
from sync.central.documents.seal import Seal
from sync.central.documents.words import Locale
from sync.central.errors import SetupError
from sync.central.moment import system_now
from sync.central.settings import Settings
from sync.central.vault import Vault


def real_world() -> World:
    """Time, randomness and documents as a running central has them."""
    return World(system_now, secrets.token_bytes, _press)


def _press(settings: Settings, vault: Vault) -> DocumentPress:
    try:
        locale = Locale(settings.locale)
    except ValueError as error:
        known = ", ".join(Locale)
        raise SetupError(f"the setting 'locale' must be one of {known}") from error
    seal = Seal.from_pem(
        vault.documents.key_pem, vault.documents.certificate_pem, reason=settings.name
    )
    return DocumentPress(House(settings.name, settings.verifier_host, locale), seal)

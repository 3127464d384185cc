# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The real world of central: this machine's clock and randomness, the PDF press.

Owns nothing but these choices; programs hand them to `composition`. The press loads its
typesetter when the first document is made: most starts of a program make none.
"""

import secrets
from dataclasses import dataclass

from sync.central.composition import World
from sync.central.documents.words import Locale
from sync.central.moment import system_now
from sync.central.releasing import Press
from sync.central.result import Result
from sync.central.settings import Settings
from sync.central.vault import Vault
from sync.certificates.proof import LogProof


def real_world() -> World:
    """Time, randomness and documents as a running central has them."""
    return World(system_now, secrets.token_bytes, _press)


@dataclass(frozen=True, slots=True)
class _PatientPress:
    """The document press, set up when it is first needed."""

    name: str
    host: str
    locale: Locale
    vault: Vault

    def attestation(self, result: Result) -> bytes:
        """The sealed attestation of results."""
        return self._ready().attestation(result)

    def certificate(self, result: Result, message: bytes, proof: LogProof) -> bytes:
        """The sealed certificate."""
        return self._ready().certificate(result, message, proof)

    def _ready(self) -> Press:
        from sync.central.documents.pages import House  # typst and pyHanko
        from sync.central.documents.press import DocumentPress
        from sync.central.documents.seal import Seal

        keys = self.vault.documents
        seal = Seal.from_pem(keys.key_pem, keys.certificate_pem, reason=self.name)
        return DocumentPress(House(self.name, self.host, self.locale), seal)


def _press(settings: Settings, vault: Vault) -> Press:
    locale = Locale(settings.locale)
    return _PatientPress(settings.name, settings.verifier_host, locale, vault)

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What the keys refuse, and what the person at the station should do.

Owns the keys' branch of the error tree. Must not know any caller.

    EscaleError
    └── KeysError                    46
        ├── KeysMissingError         47   no key files where they are expected, or already there
        ├── PassphraseError          48   the passphrase is missing or wrong
        └── KeysDamagedError         49   a key file or wrapped key that does not open
"""

from sync.protocol.errors import EscaleError


class KeysError(EscaleError):
    """Something that the key store refuses."""

    exit_code = 46
    advice = "Keep the station as it is and call the technician."


class KeysMissingError(KeysError):
    """The key files are not where they are expected, or would be overwritten."""

    exit_code = 47
    advice = "Check the station's folder; a new station is prepared with `escale provision`."


class PassphraseError(KeysError):
    """The passphrase is missing or wrong."""

    exit_code = 48
    advice = "Type the station's passphrase again; mind capitals and the keyboard's language."


class KeysDamagedError(KeysError):
    """A key file or a wrapped key that does not open: altered, or made for another place."""

    exit_code = 49
    advice = "Do not delete anything; hand the station to the technician."

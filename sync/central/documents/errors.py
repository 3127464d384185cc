# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Why a document cannot be made.

Owns the documents' branch of central's error tree. Must not decide anything.

    CentralError             80
    └── DocumentError        80
        ├── TypesettingError 80   the template refuses the data
        └── SealError        80   the key or its certificate cannot seal
"""

from sync.central.errors import CentralError


class DocumentError(CentralError):
    """A document that cannot be made; the result itself is safe."""

    advice = "The result is safe. Tell the people who run central; the document can be made again."


class TypesettingError(DocumentError):
    """A template that refuses its data."""


class SealError(DocumentError):
    """A key or certificate that cannot seal a document."""

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The base of all tables.

Owns the naming of constraints (so that migrations can name them on any database)
and the column types in use. Must not hold a table. Stands on SQLAlchemy.

Conventions: digests are lower-case hexadecimal SHA-256; times end in `_s` and are
whole seconds since 1970 UTC; secrets are stored as their SHA-256 only.
"""

from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, LargeBinary, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Json = dict[str, Any]
"""A JSON object as it is stored; the readers of each column give it back its type."""


class Base(DeclarativeBase):
    """Parent of every table of central."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        int: BigInteger,
        str: String(255),
        bytes: LargeBinary,
        Json: JSON,
    }


LONG_TEXT = Text

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Typesetting: data and a template become PDF/A-3 bytes.

Owns the call of Typst: embedded fonts only, no system fonts, no packages, so that the
same data give the same page everywhere. Must not seal nor know certificates. The
templates beside it are package data.
"""

import json
from datetime import datetime
from functools import cache
from importlib.resources import as_file, files
from typing import Any

import typst

from sync.central.documents.errors import TypesettingError

_FONTS = typst.Fonts(include_system_fonts=False)


@cache
def _template_folder() -> str:
    with as_file(files("sync.central.documents") / "templates") as folder:
        return str(folder)


def typeset(template: str, data: dict[str, Any], issued_on: datetime) -> bytes:
    """The PDF/A-3 of a template, filled with data.

    Args:
        template: Name of the template without its ending.
        data: What the template reads as JSON.
        issued_on: Creation time that the file states.

    Raises:
        TypesettingError: The template refuses the data.
    """
    folder = _template_folder()
    try:
        return typst.compile(
            f"{folder}/{template}.typ",
            root=folder,
            font_paths=_FONTS,
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards="a-3b",
            sys_inputs={"data": json.dumps(data)},
            timestamp=issued_on,
        )
    except typst.TypstError as error:
        raise TypesettingError(f"the document could not be typeset: {error.message}") from error

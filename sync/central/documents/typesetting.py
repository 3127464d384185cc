# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Typesetting: data and a template become PDF/A-3 bytes.

Owns the call of Typst: the fonts it ships before any other, and no packages, so that
the same data give the same page everywhere. Must not seal nor know certificates. The
templates beside it are package data.
"""

import json
from datetime import datetime
from functools import cache
from importlib.resources import as_file, files
from typing import Any

import typst

from sync.central.documents.errors import TypesettingError

_FONT_ADVICE = (
    "The result is safe. Install a font that has the letters of this name "
    "(such as fonts-noto-core or fonts-noto-cjk) and make the document again."
)


@cache
def _template_folder() -> str:
    with as_file(files("sync.central.documents") / "templates") as folder:
        return str(folder)


@cache
def _fonts(*, system: bool) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=system)


def typeset(template: str, data: dict[str, Any], issued_on: datetime) -> bytes:
    """The PDF/A-3 of a template, filled with data.

    The fonts that Typst ships have Latin, Greek and Cyrillic letters. Only where they do
    not suffice are the machine's fonts asked too.

    Args:
        template: Name of the template without its ending.
        data: What the template reads as JSON.
        issued_on: Creation time that the file states.

    Raises:
        TypesettingError: The template refuses the data, or no font has a letter of it.
    """
    try:
        return _compile(template, data, issued_on, _fonts(system=False))
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise TypesettingError(f"the document is refused: {error.message}") from error
    try:
        return _compile(template, data, issued_on, _fonts(system=True))
    except typst.TypstError as error:
        raise TypesettingError(f"no font suffices: {error.message}", advice=_FONT_ADVICE) from error


def _compile(template: str, data: dict[str, Any], issued_on: datetime, fonts: typst.Fonts) -> bytes:
    folder = _template_folder()
    return typst.compile(
        f"{folder}/{template}.typ",
        root=folder,
        font_paths=fonts,
        format="pdf",
        pdf_standards="a-3b",
        sys_inputs={"data": json.dumps(data)},
        timestamp=issued_on,
    )

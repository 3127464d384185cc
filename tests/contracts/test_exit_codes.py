# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Every error a person may see has advice, a documented code, and a line in the documents."""

from docs.build import FOLDER
from docs.exit_codes import error_classes, page

RESERVED = {0, 2, 130}


def test_the_page_says_what_the_code_says() -> None:
    assert (FOLDER / "exit-codes.md").read_text(encoding="utf-8") == page()


def test_every_error_says_what_to_do_and_how_it_exits() -> None:
    for kind in error_classes():
        assert kind.advice.strip(), kind
        assert 1 <= kind.exit_code <= 125, kind
        assert kind.exit_code not in RESERVED, kind
        assert (kind.__doc__ or "").strip(), kind

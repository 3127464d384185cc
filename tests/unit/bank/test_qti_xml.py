# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""XML comes in by one door, and nothing but plain documents passes."""

import pytest

from appliance.bank.errors import QtiError
from appliance.bank.qti.processing import score_document
from appliance.bank.qti.xml_reader import CEILING, parse_xml

BILLION_LAUGHS = b"".join(
    [
        b'<!DOCTYPE a [<!ENTITY l0 "lol">',
        *(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10)),
        b"]><a>&l9;</a>",
    ]
)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not well-formed"),
        (b"<a>", "not well-formed"),
        (b"<a/><b/>", "not well-formed"),
        (b"\xff\xfe\x00", "not well-formed"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "document type"),
        (b'<!DOCTYPE a SYSTEM "http://example.org/a.dtd"><a/>', "document type"),
        (b"<a>&x;</a>", "not well-formed"),
        (BILLION_LAUGHS, "document type"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>', "document type"),
        (b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://example.org/x"> %x;]><a/>', "document type"),
        (b'<!DOCTYPE a [<!ATTLIST a b CDATA "c">]><a/>', "document type"),
        (b"<a>" * 101 + b"</a>" * 101, "too deeply"),
        (b"<a>" + b" " * CEILING + b"</a>", "exceed the limit"),
        (b"<other/>", "no item"),
        (b'<?xml version="1.0" encoding="unheard-of"?><a/>', "line 1: this encoding"),
        (b'<?xml version="1.0" encoding="shift_jis"?><a/>', "line 1: this encoding"),
    ],
)
def test_unsafe_or_broken_xml_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(QtiError, match=words):
        score_document(data, {})


def test_elements_know_their_line_and_text() -> None:
    root = parse_xml(b"<a>\n <b>one <c>two</c> three</b>\n</a>")
    inner = root.child("b")
    assert inner is not None
    assert (inner.line, inner.text) == (2, "one two three")
    assert [element.name for element in root.find_all("c")] == ["c"]

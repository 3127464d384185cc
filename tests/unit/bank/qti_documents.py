# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""QTI documents for tests: items to score, items of other systems, packages."""

import io
import zipfile
from collections.abc import Mapping

from appliance.bank.qti.processing import score_document
from appliance.bank.qti.values import Json

SCORED = """<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
 identifier="i" title="t" adaptive="false" time-dependent="false">
 <qti-response-declaration identifier="RESPONSE" cardinality="{cardinality}" base-type="{base}">
 {declared}</qti-response-declaration>
 <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>
 <qti-outcome-declaration identifier="OUT" cardinality="{out}" base-type="{kind}"/>
 <qti-item-body/>
 <qti-response-processing>{rules}</qti-response-processing>
</qti-assessment-item>"""

RESPONSE = '<qti-variable identifier="RESPONSE"/>'
FOREIGN = """<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
 identifier="foreign" title="t" adaptive="false" time-dependent="false">
 <qti-response-declaration identifier="RESPONSE" cardinality="{cardinality}"
  base-type="{base}">{declared}</qti-response-declaration>
 <qti-item-body>{body}</qti-item-body>{more}
</qti-assessment-item>"""

CHOICES = (
    '<qti-simple-choice identifier="A">one</qti-simple-choice>'
    '<qti-simple-choice identifier="B">two <b>bold</b></qti-simple-choice>'
    '<qti-simple-choice identifier="C">three</qti-simple-choice>'
)


def num(*values: float) -> str:
    """Literals: whole numbers as integers, others as floats."""
    return "".join(
        f'<qti-base-value base-type="{"integer" if isinstance(value, int) else "float"}">'
        f"{value}</qti-base-value>"
        for value in values
    )


def truth(*values: bool) -> str:
    """Literals of type boolean."""
    return "".join(
        f'<qti-base-value base-type="boolean">{str(value).lower()}</qti-base-value>'
        for value in values
    )


def words(*values: str) -> str:
    """Literals of type string."""
    return "".join(f'<qti-base-value base-type="string">{v}</qti-base-value>' for v in values)


def op(name: str, inner: str, attributes: str = "") -> str:
    """An element of QTI, its prefix left out of the name."""
    return f"<qti-{name} {attributes}>{inner}</qti-{name}>"


def run(
    expression: str,
    kind: str,
    *,
    out: str = "single",
    declared: str = "",
    base: str = "string",
    cardinality: str = "single",
    response: Json = None,
) -> Json:
    """What an expression is worth: the value of an outcome of type `kind` that is set to it."""
    rules = op("set-outcome-value", expression, 'identifier="OUT"')
    item = SCORED.format(
        cardinality=cardinality, base=base, declared=declared, out=out, kind=kind, rules=rules
    )
    return score_document(item.encode(), {"RESPONSE": response})["OUT"]


def score(rules: str, responses: Mapping[str, Json] | None = None, **more: str) -> dict[str, Json]:
    """The outcomes of an item with these rules; `outcomes` and `declared` may be added to it."""
    item = SCORED.format(
        cardinality=more.get("cardinality", "single"),
        base=more.get("base", "identifier"),
        declared=more.get("declared", ""),
        out="single",
        kind=more.get("kind", "float"),
        rules=rules,
    )
    item = item.replace("<qti-item-body/>", more.get("outcomes", "") + "<qti-item-body/>")
    return score_document(item.encode(), responses or {})


def correct(*values: str) -> str:
    """A correct response of these values."""
    inner = "".join(f"<qti-value>{value}</qti-value>" for value in values)
    return f"<qti-correct-response>{inner}</qti-correct-response>"


def foreign(
    body: str,
    *keys: str,
    base: str = "identifier",
    cardinality: str = "single",
    more: str = "",
    declared: str | None = None,
) -> bytes:
    """An item as another system writes it, its keys or its whole declaration given."""
    key = correct(*keys) if declared is None else declared
    text = FOREIGN.format(cardinality=cardinality, base=base, declared=key, body=body, more=more)
    return text.encode()


def choice(inner: str, more: str = "") -> str:
    """A choice interaction for RESPONSE."""
    return (
        f'<qti-choice-interaction response-identifier="RESPONSE" {more}>{inner}'
        "</qti-choice-interaction>"
    )


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The bytes of a ZIP file with these members."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return memory.getvalue()


def manifest_of(kind: str, href: str, inside: str = "") -> bytes:
    """A manifest with one resource."""
    return (
        f'<manifest><resources><resource identifier="r" type="{kind}" href="{href}">{inside}'
        "</resource></resources></manifest>"
    ).encode()

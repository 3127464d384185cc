# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""QTI items read: ours as they were, others as near as our types allow.

Owns the reading of a whole item and its report. Must not read files. Stands on the
bodies. What has no place in our model is either refused with construct and line, or
left out with a note that says so (:mod:`appliance.bank.qti.losses`); nothing disappears
silently.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from appliance.bank.errors import QtiError
from appliance.bank.materials import Spoken
from appliance.bank.priors import prior
from appliance.bank.qti.bodies import (
    Source,
    read_choice,
    read_drop_downs,
    read_entries,
    read_order,
    read_order_body,
    read_word_bank,
)
from appliance.bank.qti.context import Context
from appliance.bank.qti.declarations import read_declarations
from appliance.bank.qti.flow import INTERACTIONS, interactions, plain_text, read_flow, tidy
from appliance.bank.qti.losses import Note, changes, losses
from appliance.bank.qti.writer import PREFIX, STEM_CLASS, write_item
from appliance.bank.qti.xml_reader import Element, parse_xml
from appliance.exam.cat.errors import ParametersError
from appliance.exam.errors import InvalidItemError
from appliance.exam.items import Body, Item, MultipleChoice, Scrambled
from appliance.exam.levels import Domain, ItemType, Level

_MEDIA: Final = "qti-media-interaction"
_TYPE_OF: Final = {
    "qti-choice-interaction": ItemType.MULTIPLE_CHOICE,
    "qti-gap-match-interaction": ItemType.WORD_BANK,
    "qti-inline-choice-interaction": ItemType.INLINE_CHOICE,
    "qti-order-interaction": ItemType.TEXT_ORDER,
    "qti-text-entry-interaction": ItemType.OPEN_CLOZE,
}
_SEVERAL: Final = frozenset({"qti-inline-choice-interaction", "qti-text-entry-interaction"})
_NOT_SUPPORTED: Final = frozenset(
    {"qti-template-declaration", "qti-template-processing", "qti-assessment-stimulus-ref"}
)
_FEEDBACK: Final = "qti-modal-feedback"


@dataclass(frozen=True, slots=True)
class Scope:
    """Where items without our metadata go, and the cut scores for their priors."""

    domain: Domain
    level: Level
    cuts: Sequence[float]


@dataclass(frozen=True, slots=True)
class Adopted:
    """An item that was read, and what was changed; no notes for our own as we wrote them.

    ``spoken`` is what is said in the recording, which only our own documents carry.
    """

    item: Item
    spoken: Spoken | None = None
    notes: tuple[Note, ...] = ()


def read_item(root: Element, scope: Scope) -> Adopted:
    """The item of a document.

    Raises:
        QtiError: The document is no item, or none that our types can carry; the error
            names construct and line.
    """
    if root.name != "qti-assessment-item":
        older = " but one of QTI 2; only QTI 3.0 is read" if root.name == "assessmentItem" else ""
        raise QtiError(f"<{root.name}> is no item{older}", line=root.line)
    declared = read_declarations(root)
    body = root.child("qti-item-body")
    if body is None:
        raise QtiError("<qti-assessment-item> has no <qti-item-body>", line=root.line)
    own = PREFIX + "TYPE" in declared.others
    source = Source(body, declared, own)
    try:
        return _own(root, source) if own else _foreign(root, source, scope)
    except (InvalidItemError, ParametersError) as error:
        raise QtiError(f"<{root.name}>: {error}", line=root.line) from error


def _own(root: Element, source: Source) -> Adopted:
    context = Context(source.declared, root.line)
    item_type = context.member("TYPE", ItemType)
    explanation = root.child("qti-modal-feedback")
    stem = next(
        (one for one in source.body.children if one.attributes.get("class") == STEM_CLASS), None
    )
    item = Item(
        id=root.required("identifier"),
        domain=context.member("DOMAIN", Domain),
        type=item_type,
        level=context.level(),
        body=_own_body(source, context, item_type),
        parameters=context.parameters(),
        explanation=explanation.text if explanation is not None else "",
        stem=stem.text if stem is not None else "",
        passage=context.text("PASSAGE"),
        audio=context.text("AUDIO"),
        enemies=frozenset(str(member) for member in context.members("ENEMIES")),
        pretest=context.members("PRETEST") == (True,),
    )
    spoken = context.spoken()
    again = parse_xml(write_item(item, root.attributes.get("lang", ""), spoken))
    return Adopted(item, spoken, changes(root, again))


def _own_body(source: Source, context: Context, item_type: ItemType) -> Body:
    interaction = _only_interaction(source)
    if item_type is not ItemType.SCRAMBLED:
        return _read_body(source, interaction)
    first, words, key = read_order(source, interaction)
    names = [
        choice.required("identifier")
        for choice in interaction.children
        if choice.name == "qti-simple-choice"
    ]
    also: list[tuple[int, ...]] = []
    while members := context.members(f"KEY_{len(also) + 2}"):
        if not set(members) <= set(names):
            raise QtiError("a further key names no word", line=interaction.line)
        also.append(tuple(names.index(str(member)) for member in members))
    return Scrambled(first, words, (key, *also))


def _foreign(root: Element, source: Source, scope: Scope) -> Adopted:
    _refuse_unsupported(root)
    interaction = _only_interaction(source)
    body = _read_body(source, interaction)
    item_type = _TYPE_OF[interaction.name]
    item = Item(
        id=root.required("identifier"),
        domain=scope.domain,
        type=item_type,
        level=scope.level,
        body=body,
        parameters=prior(item_type, scope.level, body, scope.cuts),
        explanation=_explanation(root),
        stem=_stem(source, interaction, body),
    )
    return Adopted(item, notes=losses(root, source.declared, item))


def _read_body(source: Source, interaction: Element) -> Body:
    match interaction.name:
        case "qti-choice-interaction":
            return read_choice(source, interaction)
        case "qti-order-interaction":
            return read_order_body(source, interaction)
        case "qti-gap-match-interaction":
            return read_word_bank(source, interaction)
        case "qti-inline-choice-interaction":
            return read_drop_downs(source)
        case _:
            return read_entries(source)


def _only_interaction(source: Source) -> Element:
    """The interaction of an item, or the first of several gaps of one kind."""
    found = [one for one in interactions(source.body) if not (source.own and one.name == _MEDIA)]
    if not found:
        line = source.body.line
        raise QtiError("<qti-item-body> has no interaction that we know", line=line)
    first = found[0]
    for one in found:
        if one.name not in INTERACTIONS:
            raise QtiError(f"<{one.name}> is none of our types", line=one.line)
        if one is not first and (one.name != first.name or one.name not in _SEVERAL):
            raise QtiError(f"<{one.name}>: a second interaction", line=one.line)
    return first


def _refuse_unsupported(root: Element) -> None:
    if root.flag("adaptive", default=False):
        raise QtiError("<qti-assessment-item>: an item that adapts itself", line=root.line)
    for element in root.children:
        if element.name in _NOT_SUPPORTED:
            raise QtiError(f"<{element.name}> is not supported", line=element.line)


def _explanation(root: Element) -> str:
    """The feedback of an item that has just one; several answer to different responses."""
    feedback = [child for child in root.children if child.name == _FEEDBACK]
    return plain_text(feedback[0]).strip() if len(feedback) == 1 else ""


def _stem(source: Source, interaction: Element, body: Body) -> str:
    """The words around an interaction that stands alone, and its prompt.

    The prompt of a question is the question itself, and so are the words around it when
    there is no prompt.
    """
    if interaction.name in _SEVERAL:
        return ""
    flow = read_flow(source.body, frozenset(), frozenset({interaction.name}))
    words = tidy(flow)[0].strip()
    if isinstance(body, MultipleChoice):
        return "" if words == body.question else words
    prompt = interaction.child("qti-prompt")
    asked = plain_text(prompt).strip() if prompt is not None else ""
    return "\n".join(text for text in (words, asked) if text)

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""QTI interactions as bodies of our types.

Owns the reading of the five interactions that our types know, with their keys. Must not
know item metadata. Stands on the flow and the declarations.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from appliance.bank.errors import QtiError
from appliance.bank.qti.declarations import Declaration, Declarations
from appliance.bank.qti.flow import exact, marked_text, plain_text, read_flow, tidy
from appliance.bank.qti.values import BaseType, Scalar
from appliance.bank.qti.xml_reader import Element
from appliance.exam.items import (
    InlineChoice,
    MultipleChoice,
    OpenCloze,
    TextOrder,
    WordBank,
)

_GAP_INTERACTIONS: Final = frozenset(
    {"qti-inline-choice-interaction", "qti-text-entry-interaction"}
)
_GAPS: Final = frozenset({"qti-gap"})
_DROP_DOWN: Final = "qti-inline-choice"
_GAP_TEXT: Final = "qti-gap-text"
_WORDS: Final = frozenset({_GAP_TEXT, "qti-prompt"})


@dataclass(frozen=True, slots=True)
class Source:
    """What a body is read from; ``own`` texts are taken letter by letter."""

    body: Element
    declared: Declarations
    own: bool

    def key_of(self, interaction: Element) -> Declaration:
        """The response variable of an interaction.

        Raises:
            QtiError: It is not declared, or has no correct response.
        """
        identifier = interaction.required("response-identifier")
        declaration = self.declared.responses.get(identifier)
        if declaration is None:
            message = f"the response {identifier} is not declared"
            raise QtiError(message, line=interaction.line)
        return declaration

    def text_of(self, element: Element) -> str:
        """The words of an element."""
        return element.text if self.own else plain_text(element)


def read_choice(source: Source, interaction: Element) -> MultipleChoice:
    """A question with one key.

    Raises:
        QtiError: Several answers are wanted, or the key is missing.
    """
    wanted = interaction.attributes.get("max-choices", "1")
    declaration = source.key_of(interaction)
    if wanted != "1" or declaration.cardinality != "single":
        message = "a question with several answers is none of our types"
        raise QtiError(f"<{interaction.name}>: {message}", line=interaction.line)
    names, options = _choices(source, interaction, "qti-simple-choice")
    prompt = interaction.child("qti-prompt")
    question = source.text_of(prompt) if prompt is not None else ""
    [key] = _keys(declaration, names)
    return MultipleChoice(question or _before(source, interaction), options, key)


def read_order(
    source: Source, interaction: Element
) -> tuple[str, tuple[str, ...], tuple[int, ...]]:
    """The given first part, the parts as presented, and their right order.

    A foreign interaction gives no first part; the first of its key becomes the given one.

    Raises:
        QtiError: Fewer than two parts would be left to order, or the key is not whole.
    """
    names, parts = _choices(source, interaction, "qti-simple-choice")
    key = _keys(source.key_of(interaction), names)
    if sorted(key) != list(range(len(parts))):
        message = "the key does not order every part"
        raise QtiError(f"<{interaction.name}>: {message}", line=interaction.line)
    prompt = interaction.child("qti-prompt")
    if source.own and prompt is not None:
        return prompt.text, parts, key
    if len(parts) < 3:
        message = "two parts are too few, because the first one is given"
        raise QtiError(f"<{interaction.name}>: {message}", line=interaction.line)
    given = key[0]
    left = [index for index in range(len(parts)) if index != given]
    order = tuple(left.index(index) for index in key[1:])
    return parts[given], tuple(parts[index] for index in left), order


def read_order_body(source: Source, interaction: Element) -> TextOrder:
    """Sentences to put in order.

    Raises:
        QtiError: As for :func:`read_order`.
    """
    return TextOrder(*read_order(source, interaction))


def read_drop_downs(source: Source) -> InlineChoice:
    """A text with drop-down lists.

    Raises:
        QtiError: A key is missing or not among its options.
    """
    parts, gaps = _gapped(source)
    lists: list[tuple[str, ...]] = []
    keys: list[int] = []
    for gap in gaps:
        names, options = _choices(source, gap, _DROP_DOWN)
        [key] = _keys(source.key_of(gap), names)
        lists.append(options)
        keys.append(key)
    return InlineChoice(parts, tuple(lists), tuple(keys))


def read_entries(source: Source) -> OpenCloze:
    """A text with gaps to type in; every text mapped to the most points is accepted.

    The placeholder of our own gaps is the root that is shown; others' are a hint to type.

    Raises:
        QtiError: A gap has no accepted answer, or wants a number.
    """
    parts, gaps = _gapped(source)
    for gap in gaps:
        if gap.text.strip():
            raise QtiError(f"<{gap.name}>: a gap with words inside", line=gap.line)
    accepted = tuple(_accepted(source.key_of(gap)) for gap in gaps)
    roots = tuple(gap.attributes.get("placeholder-text") if source.own else None for gap in gaps)
    return OpenCloze(parts, roots, accepted)


def read_word_bank(source: Source, interaction: Element) -> WordBank:
    """A text with a bank of words.

    Raises:
        QtiError: A gap has no key, or one word fills several gaps.
    """
    names, words = _choices(source, interaction, _GAP_TEXT)
    text = marked_text(interaction) if source.own else None
    flow = exact(text, _GAPS) if text else read_flow(interaction, _GAPS, _WORDS)
    declaration = source.key_of(interaction)
    word_of: dict[str, int] = {}
    for member in declaration.correct.members if declaration.correct else ():
        match member:
            case (str(word), str(gap)) if word in names and gap not in word_of:
                word_of[gap] = names.index(word)
            case _:
                raise QtiError("a key that is no pair of word and gap", line=interaction.line)
    gaps = [gap.required("identifier") for gap in flow.gaps]
    if set(gaps) != set(word_of):
        raise QtiError("a gap without a key", line=interaction.line)
    parts = tuple(flow.parts) if text else tidy(flow)
    return WordBank(parts, words, tuple(word_of[gap] for gap in gaps))


def _gapped(source: Source) -> tuple[tuple[str, ...], list[Element]]:
    text = marked_text(source.body) if source.own else None
    if text is not None:
        flow = exact(text, _GAP_INTERACTIONS)
        return tuple(flow.parts), flow.gaps
    flow = read_flow(source.body, _GAP_INTERACTIONS)
    return tidy(flow), flow.gaps


def _choices(source: Source, interaction: Element, name: str) -> tuple[list[str], tuple[str, ...]]:
    choices = [child for child in interaction.children if child.name == name]
    names = [choice.required("identifier") for choice in choices]
    for child in interaction.children:
        expected = child.name == name or (child.name == "qti-prompt" and name != _DROP_DOWN)
        if not expected and name != _GAP_TEXT:
            raise QtiError(f"<{child.name}> cannot be carried over", line=child.line)
    if not choices or len(set(names)) < len(names):
        raise QtiError(f"<{interaction.name}> needs distinct choices", line=interaction.line)
    return names, tuple(source.text_of(choice) for choice in choices)


def _keys(declaration: Declaration, names: Sequence[str]) -> tuple[int, ...]:
    members: tuple[Scalar, ...] = declaration.correct.members if declaration.correct else ()
    if not members:
        message = f"<qti-response-declaration>: {declaration.identifier} has no key"
        raise QtiError(message, line=declaration.element.line)
    if not all(isinstance(member, str) and member in names for member in members):
        message = f"<qti-response-declaration>: the key of {declaration.identifier} is no choice"
        raise QtiError(message, line=declaration.element.line)
    return tuple(names.index(str(member)) for member in members)


def _accepted(declaration: Declaration) -> tuple[str, ...]:
    if declaration.base is not BaseType.STRING:
        message = f"<qti-response-declaration>: {declaration.identifier} is a typed {{}}, no word"
        raise QtiError(message.format(declaration.base.value), line=declaration.element.line)
    entries = declaration.mapping.entries if declaration.mapping else ()
    most = max((points for _, points, _ in entries), default=0.0)
    mapped = [str(key) for key, points, _ in entries if points == most > 0]
    correct = [
        str(member) for member in (declaration.correct.members if declaration.correct else ())
    ]
    accepted = tuple(mapped) if set(correct) <= set(mapped) else (*correct, *mapped)
    if not accepted:
        message = f"<qti-response-declaration>: {declaration.identifier} has no key"
        raise QtiError(message, line=declaration.element.line)
    return accepted


def _before(source: Source, interaction: Element) -> str:
    """The text around an interaction without a prompt, which then is the question."""
    flow = read_flow(source.body, frozenset(), frozenset({interaction.name}))
    return tidy(flow)[0].strip()

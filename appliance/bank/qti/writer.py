# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Our items as QTI 3.0 documents.

Owns the writing of an item and of its passage. Must not lose anything: what QTI has no
place for (domain, level, parameters, enemies…) travels as context declarations whose
identifiers begin with ``ESCALE_``, which other programs may ignore. Stands on QTI 3.0.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, zip_longest
from typing import Final
from urllib.parse import quote

from appliance.bank.materials import Spoken
from appliance.bank.qti.rules import (
    EXPLANATION,
    FEEDBACK,
    RESPONSE,
    SCORE,
    key_outcome,
    part_identifier,
    response_of_gap,
    rules_of,
)
from appliance.bank.qti.xml_reader import Element
from appliance.bank.qti.xml_writer import make, to_bytes
from appliance.exam.items import (
    Body,
    InlineChoice,
    Item,
    MultipleChoice,
    OpenCloze,
    Scrambled,
    TextOrder,
    WordBank,
)
from appliance.exam.passages import Passage
from appliance.exam.timing import AUDIO_PLAYS

PREFIX: Final = "ESCALE_"
TEXT_CLASS: Final = "escale-text"
STEM_CLASS: Final = "escale-stem"
_PLAYS: Final = "PLAYS"


def item_href(identity: str) -> str:
    """The file of an item inside a content package."""
    return f"items/{quote(identity, safe='')}.xml"


def passage_href(identity: str) -> str:
    """The file of a passage inside a content package."""
    return f"stimuli/{quote(identity, safe='')}.xml"


def audio_href(identity: str) -> str:
    """The file of an extract inside a content package."""
    return f"audio/{quote(identity, safe='')}.ogg"


def write_item(item: Item, language: str, spoken: Spoken | None = None) -> bytes:
    """The document of an item; it refers to passage and audio as a package places them.

    With its extract, the document also carries what is said, by which voice, how long.

    Raises:
        QtiError: A text holds a character that XML cannot carry.
    """
    return to_bytes(
        make(
            "qti-assessment-item",
            *_contexts(item),
            *(_audio_contexts(spoken) if spoken is not None else ()),
            *_responses(item),
            *_outcomes(item.body),
            *_stimulus(item),
            make("qti-item-body", *_stem(item), *_media(item), *_body(item.body)),
            rules_of(item.body),
            *_explanation(item),
            identifier=item.id,
            title=item.id,
            adaptive="false",
            time_dependent="false",
            tool_name="Escale",
            **{"xml:lang": language},
        )
    )


def write_passage(passage: Passage, language: str) -> bytes:
    """The stimulus document of a passage.

    Raises:
        QtiError: A text holds a character that XML cannot carry.
    """
    return to_bytes(
        make(
            "qti-assessment-stimulus",
            make("qti-stimulus-body", make("pre", passage.text, class_=TEXT_CLASS)),
            identifier=passage.id,
            title=passage.title,
            label=passage.level.label,
            **{"xml:lang": language},
        )
    )


def _contexts(item: Item) -> Iterator[Element]:
    yield _context("DOMAIN", "string", [item.domain.value])
    yield _context("TYPE", "string", [item.type.value])
    yield _context("LEVEL", "string", [item.level.label])
    yield _context("PRETEST", "boolean", [str(item.pretest).lower()])
    if item.passage is not None:
        yield _context("PASSAGE", "string", [item.passage])
    if item.audio is not None:
        yield _context("AUDIO", "string", [item.audio])
    if item.enemies:
        yield _context("ENEMIES", "string", sorted(item.enemies), several="multiple")
    parameters = item.parameters
    yield _context("MODEL", "string", [parameters.model.value])
    yield _context("A", "float", [repr(parameters.a)])
    yield _context("B", "float", [repr(step) for step in parameters.b], several="ordered")
    yield _context("C", "float", [repr(parameters.c)])
    yield _context("D", "float", [repr(parameters.d)])
    yield _context("PROVENANCE", "string", [parameters.provenance.value])
    if isinstance(item.body, Scrambled):
        for number, key in enumerate(item.body.keys[1:], 2):
            names = [part_identifier(index) for index in key]
            yield _context(f"KEY_{number}", "identifier", names, several="ordered")


def _audio_contexts(spoken: Spoken) -> Iterator[Element]:
    extract, lines = spoken.extract, spoken.extract.lines
    yield _context("AUDIO_S", "float", [repr(spoken.duration_s)])
    yield _context("AUDIO_KIND", "string", [extract.kind.value])
    yield _context("AUDIO_LEVEL", "string", [extract.level.label])
    yield _context("AUDIO_VOICES", "string", [line.voice for line in lines], several="ordered")
    yield _context("AUDIO_LINES", "string", [line.text for line in lines], several="ordered")


def _context(name: str, base: str, values: Iterable[str], several: str = "single") -> Element:
    return make(
        "qti-context-declaration",
        make("qti-default-value", *(make("qti-value", value) for value in values)),
        identifier=PREFIX + name,
        cardinality=several,
        base_type=base,
    )


def _responses(item: Item) -> Iterator[Element]:
    match item.body:
        case MultipleChoice(_, _, key):
            yield _response(RESPONSE, "single", "identifier", [part_identifier(key)])
        case InlineChoice(_, _, keys):
            for gap, key in enumerate(keys):
                correct = [part_identifier(key)]
                yield _response(response_of_gap(gap), "single", "identifier", correct)
        case WordBank(_, bank, keys):
            correct = [_pair(key, gap) for gap, key in enumerate(keys)]
            yield _response(RESPONSE, "multiple", "directedPair", correct, _same_words(bank, keys))
        case OpenCloze(_, _, accepted):
            for gap, variants in enumerate(accepted):
                name = response_of_gap(gap)
                yield _response(name, "single", "string", variants[:1], variants)
        case TextOrder(_, _, key):
            yield _response(RESPONSE, "ordered", "identifier", map(part_identifier, key))
        case Scrambled(_, _, keys):
            yield _response(RESPONSE, "ordered", "identifier", map(part_identifier, keys[0]))
    if item.audio is not None:
        yield make(
            "qti-response-declaration", identifier=_PLAYS, cardinality="single", base_type="integer"
        )


def _response(
    name: str, several: str, base: str, correct: Iterable[str], mapped: Iterable[str] = ()
) -> Element:
    folded = {"case_sensitive": "false"} if base == "string" else {}
    entries = [make("qti-map-entry", map_key=key, mapped_value="1", **folded) for key in mapped]
    return make(
        "qti-response-declaration",
        make("qti-correct-response", *(make("qti-value", value) for value in correct)),
        *([make("qti-mapping", *entries, default_value="0")] if entries else []),
        identifier=name,
        cardinality=several,
        base_type=base,
    )


def _same_words(bank: Sequence[str], keys: Sequence[int]) -> list[str]:
    """Every pair that is right: equal words of the bank stand for each other."""
    return [
        _pair(word, gap)
        for gap, key in enumerate(keys)
        for word in range(len(bank))
        if bank[word] == bank[key]
    ]


def _pair(word: int, gap: int) -> str:
    return f"{part_identifier(word)} {_gap_identifier(gap)}"


def _gap_identifier(gap: int) -> str:
    return f"G{gap + 1}"


def _outcomes(body: Body) -> Iterator[Element]:
    yield _outcome(SCORE, 0)
    yield _outcome("MAXSCORE", body.maximum)
    yield make(
        "qti-outcome-declaration", identifier=FEEDBACK, cardinality="single", base_type="identifier"
    )
    keys = len(body.keys) if isinstance(body, Scrambled) else int(isinstance(body, TextOrder))
    for number in range(keys):
        yield _outcome(key_outcome(number), 0)


def _outcome(name: str, start: int) -> Element:
    return make(
        "qti-outcome-declaration",
        make("qti-default-value", make("qti-value", str(start))),
        identifier=name,
        cardinality="single",
        base_type="float",
    )


def _stimulus(item: Item) -> Iterator[Element]:
    if item.passage is not None:
        yield make(
            "qti-assessment-stimulus-ref",
            identifier=item.passage,
            href="../" + passage_href(item.passage),
        )


def _stem(item: Item) -> Iterator[Element]:
    if item.stem:
        yield make("p", item.stem, class_=STEM_CLASS)


def _media(item: Item) -> Iterator[Element]:
    if item.audio is not None:
        source = make("source", src="../" + audio_href(item.audio), type="audio/ogg")
        yield make(
            "qti-media-interaction",
            make("audio", source, controls="controls"),
            response_identifier=_PLAYS,
            autostart="false",
            max_plays=str(AUDIO_PLAYS),
        )


def _body(body: Body) -> Iterator[Element]:
    match body:
        case MultipleChoice(question, options, _):
            choices = _choices("qti-simple-choice", options)
            yield _interaction(
                "qti-choice-interaction", _prompt(question), *choices, max_choices="1"
            )
        case InlineChoice(parts, options, _):
            yield _gapped(parts, [_drop_down(gap, listed) for gap, listed in enumerate(options)])
        case WordBank(parts, bank, keys):
            words = [
                make("qti-gap-text", word, identifier=part_identifier(index), match_max="1")
                for index, word in enumerate(bank)
            ]
            gaps = [make("qti-gap", identifier=_gap_identifier(gap)) for gap in range(len(keys))]
            yield _interaction("qti-gap-match-interaction", *words, _gapped(parts, gaps))
        case OpenCloze(parts, roots, _):
            yield _gapped(parts, [_entry(gap, root) for gap, root in enumerate(roots)])
        case TextOrder(first, parts, _) | Scrambled(first, parts, _):
            choices = _choices("qti-simple-choice", parts)
            yield _interaction("qti-order-interaction", _prompt(first), *choices)


def _interaction(name: str, *content: Element, **attributes: str) -> Element:
    return make(name, *content, response_identifier=RESPONSE, **attributes)


def _prompt(text: str) -> Element:
    return make("qti-prompt", text)


def _choices(name: str, texts: Sequence[str]) -> list[Element]:
    return [make(name, text, identifier=part_identifier(n)) for n, text in enumerate(texts)]


def _drop_down(gap: int, options: Sequence[str]) -> Element:
    choices = _choices("qti-inline-choice", options)
    name = response_of_gap(gap)
    return make("qti-inline-choice-interaction", *choices, response_identifier=name)


def _entry(gap: int, root: str | None) -> Element:
    shown = {} if root is None else {"placeholder_text": root}
    return make("qti-text-entry-interaction", response_identifier=response_of_gap(gap), **shown)


def _gapped(parts: Sequence[str], gaps: Sequence[Element]) -> Element:
    content = chain.from_iterable(zip_longest(parts, gaps))
    return make("p", *(part for part in content if part), class_=TEXT_CLASS)


def _explanation(item: Item) -> Iterator[Element]:
    if item.explanation:
        yield make(
            "qti-modal-feedback",
            make("qti-content-body", make("p", item.explanation)),
            outcome_identifier=FEEDBACK,
            identifier=EXPLANATION,
            show_hide="show",
        )

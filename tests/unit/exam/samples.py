# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Items for tests, one of each kind, and hypothesis strategies for bodies and responses."""

from hypothesis import strategies as st

from appliance.exam.cat.parameters import ItemParameters, Model
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
from appliance.exam.levels import Domain, ItemType, Level
from appliance.exam.responses import Order, Picks, Response, Texts

INLINE = InlineChoice(
    ("I ", " up at six and ", " breakfast."), (("gets", "get"), ("have", "do", "make")), (1, 0)
)
BANK = WordBank(("The train ", " at nine and ", " at noon."), ("goes", "arrives", "leaves"), (2, 1))
CLOZE = OpenCloze(
    ("I like that ", ". He is full of ", "."),
    (None, "happy"),
    (("colour", "color"), ("happiness",)),
)
ORDER = TextOrder("One.", ("Three.", "Two.", "Four."), (1, 0, 2))
SCRAMBLED = Scrambled("Where", ("you", "do", "lunch", "have"), ((1, 0, 3, 2),))
CHOICE = MultipleChoice("Who is calling?", ("The bank", "A friend", "Nobody"), 1)
BODIES: tuple[Body, ...] = (INLINE, BANK, CLOZE, ORDER, SCRAMBLED, CHOICE)

_TYPES = {
    InlineChoice: ItemType.INLINE_CHOICE,
    WordBank: ItemType.WORD_BANK,
    OpenCloze: ItemType.OPEN_CLOZE,
    TextOrder: ItemType.TEXT_ORDER,
    Scrambled: ItemType.SCRAMBLED,
    MultipleChoice: ItemType.MULTIPLE_CHOICE,
}


def item_of(body: Body, *, steps: int = 1, identity: str = "item") -> Item:
    """An item around a body, with a step per category wanted."""
    model = Model.GPCM if steps > 1 else Model.TWO_PL
    parameters = ItemParameters(model, 1.0, tuple(float(step) for step in range(steps)))
    return Item(
        identity, Domain.GRAMMAR, _TYPES[type(body)], Level.B1, body, parameters, "Because."
    )


_words = st.text(alphabet="abcdefghijklmnopqrstuvwxyzéß'-", min_size=1, max_size=8).filter(
    lambda word: word.strip("'-") != ""
)
_distinct = st.lists(_words, min_size=2, max_size=6, unique=True)


@st.composite
def inline_choices(draw: st.DrawFn) -> InlineChoice:
    """Gapped texts with drop-down lists."""
    options = draw(st.lists(_distinct, min_size=1, max_size=4))
    keys = tuple(draw(st.integers(0, len(listed) - 1)) for listed in options)
    parts = ("a",) * (len(options) + 1)
    return InlineChoice(parts, tuple(tuple(listed) for listed in options), keys)


@st.composite
def word_banks(draw: st.DrawFn) -> WordBank:
    """Gapped texts with a bank, words may repeat."""
    bank = draw(st.lists(_words, min_size=1, max_size=6))
    keys = draw(st.permutations(range(len(bank))))[: draw(st.integers(1, len(bank)))]
    return WordBank(("a",) * (len(keys) + 1), tuple(bank), tuple(keys))


@st.composite
def open_clozes(draw: st.DrawFn) -> OpenCloze:
    """Gapped texts to type in."""
    accepted = draw(st.lists(st.lists(_words, min_size=1, max_size=3), min_size=1, max_size=4))
    roots = tuple(draw(st.none() | _words) for _ in accepted)
    return OpenCloze(("a",) * (len(accepted) + 1), roots, tuple(map(tuple, accepted)))


@st.composite
def text_orders(draw: st.DrawFn) -> TextOrder:
    """Shuffled texts."""
    sentences = draw(_distinct)
    return TextOrder(
        "First.", tuple(sentences), tuple(draw(st.permutations(range(len(sentences)))))
    )


@st.composite
def scrambled_sentences(draw: st.DrawFn) -> Scrambled:
    """Shuffled sentences; words may repeat, and several orders may be right."""
    words = draw(st.lists(_words, min_size=2, max_size=7))
    orders = st.permutations(range(len(words))).map(tuple)
    return Scrambled("First", tuple(words), tuple(draw(st.lists(orders, min_size=1, max_size=2))))


@st.composite
def multiple_choices(draw: st.DrawFn) -> MultipleChoice:
    """Questions with one key."""
    options = draw(_distinct)
    return MultipleChoice("Why?", tuple(options), draw(st.integers(0, len(options) - 1)))


bodies: st.SearchStrategy[Body] = st.one_of(
    inline_choices(),
    word_banks(),
    open_clozes(),
    text_orders(),
    scrambled_sentences(),
    multiple_choices(),
)


@st.composite
def responses_to(draw: st.DrawFn, body: Body) -> Response:
    """Any response that a candidate could give to a body, finished or not."""
    match body:
        case InlineChoice():
            return Picks(
                tuple(draw(st.none() | st.integers(0, len(listed) - 1)) for listed in body.options)
            )
        case MultipleChoice():
            return Picks((draw(st.none() | st.integers(0, len(body.options) - 1)),))
        case WordBank():
            placed = draw(st.permutations(range(len(body.bank))))[: len(body.keys)]
            return Picks(tuple(pick if draw(st.booleans()) else None for pick in placed))
        case OpenCloze():
            typed = st.sampled_from([word for listed in body.accepted for word in listed])
            return Texts(tuple(draw(st.just("") | typed | _words) for _ in body.accepted))
        case TextOrder():
            return _some_order(draw, len(body.sentences))
        case Scrambled():
            return _some_order(draw, len(body.words))


def _some_order(draw: st.DrawFn, length: int) -> Order:
    return Order(tuple(draw(st.permutations(range(length)))[: draw(st.integers(0, length))]))

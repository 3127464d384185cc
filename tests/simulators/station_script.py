# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The scripted journey of the simulated station: eight questions, a picture, a day.

Owns texts written for the tests and nothing that moves. Stands on the service's views.
"""

from dataclasses import dataclass

from appliance.service.views import (
    Domain,
    InlineChoiceTask,
    ItemType,
    MultipleChoiceTask,
    OpenClozeTask,
    Order,
    Picks,
    Response,
    ScrambledTask,
    Task,
    TextOrderTask,
    Texts,
    WordBankTask,
)

CODE = "LUNE-2026"
PIN = "2468"
FIELDS = {
    "given_name": "Camille",
    "family_name": "Exemple",
    "birth_date": "1990-04-12",
    "email": "camille@example.org",
}
PASSAGE = (
    "The canteen on the ground floor will be closed from Monday to Wednesday while the "
    "kitchen is repainted.\n\n"
    "During these three days, sandwiches and hot soup will be sold in the entrance hall "
    "between half past eleven and two o'clock. Please bring your own cup if you can: we "
    "would like to use fewer paper cups this year.\n\n"
    "Colleagues who work in the evening may order a meal before four o'clock; it will be "
    "waiting for them at the reception desk. On Thursday everything will be back to "
    "normal, and the first coffee of the morning will be free for everybody."
)


@dataclass(frozen=True, slots=True)
class ScriptedQuestion:
    """One question of the script with the response that is right."""

    domain: Domain
    type: ItemType
    task: Task
    key: Response
    limit_s: float
    explanation: str
    stem: str = ""
    passage_title: str = ""
    passage: str = ""
    audio_s: float = 0.0


SCRIPT: tuple[ScriptedQuestion, ...] = (
    ScriptedQuestion(
        Domain.GRAMMAR,
        ItemType.INLINE_CHOICE,
        InlineChoiceTask(
            ("Since she moved to Lyon, Anna ", " the train to work every day. She ", " about it."),
            (("takes", "has taken", "took", "is taking"), ("never complains", "complains never")),
        ),
        Picks((1, 0)),
        60,
        "“Since” asks for the present perfect; “never” stands before the verb.",
    ),
    ScriptedQuestion(
        Domain.READING,
        ItemType.TEXT_ORDER,
        TextOrderTask(
            "My neighbour started a small garden behind our building last spring.",
            (
                "By July, it had become a place where everybody met.",
                "At first, nobody paid much attention to it.",
                "Then the first tomatoes came, and people began to stop and talk.",
            ),
        ),
        Order((1, 2, 0)),
        90,
        "“At first” comes before “then”, and “By July” closes what began last spring.",
    ),
    ScriptedQuestion(
        Domain.VOCABULARY,
        ItemType.WORD_BANK,
        WordBankTask(
            ("We had to ", " the meeting because the manager was ", " by a late flight from ", "."),
            ("delayed", "postpone", "abroad", "remember", "foreign"),
        ),
        Picks((1, 0, 2)),
        60,
        "A meeting is postponed; a person on a late flight is delayed, and comes from abroad.",
    ),
    ScriptedQuestion(
        Domain.GRAMMAR,
        ItemType.SCRAMBLED,
        ScrambledTask("Where", ("usually", "have", "do", "lunch?", "you")),
        Order((2, 4, 0, 1, 3)),
        45,
        "A question begins: where + do + you; “usually” stands before the verb.",
    ),
    ScriptedQuestion(
        Domain.EXPRESSIONS,
        ItemType.OPEN_CLOZE,
        OpenClozeTask(
            ("Thank you for coming at such short ", ". Your ", " made all the difference to us."),
            (None, "kind"),
        ),
        Texts(("notice", "kindness")),
        75,
        "“At short notice” is a fixed phrase; after “your” a noun is needed: kindness.",
    ),
    ScriptedQuestion(
        Domain.READING,
        ItemType.MULTIPLE_CHOICE,
        MultipleChoiceTask(
            "What should people who work in the evening do?",
            (
                "Order a meal before four o'clock",
                "Eat in the entrance hall at two o'clock",
                "Bring their own soup from home",
                "Wait until Thursday morning",
            ),
        ),
        Picks((0,)),
        90,
        "The notice asks people on the evening shift to order before four.",
        passage_title="The canteen is changing colour",
        passage=PASSAGE,
    ),
    ScriptedQuestion(
        Domain.LISTENING,
        ItemType.LISTENING,
        MultipleChoiceTask(
            "Where does the speaker want the listener to wait?",
            ("In front of the bakery", "Inside the station", "At the bus stop", "In the car"),
        ),
        Picks((2,)),
        75,
        "The message names the bakery only as the place to turn; they meet at the bus stop.",
        stem="You hear a message on an answering machine.",
        audio_s=12.0,
    ),
    ScriptedQuestion(
        Domain.LISTENING,
        ItemType.LISTENING,
        OpenClozeTask(("The train to Bordeaux leaves from platform ", "."), (None,)),
        Texts(("nine",)),
        60,
        "The announcement says: from platform nine.",
        stem="You hear an announcement in a station.",
        audio_s=8.0,
    ),
)

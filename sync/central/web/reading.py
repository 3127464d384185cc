# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""How a page reads in one language: numbers, counts, days, and records in words.

Owns typography and the choice of what a reader sees of a record. Must not fetch
anything. Stands on `console_words` and `console_terms`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from sync.central.documents.words import Locale, date_in_words
from sync.central.tables.base import Json
from sync.central.web.console_terms import TERMS, term
from sync.protocol.printable import printable

_MILLISECONDS = "_ms"
_ELSEWHERE = frozenset({"evidence", "models", "thresholds", "start_ns", "phase"})
"""What stands in the list of flags, or means nothing to a reader."""
_SECONDS = frozenset({"duration_s"})
_RATIOS = frozenset({"confidence"})


@dataclass(frozen=True, slots=True)
class Reading:
    """One language and the words of the pages in it."""

    language: str
    words: Mapping[str, str]

    def term(self, group: str, code: str) -> str:
        """The word for a code."""
        return term(self.language, group, code)

    def signal(self, code: str) -> str:
        """The words for a flag."""
        return self.words.get(code, code)

    def label(self, text: str) -> str:
        """A text with the colon of its language."""
        return f"{text}\N{NO-BREAK SPACE}:" if self.language == "fr" else f"{text}:"

    def decimal(self, number: float, digits: int = 1) -> str:
        """A number with the decimal sign of its language."""
        text = f"{number:.{digits}f}"
        return text.replace(".", ",") if self.language == "fr" else text

    def seconds(self, seconds: float) -> str:
        """A duration in seconds."""
        space = "\N{NO-BREAK SPACE}" if self.language == "fr" else " "
        return f"{self.decimal(seconds)}{space}s"

    def percent(self, ratio: float) -> str:
        """A ratio as a percentage."""
        space = "\N{NO-BREAK SPACE}" if self.language == "fr" else ""
        return f"{100 * ratio:.0f}{space}%"

    def count(self, number: int, name: str) -> str:
        """A number of things: `name` has a word for one and `name` + `s` for more.

        French counts none as one.
        """
        one = number == 1 or (number == 0 and self.language == "fr")
        return f"{number} {self.words[name if one else f'{name}s']}"

    def moment(self, elapsed_s: float | None) -> str:
        """Minutes and seconds since the opening."""
        if elapsed_s is None:
            return ""
        minutes, seconds = divmod(round(elapsed_s, 1), 60)
        return f"{minutes:.0f}:{self.decimal(seconds).zfill(4)}"

    def day(self, text: str) -> str:
        """A day in words, with its ISO form for machines; what is no date stays as it is."""
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return printable(text)
        words = date_in_words(day, Locale(self.language))
        return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), words)

    def field(self, name: str, text: str) -> str:
        """A piece of personal data; a date is written in words."""
        return self.day(text) if name == "birth_date" else printable(text)

    def capability(self, state: str) -> str:
        """What a station said of a device or model: its first word is a code."""
        code = next((code for code in TERMS["en"]["state"] if state.startswith(code)), "")
        rest = state[len(code) :]
        if code and rest.startswith(":"):
            return f"{self.label(self.term('state', code))}{rest[1:]}"
        return self.term("state", code) + rest if code else state

    def details(self, record: Json) -> list[tuple[str, str]]:
        """What a record holds for a reader: labels and texts; empty ones are left out.

        What a comparison of the identity found has a section of its own on the page.
        """
        if record["kind"] == "compared":
            return []
        told = [
            (self.term("detail", name), self._text(name, value))
            for name, value in record["body"].items()
            if name not in _ELSEWHERE
        ]
        return [(label, text) for label, text in told if text]

    def _text(self, name: str, value: Any) -> str:
        if isinstance(value, bool):
            return self.words["yes" if value else "no"]
        if isinstance(value, Mapping):
            pairs: Mapping[str, Any] = value
            fields = [f"{self.label(self.term('field', key))} {pairs[key]}" for key in pairs]
            return printable(", ".join(fields))
        if isinstance(value, (int, float)):
            return self._number(name, value)
        if name == "signal":
            return self.signal(str(value))
        if value is None:
            return ""
        return printable(self.term(name, str(value)) if name in _CODED else str(value))

    def _number(self, name: str, value: float) -> str:
        if name.endswith(_MILLISECONDS):
            return self.seconds(value / 1000)
        if name in _SECONDS:
            return self.seconds(value)
        if name in _RATIOS:
            return self.percent(value)
        return self.decimal(value) if isinstance(value, float) else str(value)


_CODED = frozenset(TERMS["en"]) & frozenset(TERMS["en"]["detail"])
"""Data whose texts are codes with a group of their own."""

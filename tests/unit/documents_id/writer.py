# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Writes machine readable zones, independently of the reader's tables.

Positions are spelled out from Doc 9303 once more here, so that a slip in the reader's
layouts cannot hide behind the same slip in its test.
"""

from dataclasses import dataclass


def digit(text: str) -> str:
    """The check digit of a text."""
    values = [0 if it == "<" else int(it, 36) for it in text]
    return str(sum(value * (7, 3, 1)[place % 3] for place, value in enumerate(values)) % 10)


def checked(text: str) -> str:
    return text + digit(text)


def pad(text: str, width: int) -> str:
    return text[:width].ljust(width, "<")


@dataclass(frozen=True, slots=True)
class Holder:
    """What a zone says, in the zone's own letters."""

    surname: str
    given_names: str
    number: str
    birth: str
    expiry: str
    sex: str
    state: str
    optional: str

    @property
    def names(self) -> str:
        given = "<<" + self.given_names.replace(" ", "<") if self.given_names else ""
        return self.surname.replace(" ", "<") + given


def write_td1(holder: Holder) -> tuple[str, ...]:
    if len(holder.number) > 9:
        rest = holder.number[9:] + digit(holder.number) + "<"
        first = "I<" + holder.state + holder.number[:9] + "<" + pad(rest + holder.optional, 15)
    else:
        number = checked(pad(holder.number, 9))
        first = "I<" + holder.state + number + pad(holder.optional, 15)
    second = checked(holder.birth) + holder.sex + checked(holder.expiry) + holder.state
    second = pad(second, 29)
    second += digit(first[5:] + second[0:7] + second[8:15] + second[18:29])
    return first, second, pad(holder.names, 30)


def _second(holder: Holder) -> str:
    number = checked(pad(holder.number, 9)) + holder.state
    return number + checked(holder.birth) + holder.sex + checked(holder.expiry)


def write_td2(holder: Holder) -> tuple[str, ...]:
    second = _second(holder) + pad(holder.optional, 7)
    second += digit(second[0:10] + second[13:20] + second[21:35])
    return "I<" + holder.state + pad(holder.names, 31), second


def write_td3(holder: Holder) -> tuple[str, ...]:
    second = _second(holder) + checked(pad(holder.optional, 14))
    second += digit(second[0:10] + second[13:20] + second[21:43])
    return "P<" + holder.state + pad(holder.names, 39), second


def write_mrv_a(holder: Holder) -> tuple[str, ...]:
    return "V<" + holder.state + pad(holder.names, 39), pad(_second(holder) + holder.optional, 44)


def write_mrv_b(holder: Holder) -> tuple[str, ...]:
    return "V<" + holder.state + pad(holder.names, 31), pad(_second(holder) + holder.optional, 36)


def write_french(holder: Holder) -> tuple[str, ...]:
    first = "IDFRA" + pad(holder.surname.replace(" ", "<"), 25) + "952042"
    number = checked(pad(holder.number, 12).replace("<", "0"))
    second = number + pad(holder.given_names.replace(" ", "<<"), 14)
    second += checked(holder.birth) + holder.sex
    return first, second + digit(first + second)

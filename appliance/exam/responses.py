# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What a candidate may answer, and the strict door through which answers come in.

Owns the three response shapes, their journal form and the check of a response against
its task. Must not know keys or points. Stands on the tasks.

Unfinished responses are responses: when the time ends, what is entered counts. A gap
without a choice is ``None``, an order may be shorter than the task, a text may be empty.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, cast
from unicodedata import category

from appliance.exam.errors import InvalidResponseError
from appliance.exam.tasks import (
    InlineChoiceTask,
    MultipleChoiceTask,
    OpenClozeTask,
    ScrambledTask,
    Task,
    TextOrderTask,
    WordBankTask,
)
from sync.protocol.canonical import CborValue

TEXT_CEILING: Final = 100
"""Characters of one typed answer; the longest English word in use has 45."""


@dataclass(frozen=True, slots=True)
class Picks:
    """One chosen option (or bank word) per gap, by index; None where nothing is chosen."""

    picks: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """Indices of the presented parts in the candidate's order, as far as it got."""

    order: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Texts:
    """One typed answer per gap, as typed; empty where nothing is typed."""

    texts: tuple[str, ...]


Response = Picks | Order | Texts


def blank(task: Task) -> Response:
    """The response of a candidate who did nothing."""
    match task:
        case InlineChoiceTask() | WordBankTask():
            return Picks((None,) * (len(task.parts) - 1))
        case MultipleChoiceTask():
            return Picks((None,))
        case OpenClozeTask():
            return Texts(("",) * len(task.roots))
        case TextOrderTask() | ScrambledTask():
            return Order(())


def is_complete(response: Response, task: Task) -> bool:
    """Whether every gap is filled or every part is placed."""
    match response:
        case Picks():
            return None not in response.picks
        case Texts():
            return all(text.strip() for text in response.texts)
        case Order():
            return len(response.order) == _parts_to_order(task)


def check(response: Response, task: Task) -> None:
    """Refuse a response that does not fit its task.

    Raises:
        InvalidResponseError: Another shape, another number of gaps, an index outside the
            options, one part placed twice, or a text that is too long.
    """
    match response, task:
        case Picks(), InlineChoiceTask():
            _check_picks(response.picks, [len(options) for options in task.options])
        case Picks(), WordBankTask():
            _check_picks(response.picks, [len(task.bank)] * (len(task.parts) - 1))
            _check_distinct([pick for pick in response.picks if pick is not None])
        case Picks(), MultipleChoiceTask():
            _check_picks(response.picks, [len(task.options)])
        case Texts(), OpenClozeTask():
            _check_typed(response.texts, len(task.roots))
        case Order(), TextOrderTask() | ScrambledTask():
            _check_inside(response.order, _parts_to_order(task))
            _check_distinct(response.order)
        case _:
            raise InvalidResponseError("The response is of another kind than its question.")


def to_cbor(response: Response) -> dict[str, CborValue]:
    """The journal form: a map with one entry that names the shape."""
    match response:
        case Picks():
            return {"picks": list(response.picks)}
        case Order():
            return {"order": list(response.order)}
        case Texts():
            return {"texts": list(response.texts)}


def from_cbor(value: CborValue, task: Task) -> Response:
    """Read the journal form back, strictly, as a response to that task.

    Raises:
        InvalidResponseError: The value is no response, or none to this task.
    """
    if not isinstance(value, dict) or len(value) != 1:
        raise InvalidResponseError("A response is a map with one entry.")
    [(shape, entries)] = value.items()
    if not isinstance(entries, list):
        raise InvalidResponseError("A response holds a list.")
    response = _typed(shape, entries)
    check(response, task)
    return response


def _typed(shape: object, entries: list[CborValue]) -> Response:
    match shape:
        case "picks" if all(entry is None or type(entry) is int for entry in entries):
            return Picks(tuple(cast("list[int | None]", entries)))
        case "order" if all(type(entry) is int for entry in entries):
            return Order(tuple(cast("list[int]", entries)))
        case "texts" if all(isinstance(entry, str) for entry in entries):
            return Texts(tuple(cast("list[str]", entries)))
        case _:
            raise InvalidResponseError("A response of an unknown shape.")


def _parts_to_order(task: Task) -> int:
    match task:
        case TextOrderTask():
            return len(task.sentences)
        case ScrambledTask():
            return len(task.words)
        case _:
            raise InvalidResponseError("The response is of another kind than its question.")


def _check_picks(picks: Sequence[int | None], choices: Sequence[int]) -> None:
    if len(picks) != len(choices):
        raise InvalidResponseError(f"{len(picks)} choices for {len(choices)} gaps.")
    for pick, count in zip(picks, choices, strict=True):
        if pick is not None:
            _check_inside([pick], count)


def _check_inside(indices: Sequence[int], count: int) -> None:
    if not all(0 <= index < count for index in indices):
        raise InvalidResponseError("A choice that the question does not offer.")


def _check_distinct(indices: Sequence[int]) -> None:
    if len(set(indices)) != len(indices):
        raise InvalidResponseError("The same part is placed twice.")


def _check_typed(texts: Sequence[str], gaps: int) -> None:
    if len(texts) != gaps:
        raise InvalidResponseError(f"{len(texts)} answers for {gaps} gaps.")
    for text in texts:
        if len(text) > TEXT_CEILING or any(category(sign) in {"Cc", "Cs"} for sign in text):
            raise InvalidResponseError("A typed answer that is too long or not plain text.")

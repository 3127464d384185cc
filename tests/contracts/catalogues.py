# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Every text of the screens exists in French and in English, and nothing else does.

Run as `python -m tests.contracts.catalogues`; exit 1 names each problem: a message
without translation, an orphan, a fuzzy entry, a placeholder that differs, a compiled
catalogue that is not of its source. With `--write`, new messages are added (English says
itself, French stays empty), orphans are dropped and the catalogues are compiled.
"""

import ast
import io
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

REPOSITORY = Path(__file__).resolve().parents[2]
SCREENS = REPOSITORY / "tui"
CATALOGUES = SCREENS / "catalogues"
LOCALES = ("fr", "en")
KEYWORDS = {"say": 1, "mark": 1, "say_count": 2}
"""The functions of `tui.language`, and how many of their arguments are messages."""
HEADER = """# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
#
# The texts of the screens; `python -m tests.contracts.catalogues --write` renews it."""
WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)
"""One date for ever, so that the files change only with their texts."""
_FIELD = re.compile(r"\{(\w+)\}")

Identity = str | tuple[str, ...]


def used() -> dict[Identity, list[tuple[str, int]]]:
    """Every message that the screens say, with the places where they say it.

    Read from the syntax tree: Babel's own extractor does not look inside f-strings.
    """
    messages: dict[Identity, list[tuple[str, int]]] = {}
    for path in sorted(SCREENS.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            identity = said_by(node)
            if identity is not None and isinstance(node, ast.Call):
                place = (str(path.relative_to(REPOSITORY)), node.lineno)
                messages.setdefault(identity, []).append(place)
    return messages


def said_by(node: ast.AST) -> Identity | None:
    """The message of a call of one of the three functions, or None."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return None
    count = KEYWORDS.get(node.func.id, 0)
    literals = [
        argument.value
        for argument in node.args[:count]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]
    if not count or len(literals) != count:
        return None
    return literals[0] if count == 1 else tuple(literals)


def source_of(locale: str) -> Path:
    """The readable catalogue of a locale."""
    return CATALOGUES / locale / "LC_MESSAGES" / "escale.po"


def load(locale: str) -> Catalog:
    """The readable catalogue, empty when there is none yet."""
    path = source_of(locale)
    if not path.exists():
        return Catalog(locale=locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def compiled(catalogue: Catalog) -> bytes:
    """The compiled form."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def contents(catalogue: Catalog) -> dict[Identity, tuple[str, ...]]:
    """What a catalogue says, without its header."""
    return {
        identity_of(message): texts(message)
        for message in catalogue
        if message.id and any(texts(message))
    }


def identity_of(message: Message) -> Identity:
    """The message itself; with its plural where it has one."""
    return message.id if isinstance(message.id, str) else tuple(message.id)


def texts(message: Message) -> tuple[str, ...]:
    """The translations of a message, one per plural form."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def problem_of(identity: Identity, message: Message | None) -> str | None:
    """What is wrong with the translation of a message."""
    if message is None or not texts(message) or not all(texts(message)):
        return "no text"
    if message.fuzzy:
        return "fuzzy"
    wanted = set(_FIELD.findall(identity if isinstance(identity, str) else identity[1]))
    if any(not set(_FIELD.findall(text)) <= wanted for text in texts(message)):
        return "another placeholder"
    if wanted - {"count"} - set(_FIELD.findall(texts(message)[-1])):
        return "a placeholder is missing"
    return None


def problems(locale: str, messages: dict[Identity, list[tuple[str, int]]]) -> list[str]:
    """Everything that is wrong with a locale, in words."""
    catalogue = load(locale)
    said = {identity_of(message): message for message in catalogue if message.id}
    wrong: list[str] = []
    for identity, places in messages.items():
        problem = problem_of(identity, said.get(identity))
        if problem:
            path, line = places[0]
            wrong.append(f"{locale}: {problem}: {identity!r} ({path}:{line})")
    wrong += [f"{locale}: orphan: {identity!r}" for identity in said if identity not in messages]
    binary = source_of(locale).with_suffix(".mo")
    if not binary.exists() or contents(read_mo(io.BytesIO(binary.read_bytes()))) != contents(
        catalogue
    ):
        wrong.append(f"{locale}: {binary.name} is not compiled from {source_of(locale).name}")
    return wrong


def renew(locale: str, messages: dict[Identity, list[tuple[str, int]]]) -> None:
    """Write the catalogue of a locale anew, keeping what is translated."""
    known = {identity_of(message): message for message in load(locale) if message.id}
    catalogue = Catalog(locale=locale, header_comment=HEADER, project="Escale", fuzzy=False)
    catalogue.revision_date = catalogue.creation_date = WRITTEN
    for identity, places in sorted(messages.items(), key=lambda entry: entry[1][0]):
        before = known.get(identity)
        text = identity if locale == "en" else before.string if before is not None else ""
        catalogue.add(identity, text, locations=[(path, 1) for path, _ in places])
    path = source_of(locale)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, include_lineno=False, width=98)
    path.with_suffix(".mo").write_bytes(compiled(load(locale)))


def main(arguments: list[str]) -> int:
    """Print what is wrong; 0 when nothing is."""
    messages = used()
    if "--write" in arguments:
        for locale in LOCALES:
            renew(locale, messages)
    wrong = [line for locale in LOCALES for line in problems(locale, messages)]
    for line in wrong:
        sys.stderr.write(f"{line}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

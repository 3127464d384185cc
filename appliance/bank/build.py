# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""From a bank to a signed pack.

Owns the last step of authoring: nothing with a problem is built, what is built is frozen
and signed. Must not read authors' files itself nor speak. Stands on the bank, its
recordings and the exam's pack.
"""

from pathlib import Path
from typing import Final

from appliance.bank.bank import Bank, load_bank
from appliance.bank.errors import LintError, SourceError
from appliance.bank.practice import practice_of
from appliance.bank.recordings import recordings
from appliance.exam.errors import InvalidPackError
from appliance.exam.pack import Pack, encode_pack
from appliance.exam.passages import AudioRef
from appliance.exam.practice import NO_PRACTICE, PracticeMaterial
from sync.protocol.keys import Signer

SAMPLE: Final = Path(__file__).parent / "sample" / "en"
"""The sample English bank that ships with the program."""


def build_pack(bank: Bank) -> tuple[Pack, dict[bytes, bytes]]:
    """The pack of a bank and its media by digest.

    Raises:
        LintError: The bank has problems.
        ExtractError: A recording is missing or out of date.
        SourceError: A reference between its parts leads nowhere.
    """
    audio, media = _sounds(bank)
    practice = practice_of(bank)
    try:
        material, more = (NO_PRACTICE, {}) if practice is None else _practised(practice)
        pack = Pack(
            id=bank.id,
            language=bank.language,
            version=bank.version,
            items=bank.items,
            passages=bank.passages,
            audio=audio,
            minitest=bank.minitest,
            blueprint=bank.blueprint,
            oral=bank.oral,
            practice=material,
        )
    except InvalidPackError as error:
        raise SourceError(str(error)) from error
    return pack, media | more


def _practised(practice: Bank) -> tuple[PracticeMaterial, dict[bytes, bytes]]:
    audio, media = _sounds(practice)
    return PracticeMaterial(practice.items, practice.passages, audio, practice.oral), media


def _sounds(bank: Bank) -> tuple[dict[str, AudioRef], dict[bytes, bytes]]:
    """The recordings that the items of a bank without problems use."""
    if bank.problems:
        listed = "\n".join(str(problem) for problem in bank.problems)
        raise LintError(f"The bank cannot be built:\n{listed}")
    used = {item.audio for item in bank.items if item.audio is not None}
    unknown = used - bank.extracts.keys()
    if unknown:
        raise SourceError(f"no such extract: {', '.join(sorted(unknown))}")
    return recordings(bank, used)


def build_file(folder: Path, signer: Signer) -> bytes:
    """The signed pack file of the bank in a folder.

    Raises:
        LintError: The bank has problems.
        ExtractError: A recording is missing or out of date.
        SourceError: A reference between its parts leads nowhere.
    """
    pack, media = build_pack(load_bank(folder))
    return encode_pack(pack, media, signer)


def build_sample_pack(signer: Signer) -> bytes:
    """The signed pack file of the sample bank; its recordings ship with the program.

    Raises:
        LintError: The sample bank was edited and has problems.
        ExtractError: The sample bank was edited and a recording is out of date.
    """
    return build_file(SAMPLE, signer)

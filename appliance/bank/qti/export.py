# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A bank as a QTI content package.

Owns which documents go into a package and under which names. Must not write to disk.
Stands on the bank, the writer and the container.
"""

from collections.abc import Mapping, Sequence

from appliance.bank.bank import Bank
from appliance.bank.errors import LintError
from appliance.bank.materials import Spoken
from appliance.bank.qti.package import (
    Resource,
    item_resource,
    media_resource,
    stimulus_resource,
    write_package,
)
from appliance.bank.qti.writer import (
    audio_href,
    item_href,
    passage_href,
    write_item,
    write_passage,
)
from appliance.bank.recordings import recordings
from appliance.exam.items import Item
from appliance.exam.passages import AudioRef


def export_bank(bank: Bank, chosen: Sequence[Item]) -> bytes:
    """The package with these items of a bank, their passages and recordings.

    Raises:
        LintError: The bank has problems.
        ExtractError: A recording is missing or out of date.
        QtiError: A text holds a character that XML cannot carry.
    """
    if bank.problems:
        raise LintError(f"the bank has {len(bank.problems)} problems; nothing was exported")
    files: dict[str, bytes] = {}
    resources: list[Resource] = []
    passages = {item.passage for item in chosen if item.passage is not None}
    for identity in sorted(passages):
        href = passage_href(identity)
        files[href] = write_passage(bank.passages[identity], bank.language)
        resources.append(stimulus_resource(f"stimulus-{identity}", href))
    used = [item.audio for item in chosen if item.audio is not None]
    audio, media = recordings(bank, used)
    for identity, reference in audio.items():
        href = audio_href(identity)
        files[href] = media[reference.digest]
        resources.append(media_resource(f"audio-{identity}", href))
    for item in chosen:
        href = item_href(item.id)
        spoken = _spoken(bank, audio, item.audio)
        files[href] = write_item(item, bank.language, spoken)
        resources.append(item_resource(f"item-{item.id}", href, _needs(item)))
    return write_package(files, resources)


def _spoken(bank: Bank, audio: Mapping[str, AudioRef], identity: str | None) -> Spoken | None:
    if identity is None:
        return None
    return Spoken(bank.extracts[identity], audio[identity].duration_s)


def _needs(item: Item) -> list[str]:
    needs = [("stimulus", item.passage), ("audio", item.audio)]
    return [f"{kind}-{identity}" for kind, identity in needs if identity is not None]

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A content pack small enough to sit through in a moment: two questions per domain."""

from appliance.exam.cat.blueprint import Blueprint
from appliance.exam.cat.parameters import ItemParameters, Model
from appliance.exam.items import Item, MultipleChoice
from appliance.exam.levels import DOMAINS, ItemType, Level
from appliance.exam.pack import Pack, encode_pack
from appliance.exam.passages import OralMaterial
from sync.protocol.keys import Signer

PER_DOMAIN = 2
_OFFERED = 4


def small_pack(version: str = "1") -> Pack:
    """Four multiple-choice items per domain, of which a sitting asks two."""
    items = tuple(
        Item(
            f"{domain.value}-{place}",
            domain,
            ItemType.MULTIPLE_CHOICE,
            Level(place + 2),
            MultipleChoice("Which one?", ("this", "that", "neither"), place % 3),
            ItemParameters(Model.TWO_PL, 1.2, (-1.0 + 0.5 * place,)),
            "Because.",
        )
        for domain in DOMAINS
        for place in range(_OFFERED)
    )
    blueprint = Blueprint(per_domain=PER_DOMAIN, exposure_cap=1.0, randomesque=1)
    return Pack("small", "en", version, items, {}, {}, (), blueprint, OralMaterial(()))


def small_pack_file(signer: Signer, version: str = "1") -> bytes:
    """The same, signed."""
    return encode_pack(small_pack(version), {}, signer)

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""How the identity of a part was checked, as a reviewer reads it.

Owns the last word of a journal on it. Must not weigh it: whoever reviews decides. Stands on
the timeline's records; journals of stations that compared nothing read as well.
"""

from collections.abc import Iterable

from sync.central.tables.base import Json


def identity_of(records: Iterable[Json]) -> Json:
    """The identity step of a timeline.

    `by_person`: the invigilator looked; `pictures`: digests of the last accepted selfie and
    document; `compared`: what was found on that document, None when nothing was compared.
    """
    told: Json = {"by_person": False, "pictures": {}, "compared": None}
    for record in records:
        body: Json = record["body"]
        match record["kind"]:
            case "captured" if body["accepted"]:
                told["pictures"][body["purpose"]] = body["evidence"]
                told["compared"] = None
            case "compared":
                told["compared"] = body
            case "human_checked":
                told["by_person"] = True
            case _:
                pass
    return told

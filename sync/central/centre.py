# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The name of a training centre, as people enter it.

Owns the one spelling by which candidates, slots and stations of a centre find each other.
Must not know which centres there are: a centre is there when somebody names it.
"""

from sync.central.errors import ContentRefusedError


def named(centre: str) -> str:
    """The name without spaces around it.

    Raises:
        ContentRefusedError: It is empty or cannot be printed.
    """
    name = centre.strip()
    if not name or not name.isprintable():
        raise ContentRefusedError(
            "the name of the centre is empty or cannot be printed",
            advice="Name the training centre, as its stations are enrolled: --centre Lyon.",
        )
    return name

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A shuffle that anyone can repeat: a permutation that follows from an id alone.

Owns the order in which options, words and sentences are presented. Must not use a random
generator, whose sequence may change between releases. Stands on SHA-256.
"""

from hashlib import sha256


def permutation(identity: str, purpose: str, length: int) -> tuple[int, ...]:
    """Indices ``0 … length-1`` in the presented order.

    Args:
        identity: Id of the item.
        purpose: Tells apart several shuffles of one item.
        length: How many there are.
    """

    def rank(index: int) -> bytes:
        return sha256(f"{identity}\0{purpose}\0{index}".encode()).digest()

    return tuple(sorted(range(length), key=rank))


def derangement(identity: str, purpose: str, length: int) -> tuple[int, ...]:
    """As :func:`permutation`, but never the order that was given (from two on)."""
    order = permutation(identity, purpose, length)
    if order == tuple(range(length)) and length > 1:
        return (*order[1:], order[0])
    return order

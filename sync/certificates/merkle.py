# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The Merkle tree of RFC 9162 §2.1: roots, inclusion and consistency proofs.

Owns the arithmetic of the tree. Must not know where hashes are stored: making a
proof asks a function for the hash of a complete subtree; checking one needs nothing.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256

from sync.certificates.errors import LogProofError

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()

Subtree = Callable[[int, int], bytes]
"""Hash of the complete subtree at (level, number): 2**level leaves from number * 2**level."""


def leaf_hash(entry: bytes) -> bytes:
    """Hash of a leaf (RFC 9162 §2.1.1)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node (RFC 9162 §2.1.1)."""
    return sha256(b"\x01" + left + right).digest()


def root(size: int, subtree: Subtree) -> bytes:
    """Root of the tree of the first `size` leaves."""
    return _range_hash(0, size, subtree) if size else EMPTY_ROOT


def prove_inclusion(index: int, size: int, subtree: Subtree) -> tuple[bytes, ...]:
    """Proof that leaf `index` is in the tree of `size` leaves (RFC 9162 §2.1.3.1).

    Raises:
        LogProofError: The tree has no such leaf.
    """
    if not 0 <= index < size:
        raise LogProofError(f"a log of {size} entries has no entry {index}")
    start, end, path = 0, size, list[bytes]()
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_range_hash(middle, end, subtree))
            end = middle
        else:
            path.append(_range_hash(start, middle, subtree))
            start = middle
    return tuple(reversed(path))


def prove_consistency(old: int, new: int, subtree: Subtree) -> tuple[bytes, ...]:
    """Proof that the tree of `new` leaves extends that of `old` (RFC 9162 §2.1.4.1).

    Raises:
        LogProofError: `old` is not in 1..`new`.
    """
    if not 0 < old <= new:
        raise LogProofError(f"a log of {new} entries does not extend one of {old}")
    start, end, whole, path = 0, new, True, list[bytes]()
    while end > old:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_range_hash(middle, end, subtree))
            end = middle
        else:
            path.append(_range_hash(start, middle, subtree))
            start, whole = middle, False
    if not whole:
        path.append(_range_hash(start, end, subtree))
    return tuple(reversed(path))


def verify_inclusion(
    index: int, size: int, leaf: bytes, proof: Sequence[bytes], expected_root: bytes
) -> None:
    """Check that a leaf is in a tree (RFC 9162 §2.1.3.2).

    Raises:
        LogProofError: The proof does not lead from this leaf to this root.
    """
    if not 0 <= index < size:
        raise LogProofError("the proof is for an entry beyond the log's size")
    _check_sizes(leaf, expected_root, *proof)
    fn, sn, computed = index, size - 1, leaf
    for sibling in proof:
        if sn == 0:
            raise LogProofError("the proof is too long")
        if fn & 1 or fn == sn:
            computed = node_hash(sibling, computed)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            computed = node_hash(computed, sibling)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0 or computed != expected_root:
        raise LogProofError("the proof does not lead to the log's root")


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that a tree extends an older one (RFC 9162 §2.1.4.2).

    Raises:
        LogProofError: The proof does not lead to both roots, or there is nothing to prove.
    """
    if not 0 < old <= new:
        raise LogProofError("only a log with entries can be extended, and only forwards")
    if old == new:
        if proof or old_root != new_root:
            raise LogProofError("two logs of one size must have one root")
        return
    _check_sizes(old_root, new_root, *proof)
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        raise LogProofError("the proof is empty")
    if _climb(old, new, path) != (old_root, new_root):
        raise LogProofError("the proof does not lead to both roots")


def _climb(old: int, new: int, path: list[bytes]) -> tuple[bytes, bytes]:
    """The two roots that a consistency path leads to (RFC 9162 §2.1.4.2 steps 3 to 6)."""
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    old_computed = new_computed = path[0]
    for sibling in path[1:]:
        if sn == 0:
            raise LogProofError("the proof is too long")
        if fn & 1 or fn == sn:
            old_computed = node_hash(sibling, old_computed)
            new_computed = node_hash(sibling, new_computed)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            new_computed = node_hash(new_computed, sibling)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0:
        raise LogProofError("the proof is too short")
    return old_computed, new_computed


def _check_sizes(*hashes: bytes) -> None:
    if any(len(digest) != HASH_SIZE for digest in hashes):
        raise LogProofError("a hash of the log does not have 32 bytes")


def _split(width: int) -> int:
    """The largest power of two smaller than width."""
    return 1 << (width - 1).bit_length() - 1


def _range_hash(start: int, end: int, subtree: Subtree) -> bytes:
    width = end - start
    if width & (width - 1) == 0 and start % width == 0:
        level = width.bit_length() - 1
        return subtree(level, start >> level)
    middle = start + _split(width)
    return node_hash(_range_hash(start, middle, subtree), _range_hash(middle, end, subtree))

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The tree against the independent vectors, and against a plain recursive tree."""

import base64
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.certificates.errors import LogProofError
from sync.certificates.merkle import (
    EMPTY_ROOT,
    leaf_hash,
    node_hash,
    prove_consistency,
    prove_inclusion,
    root,
    verify_consistency,
    verify_inclusion,
)

SharedData = Callable[[str], Path]
LEAVES = [leaf_hash(bytes((n,))) for n in range(40)]


def subtree(level: int, number: int) -> bytes:
    if level == 0:
        return LEAVES[number]
    return node_hash(subtree(level - 1, 2 * number), subtree(level - 1, 2 * number + 1))


def plain_root(leaves: list[bytes]) -> bytes:
    """RFC 9162 §2.1.1, word for word."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(plain_root(leaves[:split]), plain_root(leaves[split:]))


def decoded(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def test_inclusion_vectors(shared_data: SharedData) -> None:
    files = sorted(shared_data("vectors/cert/merkle/testdata/inclusion").rglob("*.json"))
    assert len(files) > 50
    for file in files:
        vector = json.loads(file.read_text())

        def check(v: dict[str, str] = vector) -> None:
            proof = [decoded(digest) for digest in v["proof"] or []]
            index, size = int(v["leafIdx"]), int(v["treeSize"])
            verify_inclusion(index, size, decoded(v["leafHash"]), proof, decoded(v["root"]))

        if vector["wantErr"]:
            with pytest.raises(LogProofError):
                check()
        else:
            check()


def test_consistency_vectors(shared_data: SharedData) -> None:
    files = sorted(shared_data("vectors/cert/merkle/testdata/consistency").rglob("*.json"))
    assert len(files) > 50
    for file in files:
        vector = json.loads(file.read_text())

        def check(v: dict[str, str] = vector) -> None:
            proof = [decoded(digest) for digest in v["proof"] or []]
            old, new = int(v["size1"]), int(v["size2"])
            verify_consistency(old, new, decoded(v["root1"]), decoded(v["root2"]), proof)

        if vector["wantErr"]:
            with pytest.raises(LogProofError):
                check()
        else:
            check()


@pytest.mark.parametrize("size", range(len(LEAVES) + 1))
def test_roots(size: int) -> None:
    assert root(size, subtree) == plain_root(LEAVES[:size])


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 31, 32, 33, 40])
def test_inclusion(size: int) -> None:
    expected = plain_root(LEAVES[:size])
    for index in range(size):
        proof = prove_inclusion(index, size, subtree)
        verify_inclusion(index, size, LEAVES[index], proof, expected)
        with pytest.raises(LogProofError):
            verify_inclusion(index, size, leaf_hash(b"other"), proof, expected)
        with pytest.raises(LogProofError):
            verify_inclusion(index, size, LEAVES[index], [*proof, bytes(32)], expected)
        if proof:
            with pytest.raises(LogProofError):
                verify_inclusion(index, size, LEAVES[index], proof[:-1], expected)


@pytest.mark.parametrize("new", [1, 2, 3, 8, 13, 32, 40])
def test_consistency(new: int) -> None:
    for old in range(1, new + 1):
        proof = prove_consistency(old, new, subtree)
        old_root, new_root = plain_root(LEAVES[:old]), plain_root(LEAVES[:new])
        verify_consistency(old, new, old_root, new_root, proof)
        with pytest.raises(LogProofError):
            verify_consistency(old, new, leaf_hash(b"other"), new_root, proof)
        with pytest.raises(LogProofError):
            verify_consistency(old, new, old_root, new_root, [*proof, bytes(32)])


def test_what_cannot_be_proven() -> None:
    for index, size in ((-1, 3), (3, 3), (0, 0)):
        with pytest.raises(LogProofError):
            prove_inclusion(index, size, subtree)
        with pytest.raises(LogProofError):
            verify_inclusion(index, size, LEAVES[0], [], LEAVES[0])
    for old, new in ((0, 3), (4, 3)):
        with pytest.raises(LogProofError):
            prove_consistency(old, new, subtree)
    with pytest.raises(LogProofError, match="32 bytes"):
        verify_inclusion(0, 1, b"short", [], b"short")

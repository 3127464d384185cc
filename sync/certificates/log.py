# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The transparency log: appended by one writer, proven to everybody.

Owns the order of writing: entries and tiles first, the signed checkpoint last, so
that a power cut leaves the former log whole and the same append can simply be done
again. Must not know certificates: an entry is 32 bytes, their SHA-256. Stands on
`merkle`, `tiles` and `notes`.
"""

from sync.certificates.errors import LogProofError
from sync.certificates.merkle import (
    HASH_SIZE,
    Subtree,
    leaf_hash,
    node_hash,
    prove_consistency,
    prove_inclusion,
    root,
)
from sync.certificates.notes import Checkpoint, NoteVerifier, open_checkpoint, sign_note
from sync.certificates.proof import LogProof
from sync.certificates.tiles import (
    CHECKPOINT,
    TILE_HEIGHT,
    TILE_WIDTH,
    TileStore,
    entries_name,
    tile_name,
    width_of,
)
from sync.protocol.keys import Signer

_LENGTH = HASH_SIZE.to_bytes(2)
_ENTRY_SIZE = len(_LENGTH) + HASH_SIZE


class TransparencyLog:
    """A log with one writer.

    Args:
        store: Where its files are kept.
        origin: Its name, such as example.org/log.
        signer: Its own key, not that of the issuer.

    Raises:
        LogProofError: The store holds a checkpoint that this log has not signed.
    """

    def __init__(self, store: TileStore, origin: str, signer: Signer) -> None:
        self._store = store
        self._signer = signer
        self.verifier = NoteVerifier(origin, signer.public)
        if store.read(CHECKPOINT) is None:
            self._publish(0)
        self._size = open_checkpoint(self.checkpoint(), self.verifier).size

    @property
    def size(self) -> int:
        """Number of entries, and the index of the next one."""
        return self._size

    def checkpoint(self) -> str:
        """The latest signed note.

        Raises:
            LogProofError: The store has lost it.
        """
        data = self._store.read(CHECKPOINT)
        if data is None:
            raise LogProofError("the log's checkpoint is missing")
        return data.decode()

    def entry(self, index: int) -> bytes:
        """One entry.

        Raises:
            LogProofError: The log has no such entry, or the store has lost it.
        """
        if not 0 <= index < self._size:
            raise LogProofError(f"a log of {self._size} entries has no entry {index}")
        number, place = divmod(index, TILE_WIDTH)
        name = entries_name(number, width_of(self._size, 0, number))
        return self._read(name)[_ENTRY_SIZE * place :][len(_LENGTH) : _ENTRY_SIZE]

    def append(self, index: int, entry: bytes) -> None:
        """Record an entry at its index and publish the new checkpoint.

        Doing the same append again does nothing, so that whoever issues may repeat
        it after a crash.

        Raises:
            LogProofError: Another entry stands there, or the index leaves a gap.
        """
        if len(entry) != HASH_SIZE:
            raise LogProofError("an entry of the log has 32 bytes")
        if index < self._size and self.entry(index) == entry:
            return
        if index != self._size:
            raise LogProofError(f"the next entry of the log is {self._size}, not {index}")
        self._write_entry(index, entry)
        self._write_hashes(index, leaf_hash(entry))
        self._publish(index + 1)
        self._size = index + 1
        self._drop_partials()

    def prove(self, index: int) -> LogProof:
        """The proof that an entry is in the log of the latest checkpoint.

        Raises:
            LogProofError: The log has no such entry.
        """
        return LogProof(
            index, prove_inclusion(index, self._size, self._subtrees(self._size)), self.checkpoint()
        )

    def prove_extension(self, old_size: int) -> tuple[bytes, ...]:
        """The proof that the log has only grown since it had `old_size` entries.

        Raises:
            LogProofError: The log never had that size.
        """
        return prove_consistency(old_size, self._size, self._subtrees(self._size))

    def _publish(self, size: int) -> None:
        checkpoint = Checkpoint(self.verifier.name, size, root(size, self._subtrees(size)))
        note = sign_note(checkpoint.to_text(), self.verifier.name, self._signer)
        self._store.write(CHECKPOINT, note.encode())

    def _write_entry(self, index: int, entry: bytes) -> None:
        number, place = divmod(index, TILE_WIDTH)
        former = self._read(entries_name(number, place)) if place else b""
        self._store.write(entries_name(number, place + 1), former + _LENGTH + entry)

    def _write_hashes(self, index: int, digest: bytes) -> None:
        """Extend the tile of level 0, and each tile above that a full one completes."""
        level, number = 0, index
        while True:
            number, place = divmod(number, TILE_WIDTH)
            former = self._read(tile_name(level, number, place)) if place else b""
            hashes = former + digest
            self._store.write(tile_name(level, number, place + 1), hashes)
            if place + 1 < TILE_WIDTH:
                return
            digest = _fold(hashes)
            level += 1

    def _drop_partials(self) -> None:
        """Forget the partial forms of tiles that are full now (tlog-tiles allows it)."""
        level, count = 0, self._size
        while count and count % TILE_WIDTH == 0:
            count //= TILE_WIDTH
            self._store.drop_partials(tile_name(level, count - 1, TILE_WIDTH))
            if level == 0:
                self._store.drop_partials(entries_name(count - 1, TILE_WIDTH))
            level += 1

    def _subtrees(self, size: int) -> Subtree:
        """Hashes of complete subtrees of the log of this size, folded from its tiles."""

        def subtree(level: int, number: int) -> bytes:
            tile_level, height = divmod(level, TILE_HEIGHT)
            tile, place = divmod(number << height, TILE_WIDTH)
            hashes = self._read(tile_name(tile_level, tile, width_of(size, tile_level, tile)))
            return _fold(hashes[HASH_SIZE * place : HASH_SIZE * (place + (1 << height))])

        return subtree

    def _read(self, name: str) -> bytes:
        data = self._store.read(name)
        if data is None:
            raise LogProofError(f"the log's file {name} is missing")
        return data


def _fold(hashes: bytes) -> bytes:
    """Root of a complete subtree over a power of two of hashes."""
    row = [hashes[at : at + HASH_SIZE] for at in range(0, len(hashes), HASH_SIZE)]
    while len(row) > 1:
        row = [node_hash(left, right) for left, right in zip(row[::2], row[1::2], strict=True)]
    return row[0]

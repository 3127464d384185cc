# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Notes, checkpoints, tiles, the log itself, and its behaviour at a power cut."""

import base64
import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from sync.certificates.errors import LogProofError
from sync.certificates.log import TransparencyLog
from sync.certificates.merkle import leaf_hash, verify_consistency
from sync.certificates.notes import (
    Checkpoint,
    NoteVerifier,
    open_checkpoint,
    open_note,
    sign_note,
)
from sync.certificates.proof import LogProof
from sync.certificates.tiles import (
    CHECKPOINT,
    FolderTiles,
    entries_name,
    tile_name,
    width_of,
)
from tests.unit.certificates.issuer import CENTRAL, LOG, LOG_NAME, MemoryTiles, log_of

SharedData = Callable[[str], Path]
VERIFIER = NoteVerifier(LOG_NAME, LOG.public)


def entry(number: int) -> bytes:
    return sha256(number.to_bytes(4)).digest()


def test_signed_note_vector(shared_data: SharedData) -> None:
    vector = json.loads(shared_data("vectors/cert/c2sp/signed-note.json").read_text())
    verifier = NoteVerifier.from_text(vector["vkey"])
    assert verifier.to_text() == vector["vkey"]
    text, names = open_note(vector["note"], [verifier])
    assert text == "This is an example message.\n"
    assert names == ("example.com/foo",)
    with pytest.raises(LogProofError):
        open_note(vector["note"].replace("example m", "Example m"), [verifier])


def test_checkpoint_and_proof_layouts(shared_data: SharedData) -> None:
    """The samples are abridged or without keys: they show the layout only."""
    samples = json.loads(shared_data("vectors/cert/c2sp/format-samples.json").read_text())
    text, _, _ = samples["cosigned_checkpoint"].partition("\n\n")
    checkpoint = Checkpoint.from_text(text + "\n")
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.to_text() == text + "\n"
    with pytest.raises(LogProofError, match="no known key"):
        open_note(samples["cosigned_checkpoint"], [VERIFIER])
    proof = LogProof.from_text(samples["tlog_proof_layout"])
    assert proof.index == 73894
    assert len(proof.hashes) == 5
    assert proof.checkpoint.startswith("example.com/fancylog\n109482\n")


def test_notes_travel() -> None:
    note = sign_note("text\n", LOG_NAME, LOG)
    assert open_note(note, [VERIFIER]) == ("text\n", (LOG_NAME,))
    both = note + sign_note("text\n", "other.example", CENTRAL).rpartition("\n\n")[2]
    assert open_note(both, [VERIFIER])[1] == (LOG_NAME,)
    assert NoteVerifier.from_text(VERIFIER.to_text()) == VERIFIER


GOOD = sign_note("text\n", LOG_NAME, LOG)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "text\n",
        GOOD[:-1],
        GOOD.replace("text", "Text"),
        GOOD.replace("—", "-"),
        GOOD.replace(LOG_NAME, "other.example"),
        sign_note("text\n", LOG_NAME, CENTRAL),
        GOOD[:-3] + "!=\n",
        GOOD + "\n",
        GOOD + "more\n",
        "x" * 70_000 + GOOD,
    ],
)
def test_other_notes_are_refused(note: str) -> None:
    with pytest.raises(LogProofError):
        open_note(note, [VERIFIER])


def test_a_note_ends_with_a_newline() -> None:
    with pytest.raises(LogProofError):
        sign_note("text", LOG_NAME, LOG)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n",
        "a\n01\n" + "A" * 43 + "=\n",
        "a\n-1\nAA==\n",
        "a\n1\nAA==\n",
        "a\n1\n!\n",
        "\n1\n\n",
    ],
)
def test_no_checkpoint(text: str) -> None:
    with pytest.raises(LogProofError):
        Checkpoint.from_text(text)


@pytest.mark.parametrize(
    "text",
    ["", "name", "name+00000000+AQ==", VERIFIER.to_text()[:-4], "x" + VERIFIER.to_text()],
)
def test_no_verifier_key(text: str) -> None:
    with pytest.raises(LogProofError):
        NoteVerifier.from_text(text)


def test_a_checkpoint_of_another_log_is_refused() -> None:
    note = sign_note(Checkpoint("other.example", 0, bytes(32)).to_text(), LOG_NAME, LOG)
    with pytest.raises(LogProofError, match="another log"):
        open_checkpoint(note, VERIFIER)


def test_tile_names() -> None:
    assert tile_name(0, 0, 256) == "tile/0/000"
    assert tile_name(1, 1234067, 7) == "tile/1/x001/x234/067.p/7"
    assert entries_name(1000, 256) == "tile/entries/x001/000"
    assert [width_of(70_000, 0, n) for n in (0, 272, 273, 274)] == [256, 256, 112, 0]
    assert [width_of(70_000, level, n) for level, n in ((1, 0), (1, 1), (2, 0))] == [256, 17, 1]


@pytest.mark.parametrize("size", [0, 1, 2, 5, 255, 256, 257, 600])
def test_a_log_proves_every_entry(size: int) -> None:
    log = log_of(*map(entry, range(size)))
    assert log.size == size
    checkpoint = open_checkpoint(log.checkpoint(), VERIFIER)
    assert checkpoint.size == size
    for index in {0, 1, size // 2, 255, size - 1} & set(range(size)):
        proof = LogProof.from_text(log.prove(index).to_text())
        assert proof.verify(entry(index), VERIFIER) == checkpoint
        assert log.entry(index) == entry(index)
        with pytest.raises(LogProofError):
            proof.verify(entry(size), VERIFIER)


def test_a_log_proves_that_it_only_grew() -> None:
    log = log_of(*map(entry, range(300)))
    old = open_checkpoint(log.checkpoint(), VERIFIER)
    for index in range(300, 520):
        log.append(index, entry(index))
    new = open_checkpoint(log.checkpoint(), VERIFIER)
    proof = log.prove_extension(old.size)
    verify_consistency(old.size, new.size, old.root, new.root, proof)


def test_full_tiles_replace_partial_ones() -> None:
    tiles = MemoryTiles()
    log = TransparencyLog(tiles, LOG_NAME, LOG)
    for index in range(257):
        log.append(index, entry(index))
    assert set(tiles.files) == {
        CHECKPOINT,
        "tile/0/000",
        "tile/0/001.p/1",
        "tile/1/000.p/1",
        "tile/entries/000",
        "tile/entries/001.p/1",
    }
    assert tiles.files["tile/0/001.p/1"] == leaf_hash(entry(256))


def test_appending_again_does_nothing_and_other_entries_are_refused() -> None:
    log = log_of(entry(0), entry(1))
    before = log.checkpoint()
    log.append(1, entry(1))
    assert log.checkpoint() == before
    for index, wrong in ((0, entry(9)), (1, entry(0)), (3, entry(3)), (-1, entry(1))):
        with pytest.raises(LogProofError):
            log.append(index, wrong)
    with pytest.raises(LogProofError, match="32 bytes"):
        log.append(2, b"short")
    for index in (-1, 2):
        with pytest.raises(LogProofError):
            log.entry(index)
        with pytest.raises(LogProofError):
            log.prove(index)
    assert log.size == 2


@pytest.mark.parametrize("size", [3, 255])
def test_a_power_cut_leaves_the_former_log_whole(size: int) -> None:
    tiles = MemoryTiles()
    log = TransparencyLog(tiles, LOG_NAME, LOG)
    for index in range(size):
        log.append(index, entry(index))
    former = log.checkpoint()
    for writes in range(4):
        tiles.writes_left = writes
        try:
            log.append(size, entry(size))
        except OSError:
            tiles.writes_left = None
            log = TransparencyLog(tiles, LOG_NAME, LOG)  # as after a restart
            assert (log.size, log.checkpoint()) == (size, former)
            log.prove(size - 1).verify(entry(size - 1), VERIFIER)
    tiles.writes_left = None
    log.append(size, entry(size))
    log.prove(size).verify(entry(size), VERIFIER)


def test_a_lost_tile_is_named() -> None:
    tiles = MemoryTiles()
    log = TransparencyLog(tiles, LOG_NAME, LOG)
    for index in range(3):
        log.append(index, entry(index))
    del tiles.files["tile/0/000.p/3"]
    with pytest.raises(LogProofError, match=r"tile/0/000\.p/3 is missing"):
        log.prove(0)
    del tiles.files[CHECKPOINT]
    with pytest.raises(LogProofError, match="checkpoint is missing"):
        log.checkpoint()


def test_a_log_in_a_folder(tmp_path: Path) -> None:
    log = TransparencyLog(FolderTiles(tmp_path), LOG_NAME, LOG)
    for index in range(258):
        log.append(index, entry(index))
    again = TransparencyLog(FolderTiles(tmp_path), LOG_NAME, LOG)
    assert again.size == 258
    again.prove(7).verify(entry(7), VERIFIER)
    assert (tmp_path / "tile/0/000").stat().st_size == 256 * 32
    assert not list((tmp_path / "tile/0/000.p").iterdir())
    with pytest.raises(LogProofError):
        TransparencyLog(FolderTiles(tmp_path), LOG_NAME, CENTRAL)


PROOF = log_of(*map(entry, range(3))).prove(1).to_text()


@pytest.mark.parametrize(
    "text",
    [
        "",
        PROOF.replace("@v1", "@v2"),
        PROOF.replace("index 1", "index 01"),
        PROOF.replace("index 1", "place 1"),
        PROOF.replace("index 1\n", ""),
        PROOF.replace("index 1\n", "index 1\n" + base64.b64encode(b"x").decode() + "\n"),
        PROOF.replace("\n\n", "\n"),
        "c2sp.org/tlog-proof@v1\n\n" + PROOF,
    ],
)
def test_no_proof(text: str) -> None:
    with pytest.raises(LogProofError):
        LogProof.from_text(text).verify(entry(1), VERIFIER)


def test_an_extra_line_is_ignored() -> None:
    text = PROOF.replace("index", "extra AAAA\nindex")
    LogProof.from_text(text).verify(entry(1), VERIFIER)

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Recordings know whether they still say what is written."""

import json
import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from appliance.bank.bank import Bank, load_bank
from appliance.bank.errors import ExtractError
from appliance.bank.recordings import recordings, script_digest, speak_stale, stale
from tests.unit.bank.tiny import EXTRACTS, write_bank

needs_voice = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is missing")


def _recorded(folder: Path) -> Bank:
    """A bank whose recording was made elsewhere: any bytes, named by the index."""
    bank = load_bank(write_bank(folder))
    audio = folder / "audio"
    audio.mkdir()
    (audio / "hello.ogg").write_bytes(b"OggS")
    entry = {
        "script": script_digest(bank.extracts["hello"]),
        "sha256": sha256(b"OggS").hexdigest(),
        "duration_s": 2.5,
    }
    (audio / "index.json").write_text(json.dumps({"hello": entry}))
    return bank


def test_an_up_to_date_recording_goes_into_the_pack(tmp_path: Path) -> None:
    audio, media = recordings(_recorded(tmp_path), ["hello", "hello"])
    assert audio["hello"].duration_s == 2.5
    assert media == {sha256(b"OggS").digest(): b"OggS"}


def test_a_bank_without_recordings_says_so(tmp_path: Path) -> None:
    bank = load_bank(write_bank(tmp_path))
    assert stale(bank) == {"hello": "has not been made yet"}
    with pytest.raises(ExtractError, match="has not been made yet"):
        recordings(bank, ["hello"])


def test_a_changed_text_makes_its_recording_stale(tmp_path: Path) -> None:
    _recorded(tmp_path)
    changed = load_bank(write_bank(tmp_path, extracts=EXTRACTS.replace("Hi.", "Bye.")))
    assert stale(changed) == {"hello": "is older than its text"}


def test_a_changed_file_is_not_the_recording(tmp_path: Path) -> None:
    bank = _recorded(tmp_path)
    (tmp_path / "audio" / "hello.ogg").write_bytes(b"other")
    assert stale(bank) == {"hello": "is not the file that the index names"}


@pytest.mark.parametrize("text", ["not json", "[1]", '{"hello": {"script": "x"}}', '{"a": 1}'])
def test_an_index_of_another_shape_is_refused(tmp_path: Path, text: str) -> None:
    bank = _recorded(tmp_path)
    (tmp_path / "audio" / "index.json").write_text(text)
    with pytest.raises(ExtractError, match="not an index"):
        stale(bank)


@needs_voice
def test_speaking_makes_small_mono_files_once(tmp_path: Path) -> None:
    import soundfile as sf

    bank = load_bank(write_bank(tmp_path))
    assert speak_stale(bank) == ("hello",)
    assert speak_stale(bank) == ()
    path = tmp_path / "audio" / "hello.ogg"
    about = sf.info(str(path))
    assert (about.samplerate, about.channels, about.subtype) == (16_000, 1, "OPUS")
    samples, _ = sf.read(str(path))
    assert 0.05 < float(abs(samples).max()) <= 1.0
    audio, _ = recordings(bank, ["hello"])
    assert audio["hello"].duration_s == pytest.approx(about.duration, abs=0.1)
    assert path.stat().st_size < 4000 * audio["hello"].duration_s


@needs_voice
def test_speaking_drops_what_no_extract_names(tmp_path: Path) -> None:
    _recorded(tmp_path)
    renamed = load_bank(write_bank(tmp_path, extracts=EXTRACTS.replace("id: hello", "id: hey")))
    assert speak_stale(renamed) == ("hey",)
    assert {path.name for path in (tmp_path / "audio").iterdir()} == {"hey.ogg", "index.json"}


@needs_voice
def test_a_text_that_looks_like_an_option_is_spoken(tmp_path: Path) -> None:
    dashed = EXTRACTS.replace('"Hi."', '"--version and so on"')
    assert speak_stale(load_bank(write_bank(tmp_path, extracts=dashed))) == ("hello",)


def test_without_a_voice_nothing_is_spoken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ExtractError, match="not installed"):
        speak_stale(load_bank(write_bank(tmp_path)))

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The key tiers: what opens, what does not, and what is said about the machine."""

from pathlib import Path

import pytest

from appliance.keys.detection import Availability, describe, detect_tiers
from appliance.keys.errors import KeysDamagedError, KeysMissingError, PassphraseError
from appliance.keys.software_tiers import TIER_FILE, Argon2Cost, create_tier, open_tier
from appliance.keys.tiers import TierName
from appliance.keys.wrapping import WrappingKey
from sync.protocol.canonical import encode

CHEAP = Argon2Cost(iterations=1, lanes=1, memory_kib=64)


@pytest.mark.parametrize("passphrase", [None, "correct horse"])
def test_what_was_wrapped_unwraps_after_a_restart(tmp_path: Path, passphrase: str | None) -> None:
    wrapped = create_tier(tmp_path, passphrase, cost=CHEAP).wrap(b"secret", context=b"here")
    tier = open_tier(tmp_path, passphrase)
    assert tier.unwrap(wrapped, context=b"here") == b"secret"
    assert tier.name is (TierName.FILE if passphrase is None else TierName.PASSPHRASE)
    with pytest.raises(KeysDamagedError):
        tier.unwrap(wrapped, context=b"elsewhere")


def test_the_tier_file_is_private(tmp_path: Path) -> None:
    create_tier(tmp_path)
    assert (tmp_path / TIER_FILE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("given", [None, "wrong", "Correct horse"])
def test_a_wrong_passphrase(tmp_path: Path, given: str | None) -> None:
    create_tier(tmp_path, "correct horse", cost=CHEAP)
    with pytest.raises(PassphraseError):
        open_tier(tmp_path, given)


def test_an_empty_passphrase(tmp_path: Path) -> None:
    with pytest.raises(PassphraseError):
        create_tier(tmp_path, "  ", cost=CHEAP)


def test_the_passphrase_tier_holds_no_key(tmp_path: Path) -> None:
    tier = create_tier(tmp_path, "correct horse", cost=CHEAP)
    assert tier.key.raw not in (tmp_path / TIER_FILE).read_bytes()  # pyright: ignore


def test_keys_are_never_overwritten(tmp_path: Path) -> None:
    create_tier(tmp_path)
    with pytest.raises(KeysMissingError):
        create_tier(tmp_path)


def test_no_keys(tmp_path: Path) -> None:
    with pytest.raises(KeysMissingError):
        open_tier(tmp_path)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xa0",
        encode({"version": 1, "tier": "file", "key": b"short"}),
        encode({"version": 1, "tier": "tpm2", "key": bytes(32)}),
        encode(
            {
                "version": 1,
                "tier": "passphrase",
                "salt": bytes(16),
                "iterations": 10**6,
                "lanes": 1,
                "memory_kib": 64,
                "check": b"",
            }
        ),
        encode(
            {
                "version": 1,
                "tier": "passphrase",
                "salt": b"",
                "iterations": 0,
                "lanes": 0,
                "memory_kib": 0,
                "check": b"",
            }
        ),
    ],
)
def test_damaged_tier_files(tmp_path: Path, data: bytes) -> None:
    (tmp_path / TIER_FILE).write_bytes(data)
    with pytest.raises(KeysDamagedError):
        open_tier(tmp_path, "x")


def test_wrapped_bytes_cannot_be_altered() -> None:
    key = WrappingKey.generate()
    wrapped = bytearray(key.encrypt(b"secret", context=b"c"))
    for place in range(len(wrapped)):
        wrapped[place] ^= 1
        with pytest.raises(KeysDamagedError):
            key.decrypt(bytes(wrapped), context=b"c")
        wrapped[place] ^= 1
    with pytest.raises(KeysDamagedError):
        key.decrypt(bytes(wrapped[:20]), context=b"c")
    with pytest.raises(KeysDamagedError):
        WrappingKey(b"short")


def test_keys_do_not_show_in_text() -> None:
    key = WrappingKey.generate()
    assert key.raw.hex() not in repr(key)
    assert str(key.raw) not in repr(key)


def test_chips_are_found_but_not_claimed(tmp_path: Path) -> None:
    bare = {report.name: report.availability for report in detect_tiers(tmp_path)}
    assert bare == {
        TierName.SECURE_ELEMENT: Availability.ABSENT,
        TierName.TPM2: Availability.ABSENT,
        TierName.PASSPHRASE: Availability.USABLE,
        TierName.FILE: Availability.USABLE,
    }
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev" / "tpmrm0").touch()
    found = {report.name: report for report in detect_tiers(tmp_path)}
    assert found[TierName.TPM2].availability is Availability.FOUND_UNUSED
    assert "does not drive" in found[TierName.TPM2].detail
    assert describe(TierName.FILE, detect_tiers(tmp_path)) == (
        "available (file); /dev/tpmrm0 is there, this release does not drive it"
    )

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The two tiers without hardware: a key in a file, and a key from a passphrase.

Owns the file that says which tier is in use and what that tier needs to start. Must not
pretend to be more than it is: the file tier protects only against a database that is
carried off without its folder. Stands on `wrapping` and Argon2id (RFC 9106).
"""

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from appliance.keys.errors import KeysDamagedError, KeysMissingError, PassphraseError
from appliance.keys.tiers import KeyTier, TierName
from appliance.keys.wrapping import KEY_SIZE, WrappingKey
from sync.protocol.canonical import CborValue, decode, encode
from sync.protocol.durable import write_durably
from sync.protocol.errors import MalformedError
from sync.protocol.shape import fields, natural, sized

TIER_FILE: Final = "tier.cbor"
_CEILING, _VERSION, _SALT_SIZE = 4096, 1, 16
_CHECK: Final = b"escale/tier-check"


@dataclass(frozen=True, slots=True)
class Argon2Cost:
    """Argon2id parameters; the default is the second recommendation of RFC 9106 §4."""

    iterations: int = 3
    lanes: int = 4
    memory_kib: int = 64 << 10


@dataclass(frozen=True, slots=True)
class SoftwareTier:
    """A tier whose key is in memory while the station runs."""

    name: TierName
    key: WrappingKey

    def wrap(self, secret: bytes, *, context: bytes) -> bytes:
        """The secret, encrypted under the key-encryption key."""
        return self.key.encrypt(secret, context=context)

    def unwrap(self, wrapped: bytes, *, context: bytes) -> bytes:
        """The secret again; raises KeysDamagedError."""
        return self.key.decrypt(wrapped, context=context)


def create_tier(
    directory: Path, passphrase: str | None = None, *, cost: Argon2Cost | None = None
) -> KeyTier:
    """Make a key-encryption key and the file that leads back to it.

    Args:
        directory: Existing folder of the station's keys.
        passphrase: Chooses the passphrase tier; None chooses the file tier.
        cost: Argon2id parameters of the passphrase tier.

    Raises:
        KeysMissingError: There is a tier already; it is never overwritten.
    """
    path = directory / TIER_FILE
    if path.exists():
        raise KeysMissingError(
            f"{directory} holds the keys of a station already",
            advice="Open the station as it is, or choose another folder for a new one.",
        )
    if passphrase is None:
        key = WrappingKey.generate()
        claims: dict[str, CborValue] = {"version": _VERSION, "tier": TierName.FILE.value}
        write_durably(path, encode({**claims, "key": key.raw}))
        return SoftwareTier(TierName.FILE, key)
    return _create_passphrase_tier(path, passphrase, cost or Argon2Cost())


def open_tier(directory: Path, passphrase: str | None = None) -> KeyTier:
    """Open the tier that this station was made with.

    Raises:
        KeysMissingError: No tier file.
        KeysDamagedError: The tier file is not readable as one.
        PassphraseError: The passphrase is missing or wrong.
    """
    try:
        data = (directory / TIER_FILE).read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise KeysMissingError(f"{directory} holds no station keys") from error
    except OSError as error:
        message = f"the file {TIER_FILE} cannot be read: {error.strerror}"
        raise KeysDamagedError(message) from error
    try:
        value = decode(data, ceiling=_CEILING)
        if isinstance(value, dict) and ("tier", TierName.FILE) in value.items():
            entry = fields(value, required={"version": int, "tier": str, "key": bytes})
            return SoftwareTier(TierName.FILE, WrappingKey(sized(entry["key"], KEY_SIZE, "a key")))
        return _open_passphrase_tier(value, passphrase)
    except MalformedError as error:
        raise KeysDamagedError(f"the file {TIER_FILE} cannot be read: {error}") from error


def _create_passphrase_tier(path: Path, passphrase: str, cost: Argon2Cost) -> KeyTier:
    if not passphrase.strip():
        raise PassphraseError("the passphrase is empty")
    salt = secrets.token_bytes(_SALT_SIZE)
    key = _derive(passphrase, salt, cost)
    write_durably(
        path,
        encode(
            {
                "version": _VERSION,
                "tier": TierName.PASSPHRASE.value,
                "salt": salt,
                "iterations": cost.iterations,
                "lanes": cost.lanes,
                "memory_kib": cost.memory_kib,
                "check": key.encrypt(_CHECK, context=_CHECK),
            }
        ),
    )
    return SoftwareTier(TierName.PASSPHRASE, key)


def _open_passphrase_tier(value: CborValue, passphrase: str | None) -> KeyTier:
    numbers = {"version": int, "iterations": int, "lanes": int, "memory_kib": int}
    entry: dict[str, Any] = fields(
        value, required={**numbers, "tier": str, "salt": bytes, "check": bytes}
    )
    if entry["version"] != _VERSION or entry["tier"] != TierName.PASSPHRASE:
        raise MalformedError("a tier that this release does not know")
    if passphrase is None:
        raise PassphraseError("this station's keys are guarded by a passphrase")
    cost = Argon2Cost(
        natural(entry["iterations"], "the iterations", most=64),
        natural(entry["lanes"], "the lanes", most=64),
        natural(entry["memory_kib"], "the memory", most=1 << 20),
    )
    key = _derive(passphrase, entry["salt"], cost)
    try:
        key.decrypt(entry["check"], context=_CHECK)
    except KeysDamagedError as error:
        raise PassphraseError("the passphrase is wrong") from error
    return SoftwareTier(TierName.PASSPHRASE, key)


def _derive(passphrase: str, salt: bytes, cost: Argon2Cost) -> WrappingKey:
    try:
        function = Argon2id(
            salt=salt,
            length=KEY_SIZE,
            iterations=cost.iterations,
            lanes=cost.lanes,
            memory_cost=cost.memory_kib,
        )
    except ValueError as error:
        raise MalformedError("Argon2id parameters out of range") from error
    return WrappingKey(function.derive(passphrase.encode()))

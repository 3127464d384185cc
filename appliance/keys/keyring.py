# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The keys of one station folder: the tier, and everything that it wraps.

Owns the folder `keys/`: the database key, the identity, and making and opening the data
key of each sitting. Must not open the database. Stands on the tiers and `wrapping`.

    KEK (tier) ─wraps→ database key        keys/database.key
               ─wraps→ device identity     keys/identity.key
               ─wraps→ data key/sitting    a row of the database; destroying the row
                                           destroys the journal (crypto-erase)
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from appliance.keys.errors import KeysDamagedError, KeysMissingError
from appliance.keys.identity import DeviceIdentity
from appliance.keys.software_tiers import Argon2Cost, create_tier, open_tier
from appliance.keys.tiers import KeyTier
from appliance.keys.wrapping import WrappingKey
from sync.protocol.durable import write_durably

FOLDER: Final = "keys"
_DATABASE_FILE, _IDENTITY_FILE = "database.key", "identity.key"
_DATABASE_CONTEXT: Final = b"escale/database-key"
_IDENTITY_CONTEXT: Final = b"escale/identity"


def _sitting_context(sitting_id: str) -> bytes:
    return b"escale/sitting-key/" + sitting_id.encode()


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys of a station, opened."""

    directory: Path
    tier: KeyTier

    @classmethod
    def create(
        cls, station: Path, passphrase: str | None = None, *, cost: Argon2Cost | None = None
    ) -> "KeyRing":
        """Make the keys of a new station: tier, database key and identity.

        The identity is written last, so a station whose making was cut short has none.

        Args:
            station: The station's folder; made when it is not there.
            passphrase: Chooses the passphrase tier; None chooses the file tier.
            cost: Argon2id parameters of the passphrase tier.

        Raises:
            KeysMissingError: There are keys already.
        """
        directory = station / FOLDER
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        ring = cls(directory, create_tier(directory, passphrase, cost=cost))
        ring._write(_DATABASE_FILE, WrappingKey.generate().raw, _DATABASE_CONTEXT)
        ring.save_identity(DeviceIdentity.generate())
        return ring

    @classmethod
    def open(cls, station: Path, passphrase: str | None = None) -> "KeyRing":
        """Open the keys of an existing station.

        Raises:
            KeysMissingError: There are none.
            PassphraseError: The passphrase is missing or wrong.
            KeysDamagedError: A key file was altered.
        """
        directory = station / FOLDER
        return cls(directory, open_tier(directory, passphrase))

    @property
    def database_key(self) -> bytes:
        """The raw 256-bit key of the database."""
        return self._read(_DATABASE_FILE, _DATABASE_CONTEXT)

    @property
    def identity(self) -> DeviceIdentity:
        """The station's identity, enrolled or not."""
        return DeviceIdentity.from_bytes(self._read(_IDENTITY_FILE, _IDENTITY_CONTEXT))

    def save_identity(self, identity: DeviceIdentity) -> None:
        """Replace the identity, durably."""
        self._write(_IDENTITY_FILE, identity.to_bytes(), _IDENTITY_CONTEXT)

    def new_sitting_key(self, sitting_id: str) -> tuple[WrappingKey, bytes]:
        """A data key for one sitting, and its wrapped form for the database."""
        key = WrappingKey.generate()
        return key, self.tier.wrap(key.raw, context=_sitting_context(sitting_id))

    def open_sitting_key(self, sitting_id: str, wrapped: bytes) -> WrappingKey:
        """The data key of a sitting; raises KeysDamagedError."""
        return WrappingKey(self.tier.unwrap(wrapped, context=_sitting_context(sitting_id)))

    def _write(self, name: str, secret: bytes, context: bytes) -> None:
        write_durably(self.directory / name, self.tier.wrap(secret, context=context))

    def _read(self, name: str, context: bytes) -> bytes:
        try:
            wrapped = (self.directory / name).read_bytes()
        except FileNotFoundError as error:
            raise KeysMissingError(f"the key file {name} is missing") from error
        except OSError as error:
            message = f"the key file {name} cannot be read: {error.strerror}"
            raise KeysDamagedError(message) from error
        return self.tier.unwrap(wrapped, context=context)

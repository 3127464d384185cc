# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Central's settings: one TOML file in its directory, read once at the start.

Owns names, defaults, bounds and the layout of the directory. Must not open a
database or a key. Stands on `sync.central.errors`.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from sync.central.documents.words import Locale
from sync.central.errors import SetupError
from sync.certificates.errors import UnreadableError
from sync.certificates.qr_text import address_of
from sync.protocol.durable import write_durably

SETTINGS_FILE = "central.toml"
_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator may change; sizes in bytes, times in seconds.

    Attributes:
        name: Who this central is, on documents and in the audit log.
        verifier_host: Host of the verifier page; the QR text leads there.
        locale: Language of attestations and certificates, fr or en.
        log_name: Name of the transparency log in its checkpoints; fixed by `init`.
        database: SQLAlchemy URL; empty means SQLite inside the directory.
        part_ceiling: Largest sealed part.
        pack_ceiling: Largest content pack.
        device_quota: Unfinished upload bytes that one device may hold.
        upload_lifetime_s: How long an unfinished upload waits.
        token_lifetime_s: How long an enrolment token may be used.
        device_session_s: How long a device's bearer lives.
        staff_session_s: How long a staff session lives.
    """

    name: str = "Escale central"
    verifier_host: str = "verify.escale.example"
    locale: str = "fr"
    log_name: str = "escale.example/log"
    database: str = ""
    part_ceiling: int = 64 * _MIB
    pack_ceiling: int = 64 * _MIB
    device_quota: int = 512 * _MIB
    upload_lifetime_s: int = 7 * 86_400
    token_lifetime_s: int = 7 * 86_400
    device_session_s: int = 3_600
    staff_session_s: int = 8 * 3_600


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things are inside central's directory."""

    root: Path

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.root / SETTINGS_FILE

    @property
    def keys(self) -> Path:
        """The folder of the keys that the service needs while it runs."""
        return self.root / "keys"

    @property
    def offline(self) -> Path:
        """The folder of the offline root; to be carried away after `init`."""
        return self.root / "offline-root"

    @property
    def blobs(self) -> Path:
        """The content-addressed store."""
        return self.root / "blobs"

    @property
    def uploads(self) -> Path:
        """Unfinished uploads."""
        return self.root / "uploads"

    @property
    def public(self) -> Path:
        """What verifiers need: root key and trust list, for anybody to read."""
        return self.root / "public"

    @property
    def log(self) -> Path:
        """The files of the transparency log, as they may be served."""
        return self.root / "log"

    @property
    def database(self) -> Path:
        """The default SQLite file."""
        return self.root / "central.db"

    @property
    def audit_mark(self) -> Path:
        """The signed length and head of the audit log."""
        return self.root / "audit-head.cose"

    def database_url(self, settings: Settings) -> str:
        """The SQLAlchemy URL in force."""
        return settings.database or f"sqlite:///{self.database}"


def write_settings(layout: Layout, settings: Settings) -> None:
    """Write the settings file, every value with its name."""
    lines = ["# Settings of an Escale central; sizes in bytes, times in seconds."]
    for field in fields(Settings):
        value: object = getattr(settings, field.name)
        lines.append(f"{field.name} = {_toml(value)}")
    write_durably(layout.settings, ("\n".join(lines) + "\n").encode())


def read_settings(layout: Layout) -> Settings:
    """Read the settings file strictly.

    Raises:
        SetupError: Missing file, unknown name, wrong type or a value below zero.
    """
    try:
        document = tomllib.loads(layout.settings.read_text("utf-8"))
    except OSError as error:
        raise SetupError(f"{layout.root} is not a central directory") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SetupError(f"{SETTINGS_FILE} cannot be read: {error}") from error
    return settings_from(document)


def settings_from(document: Mapping[str, object]) -> Settings:
    """Typed settings from a TOML document; what is left out keeps its default."""
    defaults = Settings()
    known = {field.name for field in fields(Settings)}
    for name, value in document.items():
        if name not in known:
            raise SetupError(f"{SETTINGS_FILE}: unknown setting '{name}'")
        default: object = getattr(defaults, name)
        if type(value) is not type(default):
            raise SetupError(f"{SETTINGS_FILE}: '{name}' must be {type(default).__name__}")
        if isinstance(value, int) and value <= 0:
            raise SetupError(f"{SETTINGS_FILE}: '{name}' must be above zero")
    settings = Settings(**document)  # pyright: ignore[reportArgumentType] -- each checked above
    require_sound(settings)
    return settings


def require_sound(settings: Settings) -> None:
    """Let pass settings with which documents can be made.

    Raises:
        SetupError: A language that we do not write, a host that is none, or a name that is
            empty or cannot be printed.
    """
    if settings.locale not in set(Locale):
        raise SetupError(f"'locale' must be one of {', '.join(Locale)}")
    for what in (settings.name, settings.log_name):
        if not what.strip() or not what.isprintable():
            raise SetupError("a name of this central is empty or cannot be printed")
    try:
        address_of(settings.verifier_host)
    except UnreadableError as error:
        raise SetupError(f"'verifier_host': {error}", advice=error.advice) from error


def _toml(value: object) -> str:
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return str(value)

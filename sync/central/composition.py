# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""How central is put together: every part gets what it needs, once.

Owns `Central`, the composed service, and the making of a new directory. Must not speak
HTTP or print. Time and randomness come in here and nowhere else.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sync.central.appointments import AppointmentDesk
from sync.central.audit_mark import AuditMark
from sync.central.blobs import BlobStore, FolderBlobs
from sync.central.database import Database
from sync.central.enrolment import DeviceDesk
from sync.central.errors import ContentRefusedError, SetupError
from sync.central.intake import Intake
from sync.central.jobs import Sweeper
from sync.central.ledger import Ledger
from sync.central.moment import Now
from sync.central.publishing import Publisher
from sync.central.registering import Registrar
from sync.central.releasing import Press, ReleaseDesk
from sync.central.review import ReviewDesk
from sync.central.roles import Role
from sync.central.secrets import RandomBytes
from sync.central.settings import Layout, Settings, read_settings, require_sound, write_settings
from sync.central.settling import SettlingDesk
from sync.central.staff import StaffDesk
from sync.central.stick import StickReader
from sync.central.uploads import UploadDesk
from sync.central.vault import Vault, make_keys, open_vault
from sync.central.viewing import ViewingDesk
from sync.certificates.log import TransparencyLog
from sync.certificates.tiles import FolderTiles
from sync.protocol.trust import KeyRole

FIRST_ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class World:
    """What central takes from outside: time, randomness and who makes documents."""

    now: Now
    random_bytes: RandomBytes
    press_for: Callable[[Settings, Vault], Press]


@dataclass(frozen=True, slots=True)
class Central:
    """The composed service."""

    layout: Layout
    settings: Settings
    vault: Vault
    database: Database
    blobs: BlobStore
    staff: StaffDesk
    devices: DeviceDesk
    publisher: Publisher
    registrar: Registrar
    appointments: AppointmentDesk
    uploads: UploadDesk
    intake: Intake
    review: ReviewDesk
    settling: SettlingDesk
    viewing: ViewingDesk
    releasing: ReleaseDesk
    ledger: Ledger
    sweeper: Sweeper
    stick: StickReader

    def add_staff(self, actor: str, login: str, name: str, roles: Sequence[str]) -> str:
        """Open an account by role names and give its API token.

        Raises:
            ContentRefusedError: A role that does not exist.
        """
        known = {role.value for role in Role}
        if not set(roles) <= known:
            raise ContentRefusedError(f"roles are {', '.join(sorted(known))}")
        return self.staff.add(actor, login, name, frozenset(map(Role, roles)))

    def close(self) -> None:
        """Give back what is held open."""
        self.database.close()


@dataclass(frozen=True, slots=True)
class NewCentral:
    """What the making of a central tells, once."""

    layout: Layout
    admin_token: str


def create(root: Path, settings: Settings, world: World) -> NewCentral:
    """Make a central in an empty directory: folders, settings, keys, schema, first admin.

    Raises:
        SetupError: Settings that cannot work, or something in the directory already; nothing
            was made then.
    """
    require_sound(settings)
    layout = Layout(root)
    try:
        _lay_out(layout)
    except OSError as error:
        raise SetupError(
            f"{root} cannot be used: {error.strerror}", advice="Choose a new directory."
        ) from error
    make_keys(layout, settings.name, settings.log_name, world.now())
    write_settings(layout, settings)  # last: a directory with settings is a whole one
    central = compose(root, world)
    token = central.add_staff("system", FIRST_ADMIN, "First administrator", [Role.ADMIN.value])
    central.close()
    return NewCentral(layout, token)


def _lay_out(layout: Layout) -> None:
    root = layout.root
    if root.exists() and any(root.iterdir()):
        raise SetupError(
            f"{root} is not empty", advice="Choose a new directory, or 'serve' the one you have."
        )
    for folder in (root, layout.keys, layout.offline, layout.blobs, layout.uploads):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)  # an empty folder that was there may be open to everybody
    for folder in (layout.public, layout.log):
        folder.mkdir()


def compose(root: Path, world: World) -> Central:
    """Put the central of a directory together; migrates the schema when it is behind.

    Raises:
        SetupError: The directory is not a central or is incomplete.
    """
    layout = Layout(root)
    settings = read_settings(layout)
    vault = open_vault(layout)
    database = Database(layout.database_url(settings))
    database.migrate()
    blobs = FolderBlobs(layout.blobs)
    now, random_bytes = world.now, world.random_bytes
    publisher = Publisher(database, blobs, vault, settings, now)
    publisher.publish_trust_list()
    ledger = _ledger(layout, vault, database, now)
    uploads = UploadDesk(database, blobs, layout.uploads, settings, now, random_bytes)
    press = world.press_for(settings, vault)
    intake = Intake(database, blobs, publisher, vault, settings, now)
    releasing = ReleaseDesk(database, blobs, vault, ledger, press, settings, now, random_bytes)
    mark = AuditMark(layout.audit_mark, vault, now)
    return Central(
        layout=layout,
        settings=settings,
        vault=vault,
        database=database,
        blobs=blobs,
        staff=StaffDesk(database, now, random_bytes, settings.staff_session_s),
        devices=DeviceDesk(database, vault, settings, now, random_bytes),
        publisher=publisher,
        registrar=Registrar(database, now, random_bytes),
        appointments=AppointmentDesk(database, vault, now, random_bytes),
        uploads=uploads,
        intake=intake,
        review=ReviewDesk(database, now),
        settling=SettlingDesk(database, now),
        viewing=ViewingDesk(database, blobs, vault, now),
        releasing=releasing,
        ledger=ledger,
        sweeper=Sweeper(database, blobs, uploads, releasing, mark, settings, now),
        stick=StickReader(intake, uploads, settings),
    )


def _ledger(layout: Layout, vault: Vault, database: Database, now: Now) -> Ledger:
    names = [key.name for key in vault.trust.keys if key.role is KeyRole.LOG]
    if len(names) != 1:
        raise SetupError("the trust list must name exactly one transparency log")
    tiles = FolderTiles(layout.log)
    log = TransparencyLog(tiles, names[0], vault.log)
    return Ledger(database, vault, tiles, log, now)

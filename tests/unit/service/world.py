# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""A small world around one station: central's keys, a pack, a roster, an enrolled folder."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import scrypt, sha256
from pathlib import Path

from appliance.bank.build import build_sample_pack
from appliance.exam.cat.blueprint import Blueprint
from appliance.exam.pack import OpenedPack, encode_pack, open_pack
from appliance.exam.passages import OralMaterial
from appliance.exam.practice import NO_PRACTICE
from appliance.keys.keyring import KeyRing
from appliance.keys.software_tiers import Argon2Cost
from appliance.service.admission import admit
from appliance.service.composition import StationSettings, open_station
from appliance.service.station import Station
from appliance.service.workplace import Workplace
from sync.protocol.access_code import AccessCodeHash, normalise
from sync.protocol.clock import Clock
from sync.protocol.content import ContentFile, ContentList, ContentRole, sign_content
from sync.protocol.enrolment import DeviceCertificate, open_request, sign_device
from sync.protocol.keys import Signer, key_ring
from sync.protocol.roster import Roster, RosterEntry, sign_and_seal
from sync.protocol.sealing import UnsealingKey
from sync.protocol.trust import KeyRole, TrustedKey, TrustList, sign_trust_list
from tests.simulators.audio import loudspeaker, microphone
from tests.simulators.clock import START_S, SimulatedClock
from tests.simulators.power import SimulatedDisk, SimulatedPower, SimulatedUsb

PIN = "4711"
DAY_S = 86_400
_CHEAP = 2  # scrypt cost of test codes; real ones take 2**14


def cheap_hash(code: str) -> AccessCodeHash:
    """The hash of an access code that takes no time."""
    salt = bytes(16)
    digest = scrypt(normalise(code).encode(), salt=salt, n=_CHEAP, r=8, p=1, dklen=32)
    return AccessCodeHash(_CHEAP, 8, 1, salt, digest)


def entry(number: int, **changes: object) -> RosterEntry:
    """The candidate of this number, whose access code is CODE-<number>."""
    base = RosterEntry(
        candidate_id=f"c-{number}",
        access_code_hash=cheap_hash(f"CODE-{number}"),
        given_name=f"Ariadne{number}",
        family_name="Quellbrunn",
        birth_date="1990-04-01",
        email=f"ariadne{number}@candidates.example",
        window_from_s=int(START_S) - DAY_S,
        window_to_s=int(START_S) + 30 * DAY_S,
        target="B1",
        time_factor=1.0,
        biometric=True,
    )
    return replace(base, **changes)  # pyright: ignore[reportArgumentType] -- fields by name


def inside(station: Station) -> Workplace:
    """What is behind the façade, for tests that look at the disk."""
    return station._place  # pyright: ignore[reportPrivateUsage] -- on purpose


@cache
def pack_signer() -> Signer:
    """The content key of this test process."""
    return Signer.generate()


@cache
def sample_pack() -> bytes:
    """The sample pack, whole: fifty questions."""
    return build_sample_pack(pack_signer())


@cache
def small_pack() -> bytes:
    """Ten questions, two per domain, from five items each: for tests that sit often."""
    whole = open_pack(sample_pack(), key_ring(pack_signer().public))
    pack, chosen = whole.pack, []
    for domain in sorted({item.domain for item in pack.items}):
        mine = [item for item in pack.exam_items if item.domain is domain]
        chosen += [replace(item, enemies=frozenset()) for item in mine[:: len(mine) // 5][:5]]
    audio = {item.audio: pack.audio[item.audio] for item in chosen if item.audio}
    passages = {item.passage: pack.passages[item.passage] for item in chosen if item.passage}
    small = replace(
        pack,
        items=tuple(chosen),
        audio=audio,
        passages=passages,
        minitest=(),
        blueprint=Blueprint(per_domain=2),
        practice=NO_PRACTICE,
    )
    media = {ref.digest: whole.media[ref.digest] for ref in audio.values()}
    return encode_pack(small, media, pack_signer())


@cache
def newer_pack() -> bytes:
    """What replaces the small pack one day: other questions, other prompts."""
    small = open_pack(small_pack(), key_ring(pack_signer().public))
    whole = open_pack(sample_pack(), key_ring(pack_signer().public)).pack
    there = {item.id for item in small.pack.items}
    others = [
        replace(item, enemies=frozenset())
        for item in whole.exam_items
        if item.id not in there and not item.audio and not item.passage
    ]
    kept = [item for item in small.pack.items if item.audio or item.passage]
    prompts = tuple(replace(it, id=f"new-{it.id}") for it in small.pack.oral.prompts)
    newer = replace(small.pack, version="2", items=(*others, *kept), oral=OralMaterial(prompts))
    return encode_pack(newer, small.media, pack_signer())


@dataclass(frozen=True, slots=True)
class World:
    """Central's keys and one enrolled station folder."""

    directory: Path
    root: Signer
    central: Signer
    unsealing: UnsealingKey
    pack_file: bytes
    passphrase: str | None = None

    @classmethod
    def create(
        cls,
        directory: Path,
        *,
        pack: bytes | None = None,
        entries: Sequence[RosterEntry] = (entry(1), entry(2)),
        passphrase: str | None = None,
    ) -> "World":
        """Enrol a station in this folder and bring it its content."""
        world = cls(
            directory,
            Signer.generate(),
            Signer.generate(),
            UnsealingKey.generate(),
            pack or small_pack(),
            passphrase,
        )
        keys = KeyRing.create(directory, passphrase, cost=Argon2Cost(1, 1, 64))
        request = open_request(keys.identity.request("token", "serial-1", "test board"))
        certificate = DeviceCertificate(
            "d-1", request.public_key, request.sealing_key, "serial-1", int(START_S), "Test centre"
        )
        admit(
            directory,
            keys,
            certificate=sign_device(certificate, world.root),
            trust_list=world.trust_list(),
            root=world.root.public,
            clock=SimulatedClock(),
        )
        station = world.station(invigilator_pin=PIN)
        message, files = world.content(entries)
        station.library.install_content(message, files)
        station.close()
        return world

    def copied_to(self, directory: Path) -> "World":
        """The same station in another folder: quicker than another enrolment."""
        shutil.copytree(self.directory, directory)
        return replace(self, directory=directory)

    @property
    def opened_pack(self) -> OpenedPack:
        """The pack as central has it."""
        return open_pack(self.pack_file, key_ring(pack_signer().public))

    def trust_list(self, version: int = 1) -> bytes:
        """The trust list, signed by the root."""
        roles = (
            (KeyRole.DEVICE_ROOT, self.root),
            (KeyRole.CENTRAL, self.central),
            (KeyRole.CONTENT, pack_signer()),
        )
        keys = tuple(TrustedKey(role, signer.public, role.value) for role, signer in roles)
        return sign_trust_list(TrustList(int(START_S) - 60, version, keys), self.root)

    def roster(self, entries: Sequence[RosterEntry], issued_s: int = int(START_S)) -> bytes:
        """A roster for this station."""
        roster = Roster("Test centre", issued_s, tuple(entries))
        device = KeyRing.open(self.directory, self.passphrase).identity.unsealing.public
        return sign_and_seal(roster, self.central, device)

    def content(
        self, entries: Sequence[RosterEntry], issued_s: int = int(START_S)
    ) -> tuple[bytes, dict[bytes, bytes]]:
        """A content list with pack and roster, and the files."""
        files = {ContentRole.PACK: self.pack_file, ContentRole.ROSTER: self.roster(entries)}
        listed = tuple(
            ContentFile(role, role.value, "1", sha256(data).digest(), len(data))
            for role, data in files.items()
        )
        content = ContentList("d-1", issued_s, self.unsealing.public, listed)
        message = sign_content(content, self.central)
        return message, {sha256(data).digest(): data for data in files.values()}

    def settings(self, clock: Clock | None = None, **changes: object) -> StationSettings:
        """Settings whose whole outside is simulated."""
        clock = clock or SimulatedClock()
        base = StationSettings(
            passphrase=self.passphrase,
            clock=clock,
            audio_output=loudspeaker(clock),
            audio_input=microphone(),
            power=SimulatedPower(),
            usb=SimulatedUsb(),
            storage=SimulatedDisk(),
            draw_seed=lambda: 7,
        )
        return replace(base, **changes)  # pyright: ignore[reportArgumentType] -- fields by name

    def station(self, clock: Clock | None = None, **changes: object) -> Station:
        """Open the station."""
        return open_station(self.directory, self.settings(clock, **changes))

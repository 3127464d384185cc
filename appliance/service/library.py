# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What was brought to the station: trust list, content list, roster, pack, oral calendar.

Owns opening every file before it is kept and again when it is used, and the latest time
that a trusted key has stated, or that this process has seen vouched for. Must not fetch.
Stands on the store's content and on the protocol's openers.

Keeping content: 1. the list is signed by central, made for this station and not older
than ours; 2. every file is what its digest says; 3. trust list: signed by a pinned root,
not older than ours; 4. roster: sealed to us, signed by central, not older; 5. pack:
signed by a content key and fit for a sitting, oral calendar: as the roster; 6. all of it
is committed together.
"""

from collections.abc import Mapping
from hashlib import sha256

from appliance.exam.pack import open_pack
from appliance.exam.sitting_engine import ExamPaper
from appliance.keys.identity import DeviceIdentity
from appliance.service.errors import NoContentError, NotNowError
from appliance.store.contents import ShelfRole
from appliance.store.store import Store
from edge_proctor.memory import give_back
from sync.protocol.clock import Clock, TimeTrust
from sync.protocol.content import ContentList, ContentRole, open_content
from sync.protocol.keys import key_ring
from sync.protocol.oral_calendar import OralCalendar, unseal_calendar
from sync.protocol.roster import Roster, RosterEntry, unseal_and_open
from sync.protocol.sealing import SealingKey
from sync.protocol.trust import KeyRole, TrustList, open_trust_list

_LOWER_BOUND = "signed_time"
_LAST_CONTACT = "last_contact"
_PACK_LABEL = "pack_label"


class Library:
    """The content of one station, opened when it is first needed.

    Args:
        store: Where the files are.
        identity: Whose roster and which roots.
        clock: For the moment at which something came.
    """

    def __init__(self, store: Store, identity: DeviceIdentity, clock: Clock) -> None:
        self._store, self._identity, self._clock = store, identity, clock
        self._paper: ExamPaper | None = None
        self._earlier: ExamPaper | None = None
        self._roster: Roster | None = None
        self._seen_s = 0.0

    @property
    def trust(self) -> TrustList:
        """The trust list; raises NoContentError."""
        return open_trust_list(self._body(ShelfRole.TRUST_LIST), key_ring(*self._identity.roots))

    @property
    def trust_version(self) -> int:
        """Version of the trust list at hand, 0 without one."""
        held = self._store.contents.digest(ShelfRole.TRUST_LIST)
        return 0 if held is None else self.trust.version

    @property
    def sealing_key(self) -> SealingKey:
        """Central's key for results and evidence; raises NoContentError."""
        return self._open_list(self._body(ShelfRole.CONTENT_LIST), self.trust).sealing_key

    @property
    def roster(self) -> Roster:
        """Who may sit; raises NoContentError."""
        if self._roster is None:
            self._roster = self._open_roster(self._body(ShelfRole.ROSTER), self.trust)
        return self._roster

    @property
    def paper(self) -> ExamPaper:
        """The pack, made ready for sittings; raises NoContentError."""
        if self._paper is None:
            self._paper = self._open_paper(self._body(ShelfRole.PACK), self.trust)
        return self._paper

    def paper_of(self, digest: bytes) -> ExamPaper:
        """The pack that a sitting began with, which a newer one may have replaced since.

        Raises:
            NoContentError: It is not here.
        """
        if self._paper is None and self._store.contents.digest(ShelfRole.PACK) == digest:
            return self.paper
        if self._paper is not None and self._paper.opened.digest == digest:
            self._earlier = None  # nobody sits with it any more
            return self._paper
        if self._earlier is not None and self._earlier.opened.digest == digest:
            return self._earlier
        body = self._store.contents.pack(digest)
        if body is None:
            raise NoContentError("the content pack that this exam began with is not here")
        paper = self._earlier = self._open_paper(body, self.trust)
        return paper

    @property
    def pack_label(self) -> str | None:
        """Name and version of the pack, without opening it."""
        label = self._store.settings.get(_PACK_LABEL)
        return None if label is None else label.decode()

    @property
    def candidates(self) -> int:
        """How many people are on the roster, 0 without one."""
        has_roster = self._store.contents.digest(ShelfRole.ROSTER) is not None
        return len(self.roster.entries) if has_roster else 0

    @property
    def lower_bound_s(self) -> float | None:
        """The latest time that a trusted key has stated, seconds since 1970 UTC."""
        return self._number(_LOWER_BOUND)

    @property
    def last_contact_s(self) -> float | None:
        """When content last came, by the station's clock."""
        return self._number(_LAST_CONTACT)

    @property
    def calendar(self) -> OralCalendar | None:
        """Oral slots, appointments and examiners; None when they never came."""
        held = self._store.contents.get(ShelfRole.SLOTS)
        return None if held is None else self._open_calendar(held.body, self.trust)

    def allows_camera(self, candidate_id: str) -> bool:
        """Whether the camera may look at a candidate: unless the list says a person does."""
        entry = self.entry(candidate_id)
        return entry is None or entry.biometric

    def entry(self, candidate_id: str) -> RosterEntry | None:
        """A candidate of the roster."""
        entries = self.roster.entries
        return next((entry for entry in entries if entry.candidate_id == candidate_id), None)

    def install_trust_list(self, message: bytes) -> None:
        """Keep a trust list; an older one than ours is left aside."""
        trust = open_trust_list(message, key_ring(*self._identity.roots))  # 3
        if self._is_newer(trust):
            with self._store.transaction():
                self._put(ShelfRole.TRUST_LIST, message)
                self._raise_bound(trust.issued_s)

    def has(self, digest: bytes) -> bool:
        """Whether the file of this digest is here."""
        return any(self._store.contents.digest(role) == digest for role in ShelfRole)

    def install_content(self, message: bytes, files: Mapping[bytes, bytes]) -> None:
        """Keep a content list and the files that came with it; a newer trust list comes first.

        Args:
            message: The signed list.
            files: SHA-256 → bytes of the files that were fetched; others stay as they are.

        Raises:
            ProtocolError: A step of the module's checklist refuses.
            NotNowError: The pack or roster would change under a sitting in progress.
            NoContentError: A file is not what its digest says, or the list is not for us.
        """
        brought = {digest: body for digest, body in files.items() if _is(digest, body)}  # 2
        if len(brought) != len(files):
            raise NoContentError("a content file is not what its name says")
        trust = self.trust
        content = self._open_list(message, trust)  # 1
        self._require_newer(content, trust)
        roster = _file(content, ContentRole.ROSTER, brought)
        pack = _file(content, ContentRole.PACK, brought)
        slots = _file(content, ContentRole.SLOTS, brought)
        self._require_idle(roster, pack)
        opened_roster = None if roster is None else self._open_roster(roster, trust)  # 4
        paper = None if pack is None else self._open_paper(pack, trust)  # 5
        if slots is not None:
            self._open_calendar(slots, trust)  # 5
        with self._store.transaction():  # 6
            self._put(ShelfRole.CONTENT_LIST, message)
            if slots is not None:
                self._put(ShelfRole.SLOTS, slots)
            if roster is not None and opened_roster is not None:
                self._put(ShelfRole.ROSTER, roster)
            if pack is not None and paper is not None:
                added_s = self._clock.stamp().wall_s
                self._store.contents.put_pack(sha256(pack).digest(), pack, added_s)
                label = f"{paper.pack.id} {paper.pack.version}"
                self._store.settings.put(_PACK_LABEL, label.encode())
            self._raise_bound(max(content.issued_s, trust.issued_s))
            self._store.settings.put(_LAST_CONTACT, repr(self._clock.stamp().wall_s).encode())
        self._roster = opened_roster or self._roster
        self._paper, self._earlier = paper or self._paper, None

    def install_roster(self, sealed: bytes) -> Roster:
        """Keep a roster that came alone, on a stick; raises as `install_content` does."""
        self._require_idle(sealed, None)
        roster = self._open_roster(sealed, self.trust)  # 4
        if self.candidates and self.roster.issued_s > roster.issued_s:
            raise NoContentError("the roster is older than the one on this station")
        with self._store.transaction():
            self._put(ShelfRole.ROSTER, sealed)
            self._raise_bound(roster.issued_s)
        self._roster = roster
        return roster

    def note_time(self) -> None:
        """Remember the present moment as a lower bound, if the clock is vouched for.

        Only until the process ends, or a newer signed time comes: a time service is not
        authenticated, and one wrong answer must not close a station for good (ADR 0018).
        """
        stamp = self._clock.stamp()
        if stamp.trust is TimeTrust.SYNCED:
            self._seen_s = max(self._seen_s, stamp.wall_s)

    def now_s(self) -> float:
        """The time against which windows are checked: never before what is known of it.

        A clock that was set back therefore opens nothing that had closed.
        """
        return max(self._clock.stamp().wall_s, self.lower_bound_s or 0.0, self._seen_s)

    def _is_newer(self, trust: TrustList) -> bool:
        return trust.version > self.trust_version

    def _open_list(self, message: bytes, trust: TrustList) -> ContentList:
        content = open_content(message, trust.ring(KeyRole.CENTRAL))
        if content.device_id != self._identity.device_id:
            raise NoContentError("the content list is for another station")
        return content

    def _require_newer(self, content: ContentList, trust: TrustList) -> None:
        held = self._store.contents.get(ShelfRole.CONTENT_LIST)
        if held is not None and self._open_list(held.body, trust).issued_s > content.issued_s:
            raise NoContentError("the content list is older than the one on this station")

    def _open_roster(self, sealed: bytes, trust: TrustList) -> Roster:
        return unseal_and_open(sealed, self._identity.unsealing, trust.ring(KeyRole.CENTRAL))

    def _open_calendar(self, sealed: bytes, trust: TrustList) -> OralCalendar:
        return unseal_calendar(sealed, self._identity.unsealing, trust.ring(KeyRole.CENTRAL))

    def _open_paper(self, data: bytes, trust: TrustList) -> ExamPaper:
        paper = ExamPaper(open_pack(data, trust.ring(KeyRole.CONTENT)))
        give_back()  # the file and its parts lay in memory several times
        return paper

    def _require_idle(self, roster: bytes | None, pack: bytes | None) -> None:
        if roster is None and pack is None:
            return
        active = self._store.sittings.active()
        if active is not None and active.stage != "finished":
            raise NotNowError(
                "the content cannot change during a sitting",
                advice="Load it again when the candidate has finished.",
            )

    def _body(self, role: ShelfRole) -> bytes:
        content = self._store.contents.get(role)
        if content is None:
            raise NoContentError(f"the station has no {role.value.replace('_', ' ')}")
        return content.body

    def _put(self, role: ShelfRole, body: bytes) -> None:
        self._store.contents.put(role, sha256(body).digest(), body, self._clock.stamp().wall_s)

    def _raise_bound(self, stated_s: float) -> None:
        if stated_s > (self.lower_bound_s or 0.0):
            self._seen_s = 0.0
            self._store.settings.put(_LOWER_BOUND, repr(float(stated_s)).encode())

    def _number(self, name: str) -> float | None:
        value = self._store.settings.get(name)
        return None if value is None else float(value)


def _file(content: ContentList, role: ContentRole, files: Mapping[bytes, bytes]) -> bytes | None:
    """The file of a role that came along; the first one named, where there are several."""
    return next((files[file.digest] for file in content.of(role) if file.digest in files), None)


def _is(digest: bytes, body: bytes) -> bool:
    return sha256(body).digest() == digest

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Content comes to the station: trust list, content list, the files that are new.

Owns fetching, resuming and checking them. Must not open packs or rosters nor keep them
(the station does). Stands on `client` and `sync.protocol.content`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from sync.agent.client import API, CentralClient
from sync.agent.errors import AnswerError, ContentDamagedError, LinkError
from sync.agent.patience import Patience
from sync.agent.ports import PartialShelf
from sync.protocol.content import ContentFile, ContentList, open_content
from sync.protocol.cose import PublicKey
from sync.protocol.trust import KeyRole, TrustList, open_trust_list

FILE_CEILING = 128 << 20
_PARTIAL_CONTENT = 206


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """One file of the list that the station did not have, checked by its digest."""

    file: ContentFile
    data: bytes


@dataclass(frozen=True, slots=True)
class FetchedContent:
    """What central has for this station.

    Attributes:
        trust_message: The trust list as the root signed it.
        trust: The same, opened.
        list_message: The content list as central signed it.
        content: The same, opened.
        files: The files that were not known yet.
        received_bytes: Bytes of files that came over the wire now.
    """

    trust_message: bytes
    trust: TrustList
    list_message: bytes
    content: ContentList
    files: tuple[FetchedFile, ...]
    received_bytes: int


@dataclass(frozen=True, slots=True)
class Held:
    """What the station trusts and has.

    Attributes:
        device_id: The station.
        roots: The pinned root keys.
        trust_version: Version of the trust list at hand; 0 without one.
        has: Whether a file with this digest is here already.
    """

    device_id: str
    roots: Mapping[bytes, PublicKey]
    trust_version: int
    has: Callable[[bytes], bool]


def fetch_content(
    client: CentralClient, held: Held, shelf: PartialShelf, patience: Patience
) -> FetchedContent:
    """Fetch what is new, trusting nothing but the pinned roots.

    1. The trust list is signed by a pinned root and not older than the one at hand.
    2. The content list is signed by a central key of that list, for this device.
    3. Each file that is not here yet is fetched, going on where it stopped.
    4. Each file has the digest that the list says.

    Raises:
        LinkError: The link stayed down; what came is on the shelf.
        ProtocolError: Steps 1 and 2.
        ContentDamagedError: Steps 1, 2 and 4, an old list, another device's, or damage.
    """
    trust_message, trust = fetch_trust_list(client, held, patience)  # 1
    list_message = _patiently(patience, lambda: client.call("GET", f"{API}/device/content").body)
    content = open_content(list_message, trust.ring(KeyRole.CENTRAL))  # 2
    if content.device_id != held.device_id:
        raise ContentDamagedError("the content list is for another station")
    fetcher = _Fetcher(client, shelf, patience)
    files = tuple(
        FetchedFile(file, fetcher.fetch(file))  # 3, 4
        for file in content.files
        if not held.has(file.digest)
    )
    return FetchedContent(
        trust_message, trust, list_message, content, files, fetcher.received_bytes
    )


def fetch_trust_list(
    client: CentralClient, held: Held, patience: Patience
) -> tuple[bytes, TrustList]:
    """Step 1 alone: the trust list as the root signed it, and opened; raises as above."""
    message = _patiently(patience, lambda: client.open("GET", f"{API}/trust-list").body)
    trust = open_trust_list(message, held.roots)
    if trust.version < held.trust_version:
        raise ContentDamagedError("central offers an older trust list than the one at hand")
    return message, trust


class MemoryShelf:
    """A shelf that forgets when the program ends."""

    def __init__(self) -> None:
        self._partial: dict[bytes, bytes] = {}

    def partial(self, digest: bytes) -> bytes:
        """What is there of this file."""
        return self._partial.get(digest, b"")

    def keep_partial(self, digest: bytes, data: bytes) -> None:
        """Replace what is there of this file."""
        self._partial.pop(digest, None)
        if data:
            self._partial[digest] = data


class _Fetcher:
    def __init__(self, client: CentralClient, shelf: PartialShelf, patience: Patience) -> None:
        self._client = client
        self._shelf = shelf
        self._patience = patience
        self.received_bytes = 0

    def fetch(self, file: ContentFile) -> bytes:
        if file.size > FILE_CEILING:
            raise ContentDamagedError(f"a content file has at most {FILE_CEILING} bytes")
        data = bytearray(self._shelf.partial(file.digest))
        try:
            self._fill(data, file)
        except LinkError:
            self._shelf.keep_partial(file.digest, bytes(data))
            raise
        self._shelf.keep_partial(file.digest, b"")
        if sha256(data).digest() != file.digest:
            raise ContentDamagedError(f"the {file.role.value} that came is not the one listed")
        return bytes(data)

    def _fill(self, data: bytearray, file: ContentFile) -> None:
        failures = 0
        while len(data) < file.size:
            before = len(data)
            self._patience.mind()
            try:
                self._read(data, file)
            except LinkError:
                failures = 1 if len(data) > before else failures + 1
                if failures >= self._patience.attempts:
                    raise
                self._patience.sleep(self._patience.delay_s(failures))

    def _read(self, data: bytearray, file: ContentFile) -> None:
        headers = {"Range": f"bytes={len(data)}-", **self._client.authority()}
        path = f"{API}/device/content/{file.digest.hex()}"
        with self._client.stream("GET", path, headers=headers) as response:
            if response.status_code != _PARTIAL_CONTENT:
                raise AnswerError("central does not continue a file where it stopped")
            for chunk in response.iter_bytes():
                self.received_bytes += len(chunk)
                data += chunk
                self._patience.mind()
                if len(data) > file.size:
                    raise ContentDamagedError("more bytes came than the list says")


def _patiently(patience: Patience, ask: Callable[[], bytes]) -> bytes:
    failures = 0
    while True:
        patience.mind()
        try:
            return ask()
        except LinkError:
            failures += 1
            if failures >= patience.attempts:
                raise
            patience.sleep(patience.delay_s(failures))

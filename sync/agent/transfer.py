# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""One part goes over by tus 1.0, however often the link breaks.

Owns the loop of one part: ask where central stands, send from there, ask again after
every failure. Must not choose parts nor know bundles. Stands on `client`, `patience`.

Chunks go without a checksum at first, because central then keeps whatever arrived of one
when the link breaks; the part's digest guards the whole. A link that altered bytes shows
itself by a wrong digest at the end: the part starts over, each chunk with its checksum.
"""

import hashlib
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sync.agent.client import API, TUS, CentralClient
from sync.agent.errors import AgentError, AnswerError, LinkError, RefusedError
from sync.agent.patience import Patience, Throttle
from sync.agent.ports import OutboxPart

_CHUNK = {"Content-Type": "application/offset+octet-stream"}
_CONFLICT, _GONE, _CHECKSUM = 409, 410, 460
_WRONG_DIGEST = "PartDigestError"
_FIRST_CHUNK = 256 << 10
_SMALLEST_CHUNK = 16 << 10
_LARGEST_CHUNK = 1 << 20


@dataclass(slots=True)
class Traffic:
    """What went over the wire.

    Attributes:
        sent_bytes: Part bytes handed to the network, those that were lost included.
        acknowledged_bytes: Part bytes that central newly acknowledged.
        link_failures: How often the link broke or was not there.
    """

    sent_bytes: int = 0
    acknowledged_bytes: int = 0
    link_failures: int = 0


@dataclass(frozen=True, slots=True)
class Ways:
    """How to talk to central, how patiently and how fast."""

    client: CentralClient
    patience: Patience
    throttle: Throttle

    def persist(self, error: AgentError, failures: int, traffic: Traffic) -> int:
        """Wait after a failure; the new count, or the error when patience is at its end."""
        traffic.link_failures += 1
        if failures + 1 >= self.patience.attempts:
            raise error
        self.patience.sleep(self.patience.delay_s(failures + 1))
        return failures + 1


class Transfer:
    """The transfer of one part.

    Args:
        ways: How to talk to central.
        part: What is sent.
        data: Its bytes.
        traffic: Where bytes are counted.
        on_offset: Told every offset that central acknowledges.
    """

    def __init__(
        self,
        ways: Ways,
        part: OutboxPart,
        data: bytes,
        traffic: Traffic,
        on_offset: Callable[[int], None],
    ) -> None:
        self._ways = ways
        self._part = part
        self._data = data
        self._traffic = traffic
        self._on_offset = on_offset
        self._url = ""
        self._offset: int | None = None
        self._chunk_size = _FIRST_CHUNK
        self._checked = False

    def run(self) -> None:
        """Send until central has all of it.

        Raises:
            LinkError: The link stayed down, or is wanted for something else.
            RefusedError: Central refuses the part.
        """
        failures, known = 0, False
        while not known or self._offset != len(self._data):
            before = self._offset or 0
            self._ways.patience.mind()
            try:
                if known:
                    self._send_chunk(before)
                else:
                    self._locate()
                    known = True
            except LinkError as error:
                known = False
                self._chunk_size = max(_SMALLEST_CHUNK, self._chunk_size // 2)
                failures = self._ways.persist(error, failures, self._traffic)
            except RefusedError as error:
                if error.name == _WRONG_DIGEST and not self._checked:
                    self._checked, self._offset = True, None
                elif error.status not in (_CONFLICT, _GONE, _CHECKSUM):
                    raise
                known = False
                failures = self._ways.persist(error, failures, self._traffic)
            if (self._offset or 0) > before:
                failures = 0  # every byte that central took is progress

    def _locate(self) -> None:
        """Find or begin the upload of this part; learn where it stands."""
        metadata = b64encode(self._part.digest.hex().encode()).decode("ascii")
        headers = {
            **TUS,
            "Upload-Length": str(self._part.size),
            "Upload-Metadata": f"digest {metadata}",
        }
        created = self._ways.client.call("POST", f"{API}/parts", headers=headers)
        self._url = created.headers.get("location", "")
        looked = self._ways.client.call("HEAD", self._url, headers=TUS)
        self._reach(looked.headers.get("upload-offset"))

    def _send_chunk(self, offset: int) -> None:
        chunk = self._data[offset : offset + self._chunk_size]
        headers = {
            **TUS,
            **_CHUNK,
            "Upload-Offset": str(offset),
            "Content-Length": str(len(chunk)),
        }
        if self._checked:
            digest = b64encode(hashlib.sha256(chunk).digest()).decode("ascii")
            headers["Upload-Checksum"] = f"sha256 {digest}"
        body = _Counted(chunk, self._ways.throttle, self._traffic)
        answer = self._ways.client.call("PATCH", self._url, content=body, headers=headers)
        self._reach(answer.headers.get("upload-offset"))
        self._chunk_size = min(_LARGEST_CHUNK, self._chunk_size * 2)

    def _reach(self, text: str | None) -> None:
        if text is None or not text.isascii() or not text.isdigit():
            raise AnswerError("central does not say how far an upload is")
        offset = int(text)
        if offset > len(self._data):
            raise AnswerError("central says that it has more than there is")
        if self._offset is not None:
            self._traffic.acknowledged_bytes += max(0, offset - self._offset)
        self._offset = offset
        self._on_offset(offset)


@dataclass(frozen=True, slots=True)
class _Counted:
    """A chunk that counts what is taken of it; may be taken more than once."""

    chunk: bytes
    throttle: Throttle
    traffic: Traffic

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.throttle.slices(self.chunk):
            self.traffic.sent_bytes += len(piece)
            yield piece

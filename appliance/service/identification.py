# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The identity step's pictures: a selfie and a document.

Owns the preview, the two captures, and whom the camera may look at; the check by a person
is at the desk. Must not keep a picture: captures come back as ciphertext and a verdict.
Stands on the watch and the seat.
"""

from appliance.exam.sitting_events import Captured
from appliance.exam.sitting_words import CapturePurpose, Stage
from appliance.service.errors import NotNowError
from appliance.service.identity_comparison import compare
from appliance.service.seat import Seat
from appliance.service.views import CaptureView, FramingHint, PreviewView
from appliance.service.watch import keep_evidence
from appliance.service.workplace import Workplace
from edge_proctor.errors import NotRunningError
from edge_proctor.framing import Capture, Purpose


def require_camera_allowed(place: Workplace, candidate_id: str) -> None:
    """Let pass whom the list lets the camera look at.

    Raises:
        NotNowError: The list says that a person checks the identity.
    """
    if not place.library.allows_camera(candidate_id):
        raise NotNowError(
            "the list says that a person checks this identity, without the camera",
            advice="Choose the way without the camera.",
        )


class Identification:
    """The identity step of one workplace."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    def preview(self) -> PreviewView | None:
        """The newest picture with its faces in pixels, None without a camera."""
        frame = self._place.watch.preview()
        if frame is None:
            return None
        faces = tuple(
            (
                face.x * frame.width,
                face.y * frame.height,
                face.width * frame.width,
                face.height * frame.height,
            )
            for face in frame.faces
        )
        return PreviewView(
            frame.width, frame.height, frame.rgb, faces, FramingHint(frame.hint.value)
        )

    def capture(self, purpose: CapturePurpose) -> CaptureView:
        """Take a picture and journal the outcome. The station's lock is free while the
        camera works, so that the screen goes on.

        Raises:
            NotNowError: Not in the identity step, or the camera does not run.
        """
        with self._place.lock:
            seat = self._place.seated(Stage.IDENTITY)
            if not seat.state.monitoring:
                raise NotNowError("no picture is taken without consent")
        try:
            taken = self._place.watch.capture(
                Purpose(purpose.value), self._place.settings.capture_timeout_s
            )
        except NotRunningError as error:
            raise NotNowError(str(error), advice=error.advice) from error
        with self._place.lock:
            return self._journal(seat, purpose, taken)

    def _journal(self, seat: Seat, purpose: CapturePurpose, taken: Capture) -> CaptureView:
        evidence = taken.evidence if taken.accepted else None
        accepted = evidence is not None

        def keep() -> None:
            if evidence is not None:
                keep_evidence(seat, evidence)
                if purpose is CapturePurpose.SELFIE:
                    seat.keep_reference(self._place.watch.reference)

        event = Captured(
            purpose, accepted, taken.reason.value, None if evidence is None else evidence.digest
        )
        seat.commit(event, also=keep)
        if accepted and purpose is CapturePurpose.DOCUMENT:
            seat.commit(compare(taken, self._place.library.entry(seat.state.opened.candidate_id)))
        return CaptureView(accepted, FramingHint(taken.reason.value))

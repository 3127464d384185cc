# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Every threshold of the monitoring, declared in one place and told with every flag.

Owns the numbers; the rules read them, the reviewer sees them. Must not decide
anything. Stands on the standard library.
"""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Limits of the rules: seconds, degrees, grey levels (0..255) and scores (0..1).

    `raise_*_s` is how long a condition must hold before its flag starts, `clear_s`
    how long it must be gone before the flag ends.
    """

    face_score: float = 0.6
    second_face_score: float = 0.7
    second_face_height: float = 0.08  # fraction of the frame; smaller ones are pictures on a wall
    raise_no_face_s: float = 1.0
    raise_several_faces_s: float = 0.8
    raise_looking_away_s: float = 1.2
    raise_other_person_s: float = 0.9
    raise_phone_s: float = 0.5
    raise_voice_s: float = 0.8
    raise_covered_s: float = 0.8
    raise_frozen_s: float = 1.2  # the second of two equal frames is the first that shows it
    raise_station_fault_s: float = 1.4
    clear_s: float = 1.0
    yaw_degrees: float = 25.0  # that both models see; quiet sitters reach 19
    pitch_degrees: float = 25.0
    identity_match: float = 0.40
    identity_unsure: float = 0.25
    phone_score: float = 0.35  # pictures without a telephone score below .26, but one
    voice_score: float = 0.5
    covered_spread: float = 12.0  # standard deviation of a covered lens' grey levels
    dark_mean: float = 35.0
    bright_mean: float = 235.0
    blur_variance: float = 15.0  # of the Laplacian, at 320 pixels' width
    least_frames_per_s: float = 2.5

    def as_mapping(self) -> dict[str, float]:
        """All thresholds by name, for events and reports."""
        return {item.name: float(getattr(self, item.name)) for item in fields(self)}

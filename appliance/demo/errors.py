# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What can stop the demonstration.

EscaleError
└── StepFailedError              3   a step of the story did not end as it should
"""

from sync.protocol.errors import EscaleError


class StepFailedError(EscaleError):
    """A step of the demonstration that did not end as it should."""

    exit_code = 3
    advice = "Run it again with --dir D and look at D/central.log; report the step that failed."

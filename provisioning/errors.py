# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What can stop a technician.

EscaleError
└── ProvisioningError            90
    └── AlreadyEnrolledError     91   this folder is an enrolled station's
"""

from sync.protocol.errors import EscaleError


class ProvisioningError(EscaleError):
    """Something that provisioning refuses."""

    exit_code = 90
    advice = "Read the line above; nothing was changed."


class AlreadyEnrolledError(ProvisioningError):
    """The folder is an enrolled station's; enrolling again would orphan its sittings."""

    exit_code = 91
    advice = "Use the station as it is, or give another folder with --dir."

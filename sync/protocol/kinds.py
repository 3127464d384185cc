# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The kinds of signed message, as the value of the COSE `typ` header.

Owns the numbers. They sit in the CoAP content-format range reserved for
experimental use (65000-65535), which RFC 9596 §2 allows as `typ`. A number once
given is never given again. Must not know how any kind looks inside.
"""

from enum import IntEnum


class Kind(IntEnum):
    """What a signed message is; it is signed along, so none can pass for another."""

    CERTIFICATE = 65000
    TRUST_LIST = 65001
    STATUS_LIST = 65002
    PACK = 65003
    ROSTER = 65004
    ENROLMENT = 65005
    DEVICE = 65006
    LOGIN = 65007
    MANIFEST = 65008
    RECEIPT = 65009
    EVIDENCE = 65010
    CHECKPOINT = 65011
    TOKEN = 65012
    JOURNAL_HEAD = 65013
    CONTENT = 65014
    ORAL_CALENDAR = 65015
    BOOKING = 65016
    AUDIT_HEAD = 65017

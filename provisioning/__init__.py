# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""From a bare board to a trusted station: identity, enrolment, self-test."""

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The station's encrypted store: schema, journal, outbox, evidence; one transaction type."""

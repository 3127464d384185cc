# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The machine readable zone of ICAO Doc 9303: pure reading, checking and correcting."""

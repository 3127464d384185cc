# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Where the station's keys live: tiers, best available first, and crypto-erase."""

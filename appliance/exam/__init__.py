# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The exam's rules, pure: items, packs, timing, scoring, the sitting machine. No I/O, no clock."""

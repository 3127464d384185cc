# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The commands at a desk: recordings replayed, pictures looked at, nothing of a sitting."""

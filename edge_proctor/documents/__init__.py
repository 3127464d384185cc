# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Identity documents: find the lines on a card, read its MRZ, compare it with the roster."""

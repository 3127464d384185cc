# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""QTI 3.0 in and out: reading, writing and scoring items of other systems.

Owns the exchange format. Must not reach the network nor expand entities. Stands on the
standard library's expat and the exam's items.
"""

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""One frame after the other: what is seen, which flags rise, what is kept as evidence."""

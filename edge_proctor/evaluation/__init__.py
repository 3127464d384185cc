# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""How well the monitoring does: measures, what they need, and the report that tells them."""

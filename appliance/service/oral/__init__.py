# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The oral part behind the façade: booking, the interview, its finishing."""

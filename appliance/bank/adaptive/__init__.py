# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The adaptive engine on a bank: simulation, exposure, requests in JSON."""

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What travels: protocol, certificates, the station's agent, the central service."""

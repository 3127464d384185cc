# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Central's HTTP face: routes that turn requests into calls and errors into problems."""

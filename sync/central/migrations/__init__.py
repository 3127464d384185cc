# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The history of central's schema, one revision per file; `HEAD` names the newest."""

HEAD = "0002"

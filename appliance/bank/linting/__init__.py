# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Lint: everything that is wrong with a bank, item by item and as a whole."""

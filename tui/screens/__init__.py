# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""One module per screen; each shows a frozen view and hands what was asked to the app."""

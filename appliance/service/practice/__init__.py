# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Practice behind the façade: mini-tests, exercises, speaking, progress."""

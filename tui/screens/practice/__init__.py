# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The screens of practice: what is offered, runs, speaking, progress."""

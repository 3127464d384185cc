# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The central service: intake, rescoring, review, oral, results, issuing, log, mail, consoles."""

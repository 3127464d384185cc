# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Certificates: claims, issue, QR, log proofs, status list, offline verification."""

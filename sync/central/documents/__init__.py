# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The documents that central hands out: attestation and certificate, typeset and sealed."""

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The lower floor: canonical CBOR, COSE, sealing, chain, manifest, receipts, trust lists."""

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Calibration: parameters from responses, with errors, fit and drift."""

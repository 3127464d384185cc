# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Eight-bit variants: recipes, the gate on accuracy, and the choice by measurement."""

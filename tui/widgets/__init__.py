# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The parts that screens are made of: one widget per question type, and the bars around."""

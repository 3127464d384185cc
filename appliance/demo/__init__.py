# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The whole story on one machine: central and station as processes, and people played by script."""

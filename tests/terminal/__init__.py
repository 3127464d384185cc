# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The station in real terminals: a pty of our own, tmux, and xterm under Xvfb."""

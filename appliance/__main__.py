# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""`python -m appliance` is the `escale` command where its script is not on the path."""

from appliance.command import main

main()

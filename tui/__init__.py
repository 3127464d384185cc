# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The station's screens, on Textual. Sees appliance.service only.

Textual reads how often it may draw when it is loaded: a key that comes just after something
else was drawn waits for the next time, up to two of them.
"""

import os

os.environ.setdefault("TEXTUAL_FPS", "120")

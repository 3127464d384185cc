# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""`just bench [line|cat|proctor|station]`: measurements, never part of the tests."""

import sys
from importlib import import_module

PARTS = ("line", "cat", "proctor", "station")


def main() -> int:
    """Run one part; the line without a word."""
    part, *rest = sys.argv[1:] or ["line"]
    if part not in PARTS:
        sys.stderr.write(f"bench: there is no part “{part}”; choose among {', '.join(PARTS)}\n")
        return 2
    sys.argv = [f"bench {part}", *rest]
    import_module(f"tests.bench.{part}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main())

# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""`just docs`: write the generated pages and pictures of this folder."""

import sys
from pathlib import Path

from docs.exit_codes import page

FOLDER = Path(__file__).resolve().parent


def main() -> None:
    """Write every generated file; what did not change keeps its bytes."""
    (FOLDER / "exit-codes.md").write_text(page(), encoding="utf-8")
    sys.stdout.write("docs/exit-codes.md\n")


if __name__ == "__main__":
    main()

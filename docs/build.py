# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""`just docs`: write the generated pages and pictures of this folder."""

import sys
from pathlib import Path

from docs.exit_codes import page
from docs.screens import draw

FOLDER = Path(__file__).resolve().parent


def main() -> None:
    """Write every generated file; what did not change keeps its bytes."""
    (FOLDER / "exit-codes.md").write_text(page(), encoding="utf-8")
    written = [FOLDER / "exit-codes.md", *draw(FOLDER / "screens")]
    for path in written:
        sys.stdout.write(f"{path.relative_to(FOLDER.parent)}\n")


if __name__ == "__main__":
    main()

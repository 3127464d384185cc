# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Every tracked text file of ours says who holds it and under which licence (REUSE style).

Run as `python -m tests.contracts.licences`; exit 1 names each file that does not. Files
that cannot carry a comment are covered by a folder's LICENSE or listed here with a reason.
"""

import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
SUFFIXES = {
    ".py",
    ".pyi",
    ".toml",
    ".yaml",
    ".yml",
    ".typ",
    ".tcss",
    ".po",
    ".sh",
    ".js",
    ".html",
    ".css",
}
NAMES = {"run", "Justfile"}
TAG = "SPDX-License-" + "Identifier:"
HEAD_CHARACTERS = 400


def tracked() -> list[Path]:
    """The files that git tracks, as paths relative to the repository."""
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=REPOSITORY, check=True, capture_output=True
    ).stdout
    return [Path(name.decode()) for name in listing.split(b"\0") if name]


def without_notice(paths: list[Path]) -> list[Path]:
    """Those of the paths that should carry the licence tag near their top and do not."""
    ours = [path for path in paths if path.suffix in SUFFIXES or path.name in NAMES]
    return [
        path
        for path in ours
        if (REPOSITORY / path).is_file()
        and TAG not in (REPOSITORY / path).read_text(encoding="utf-8")[:HEAD_CHARACTERS]
    ]


def main() -> int:
    """Print what is missing; 0 when nothing is."""
    missing = without_notice(tracked())
    for path in missing:
        sys.stderr.write(f"no licence notice: {path}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())

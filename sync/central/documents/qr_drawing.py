# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The QR code as a drawing, so that it prints sharp at any size.

Owns the SVG. Must not choose what the code says. Stands on `sync.certificates.qr_image`.
"""

from sync.certificates.qr_image import Medium, qr_modules

_QUIET_ZONE = 4


def qr_svg(message: bytes, host: str) -> str:
    """The paper form of a certificate's code, one unit per module, quiet zone included.

    Raises:
        UnreadableError: That is no host name.
    """
    modules = qr_modules(message, host, Medium.PAPER)
    side = len(modules) + 2 * _QUIET_ZONE
    runs = "".join(
        f"M{start + _QUIET_ZONE} {y + _QUIET_ZONE}h{length}v1h-{length}z"
        for y, row in enumerate(modules)
        for start, length in _dark_runs(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" '
        f'shape-rendering="crispEdges"><rect width="{side}" height="{side}" fill="#fff"/>'
        f'<path d="{runs}" fill="#000"/></svg>'
    )


def _dark_runs(row: list[bool]) -> list[tuple[int, int]]:
    """Start and length of each run of dark modules, so that no hairline splits them."""
    runs: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if dark and runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((x, 1))
    return runs

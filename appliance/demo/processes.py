# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Running `escale` as a user would: as processes, reading what they print.

Owns starting, waiting for and ending child processes. Must not import central or the
station: the demonstration sees them from outside only.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from appliance.demo.errors import StepFailedError

ESCALE: tuple[str, ...] = (sys.executable, "-m", "appliance")
STOP_TIMEOUT_S = 10.0


def escale(*arguments: str, accept: Sequence[int] = (0,)) -> subprocess.CompletedProcess[str]:
    """Run one command to its end.

    Raises:
        StepFailedError: It ended with a code that is not among the accepted ones.
    """
    finished = subprocess.run([*ESCALE, *arguments], capture_output=True, text=True, check=False)
    if finished.returncode not in accept:
        raise StepFailedError(
            f"`escale {' '.join(arguments[:2])}` ended with code {finished.returncode}:"
            f" {finished.stderr.strip()}"
        )
    return finished


def escale_json(*arguments: str) -> dict[str, Any]:
    """Run one command with `--json` and read the object that it prints last."""
    return last_object(escale(*arguments, "--json").stdout)


def last_object(printed: str) -> dict[str, Any]:
    """The JSON object at the end of what a command printed."""
    return json.loads(printed[printed.index("{") :])


def end(process: subprocess.Popen[str]) -> None:
    """Ask a process to end, and make it end if it does not."""
    process.terminate()
    try:
        process.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()


class CentralProcess:
    """`escale central serve` on a loopback port; use as a context manager."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    def __enter__(self) -> Self:
        log = (self._directory.parent / "central.log").open("w", encoding="utf-8")
        with log:
            self._process = subprocess.Popen(
                [*ESCALE, "central", "serve", str(self._directory), "--port", "0"],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        try:
            self.url = self._ready(self._process)
        except BaseException:  # whoever interrupts the waiting ends the process, too
            end(self._process)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process is not None:
            end(self._process)

    def _ready(self, process: subprocess.Popen[str]) -> str:
        line = process.stdout.readline() if process.stdout else ""
        if not line.strip():
            raise StepFailedError(
                f"central did not start; see {self._directory.parent}/central.log"
            )
        return str(json.loads(line)["url"])


def objects_printed_by(*arguments: str) -> Iterator[dict[str, Any]]:
    """Run one command and yield each JSON line as it comes.

    Raises:
        StepFailedError: It ended with another code than 0.
    """
    with subprocess.Popen(
        [*ESCALE, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            for line in process.stdout:
                yield json.loads(line)
        except BaseException:  # nobody reads on
            end(process)
            raise
        trouble = process.stderr.read().strip()
    if process.returncode != 0:
        raise StepFailedError(
            f"`escale {' '.join(arguments[:2])}` ended with code {process.returncode}: {trouble}"
        )

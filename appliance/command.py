# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The `escale` command: a table of where each verb lives, and the edge where errors become words.

Owns dispatch and exit codes. Must not import a package of ours before a verb is
chosen, so that verifying loads no web framework and central loads no ONNX. Each verb
is a Typer application in the `program` module of the package that owns it, which is
that program's composition root.
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from typing import TextIO

from sync.protocol.errors import EscaleError
from sync.protocol.printable import printable

UNEXPECTED_EXIT = 1
USAGE_EXIT = 2
INTERRUPTED_EXIT = 130
_LINE_END = "\n"


@dataclass(frozen=True, slots=True)
class Verb:
    """One word after `escale`: the module and Typer application behind it, and its line of help."""

    module: str
    application: str
    help: str


VERBS: dict[str, Verb] = {
    "demo": Verb("appliance.demo.program", "app", "the whole story on one machine, headless"),
    "station": Verb(
        "tui.program", "station_app", "run the station; its status, PIN, export and import"
    ),
    "practice": Verb("tui.program", "practice_app", "practise every question type, with feedback"),
    "minitest": Verb("tui.program", "minitest_app", "seven questions, one per type, never scored"),
    "central": Verb("sync.central.program", "app", "the central service: init, serve, export"),
    "provision": Verb("provisioning.program", "app", "turn a board into a trusted station"),
    "bank": Verb("appliance.bank.program", "app", "build, lint, preview and exchange item banks"),
    "cat": Verb("appliance.bank.adaptive.program", "app", "the engine: estimate, next, simulate"),
    "models": Verb("edge_proctor.models.program", "app", "fetch, list and verify model files"),
    "proctor": Verb("edge_proctor.program", "app", "replay a video through the monitoring"),
    "verify": Verb("sync.certificates.program", "app", "verify a certificate offline"),
}

EXAMPLES = """examples:
  escale demo --json                     run the whole story and print its figures
  escale verify certificate-qr.png       verify the QR code on a picture, offline
  escale station run --dir ./station     seat a candidate in this terminal
"""


def usage() -> str:
    """The text of `escale --help`."""
    width = max(map(len, VERBS))
    lines = [f"  {name:<{width}}  {verb.help}" for name, verb in VERBS.items()]
    return "\n".join(["usage: escale VERB [ARGS…]", "", *lines, "", EXAMPLES])


def run_verb(name: str, arguments: Sequence[str]) -> int:
    """Load the program behind a verb and run it; returns the process's exit code."""
    import typer.main  # only the programs need it, and `escale --version` should be instant

    verb = VERBS[name]
    application = getattr(import_module(verb.module), verb.application)
    command = typer.main.get_command(application)
    try:
        command.main(args=list(arguments), prog_name=f"escale {name}")
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else UNEXPECTED_EXIT
    return 0


def report(error: EscaleError) -> int:
    """Tell the person what happened and what to do; returns the documented exit code."""
    _say(f"escale: {printable(str(error), keep=_LINE_END)}\n")
    if error.advice:
        _say(f"  What to do: {printable(error.advice, keep=_LINE_END)}\n")
    return error.exit_code


def report_missing(error: ModuleNotFoundError) -> int:
    """Say which optional part is not installed, instead of a traceback."""
    _say(
        f"escale: this part of Escale is not installed here (no module “{error.name}”).\n"
        "  What to do: install it with its extra: station, central or dev.\n"
    )
    return UNEXPECTED_EXIT


def report_unexpected(error: BaseException) -> int:
    """The last resort: one line and where to look; the traceback only on request."""
    if os.environ.get("ESCALE_DEBUG"):
        raise error
    words = printable(str(error))
    _say(
        f"escale: something unexpected happened ({type(error).__name__}: {words}).\n"
        "  What to do: run it again with ESCALE_DEBUG=1 and send the output to support.\n"
    )
    return UNEXPECTED_EXIT


def dispatch(arguments: Sequence[str]) -> int:
    """Run the command line given, without the program's name; returns its exit code."""
    try:
        return _answer(arguments)
    except EscaleError as error:
        return report(error)
    except ModuleNotFoundError as error:
        return report_missing(error)
    except KeyboardInterrupt:
        return INTERRUPTED_EXIT
    except Exception as error:  # noqa: BLE001  the process edge: no traceback reaches a user
        return report_unexpected(error)


def _answer(arguments: Sequence[str]) -> int:
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        _put(sys.stdout, usage())
        return 0
    if arguments[0] in {"-V", "--version"}:
        _put(sys.stdout, f"escale {version('escale')}\n")
        return 0
    if arguments[0] not in VERBS:
        _say(f"escale: there is no verb “{arguments[0]}”.\n\n{usage()}")
        return USAGE_EXIT
    return run_verb(arguments[0], arguments[1:])


def _say(words: str) -> None:
    """Tell the person, if anybody is there: a full or closed stream changes no exit code."""
    try:
        _put(sys.stderr, words)
    except OSError:
        sys.stderr = None


def _put(stream: TextIO | None, words: str) -> None:
    """Write at once; a stream that was closed before the start is None."""
    if stream is not None:
        stream.write(words)
        stream.flush()


def main() -> None:
    """Entry point of the `escale` script."""
    code = dispatch(sys.argv[1:])
    try:
        _put(sys.stdout, "")
    except OSError:  # nobody reads any more, or the disk is full: say it by the code alone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = code or UNEXPECTED_EXIT
    sys.exit(code)

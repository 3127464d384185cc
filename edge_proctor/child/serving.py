# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The edge of the proctor's child process.

Owns niceness, signals and the last `except`. Must not be imported for its work: the
heavy modules load inside the child only, so that the parent stays without numpy,
OpenCV and ONNX Runtime. Stands on `edge_proctor.child.watch`.
"""

import logging
import os
import signal
import sys
from multiprocessing.connection import Connection

from edge_proctor.settings import ProctorSettings

log = logging.getLogger(__name__)


def serve(pipe: Connection, settings: ProctorSettings, evidence_key: bytes) -> None:
    """Run the watch until told to stop; an unexpected error ends the process with 1.

    The parent sees the closed pipe, tells the station and starts a new child.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    os.nice(settings.niceness)
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # read once, when numpy loads
    try:
        from edge_proctor.child.watch import watch  # heavy: inside the child only

        watch(pipe, settings, evidence_key)
    except BrokenPipeError:
        log.info("the station closed its end; nothing more to watch for")
    except Exception:  # the process edge: log, end, be restarted by the parent
        log.exception("the proctor's child stopped")
        sys.exit(1)

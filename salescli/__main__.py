"""`crm` and `python -m salescli`: begins and ends the process, and hears Ctrl-C from the first moment to the last."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn

INTERRUPTED = 130
FEW_OBJECTS = 50000
"""Most commands end before they have made so many: to look for circles among them would take a twentieth of the time."""


def run() -> NoReturn:
    """The console script."""
    gc.set_threshold(FEW_OBJECTS)
    try:
        from salescli.cli import main

        code = main(sys.argv[1:])
    except KeyboardInterrupt:
        code = INTERRUPTED
    _deafen()
    _leave(code)


def _deafen() -> None:
    """All is done and told: an interruption could only make Python's own end noisy."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _leave(code: int) -> NoReturn:
    """End at once. To take everything down in good order is a tenth of a command, and the system does it as well."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream and stream.flush()
    os._exit(code)


if __name__ == "__main__":
    run()

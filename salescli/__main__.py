"""`crm` and `python -m salescli`: hears Ctrl-C from the first moment to the last, also while modules are imported."""

from __future__ import annotations

import sys
from typing import NoReturn

INTERRUPTED = 130


def run() -> NoReturn:
    """The console script."""
    try:
        from salescli.cli import main

        code = main(sys.argv[1:])
    except KeyboardInterrupt:
        code = INTERRUPTED
    _deafen()
    sys.exit(code)


def _deafen() -> None:
    """All is done and told: an interruption could only make Python's own end noisy."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


if __name__ == "__main__":
    run()

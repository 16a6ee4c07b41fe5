"""Where the commands print: as wide as the terminal, and wide enough for any table where there is none."""

import io
import sys

from rich.console import Console

WIDTH_WITHOUT_TERMINAL = 200


def screen() -> Console:
    """Standard output. Letters that its encoding lacks are replaced, never an error."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    return Console() if sys.stdout.isatty() else Console(width=WIDTH_WITHOUT_TERMINAL)

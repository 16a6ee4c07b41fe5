"""What goes wrong with packed files."""

import zlib
from zipfile import BadZipFile

UNPACKING_FAULTS = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
"""What `zipfile` raises for damaged, encrypted and unknown kinds of packing."""

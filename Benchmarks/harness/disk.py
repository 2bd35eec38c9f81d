"""How long the disk under a folder takes to keep something."""

from __future__ import annotations

import os
import time
from pathlib import Path

from harness.report import median


def fdatasync_microseconds(folder: Path, count: int = 300) -> float:
    """Median of writing a page over an existing one and syncing it, beside the data folder."""
    path = folder.parent / "sync-probe"
    page = os.urandom(4_096)
    times = []
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.pwrite(handle, page * count, 0)
        os.fsync(handle)
        for position in range(count):
            started = time.perf_counter()
            os.pwrite(handle, page, position * len(page))
            os.fdatasync(handle)
            times.append((time.perf_counter() - started) * 1e6)
    finally:
        os.close(handle)
        path.unlink()
    return median(times)

"""Sets the wall clock of a server under test, while it runs: `wall_clock.c`, built and preloaded."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from pathlib import Path

SOURCE = Path(__file__).with_suffix(".c")
FORM = re.compile(r"@\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
# Longer than the library goes by what it has read, and than a clock of files stands still.
TAKES_SECONDS = 0.05


class WallClock:
    """A clock in a folder of its own: the machine's until it is set."""

    def __init__(self, folder: Path):
        self.library = folder / "wall_clock.so"
        self.file = folder / "wall_clock"
        compiler = shutil.which("cc")
        if not compiler:
            raise FileNotFoundError("cc: the tests with a clock need a C compiler; install gcc")
        command = [compiler, "-O1", "-Wall", "-Werror", "-std=gnu11", "-shared", "-fPIC"]
        subprocess.run([*command, "-o", self.library, SOURCE], check=True)

    def environment(self, zone: str = "UTC") -> dict[str, str]:
        """What a process needs to go by this clock."""
        return {
            "LD_PRELOAD": str(self.library), "FARTHING_WALL_CLOCK": str(self.file), "TZ": zone,
        }

    def set(self, text: str) -> None:
        """Sets it to `@YYYY-MM-DD hh:mm:ss` in UTC; it goes on from there."""
        if not FORM.fullmatch(text):
            raise ValueError(f"{text!r} is no time of the form @YYYY-MM-DD hh:mm:ss")
        # Renamed into place: nobody reads half a time.
        fresh = self.file.with_suffix(".new")
        fresh.write_text(text)
        fresh.replace(self.file)
        time.sleep(TAKES_SECONDS)

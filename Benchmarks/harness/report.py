"""Tables, bars, and the machine they were measured on."""

from __future__ import annotations

import os
import platform
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


def table(header: list[str], rows: list[list]) -> None:
    """Prints columns that line up: the first to the left, all others to the right."""
    cells = [header, *[[str(cell) for cell in row] for row in rows]]
    widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
    for row in cells:
        rest = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]
        print("  ".join([row[0].ljust(widths[0]), *rest]).rstrip())
    print(flush=True)


@dataclass
class Bars:
    """Bars, one line each: `bar NAME VALUE UNIT >= LIMIT met`."""

    is_short: bool = False

    def at_least(self, name: str, value: float, unit: str, limit: float) -> None:
        self._bar(name, value, unit, ">=", limit, value >= limit)

    def at_most(self, name: str, value: float, unit: str, limit: float) -> None:
        self._bar(name, value, unit, "<=", limit, value <= limit)

    def holds(self, name: str, is_met: bool) -> None:
        """A fact that is true or not, as the figure 1 or 0."""
        self._bar(name, int(is_met), "true", ">=", 1, is_met)

    def _bar(self, name, value, unit, relation, limit, is_met) -> None:
        self.is_short = self.is_short or not is_met
        verdict = "met" if is_met else "short"
        print(f"bar {name} {value:.6g} {unit} {relation} {limit:.6g} {verdict}", flush=True)


def machine(versions: dict[str, str], folder: Path, durability: str) -> None:
    """Prints where and with what a benchmark ran."""
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    load = " ".join(f"{value:.2f}" for value in os.getloadavg())
    print(f"machine  {os.cpu_count()} × {model}, {platform.system()} {platform.release()}")
    print(f"load     {load}")
    print(f"disk     {filesystem(folder)}")
    print(f"durable  {durability}")
    for name, version in versions.items():
        print(f"version  {name} {version.removeprefix(name).strip()}")
    print(flush=True)


def filesystem(folder: Path) -> str:
    """Type of the file system that holds the folder."""
    best = ("", "unknown")
    for line in Path("/proc/mounts").read_text().splitlines():
        _, mount, kind, *_ = line.split()
        if str(folder.resolve()).startswith(mount) and len(mount) > len(best[0]):
            best = (mount, kind)
    return best[1]


def first_line(*command: str) -> str:
    """First line that a program prints, on either stream, for its version."""
    ran = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return ((ran.stdout + ran.stderr).splitlines() or ["?"])[0].strip()


def median(values: list[float]) -> float:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def end_on_signal() -> None:
    """Makes a termination an ordinary exit, so that what was started is stopped."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

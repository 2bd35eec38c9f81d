#!/usr/bin/env python3
"""How fast receipts are verified, beside agentguard-spend on the same file, and what sealing costs.

    run.py [--entries 1000000] [--per-seal 64] [--quick] [--keep FOLDER]

Makes a journal of held and settled calls in three forms: our export, the same with every entry
signed, and the signed export, which the Python package reads too. Each is verified by
`farthing verify` in a process of its own, whose processor time and peak memory the system tells.
The package gets as many of the file's first entries as it checks in a minute.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from harness import paths  # noqa: F401  (first: it makes the next imports possible)

from farthing_process import farthing_binary
from harness.report import Bars, end_on_signal, first_line, machine, table

BENCH = farthing_binary().with_name("farthing-bench")
PEER = Path(__file__).resolve().with_name("peer.py")
# Each a core's share: entries per second of processor time.
CHAIN_PER_SECOND = 200_000
SIGNED_PER_SECOND = 12_000
# Memory must not grow with the file: a tenth of it may differ by this share, and by some buffers.
MEMORY_GROWTH_MAX = 1.25
PEER_SECONDS_MAX = 60
PEER_SAMPLE = 2_000
RUN_SECONDS_MAX = 1_800


@dataclass
class Run:
    """One process: what it took."""

    name: str
    entries: int
    seconds: float
    processor_seconds: float
    peak_bytes: int

    @property
    def per_second(self) -> float:
        return self.entries / self.seconds

    @property
    def per_processor_second(self) -> float:
        return self.entries / self.processor_seconds

    @property
    def processors(self) -> float:
        return self.processor_seconds / self.seconds

    @property
    def row(self) -> list:
        return [
            *(self.name, f"{self.entries:,}", f"{self.per_second:,.0f}"),
            *(f"{self.per_processor_second:,.0f}", f"{self.processors:.2f}"),
            f"{self.peak_bytes / 2**20:.0f}",
        ]


def run(name: str, entries: int, *command, expected: int = 0) -> Run:
    """Runs a command to its end and says what it took; it must end as expected."""
    began = time.monotonic()
    child = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL)
    try:
        _, status, usage = os.wait4(child.pid, 0)
    except BaseException:
        child.kill()
        raise
    seconds = time.monotonic() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != expected:
        sys.exit(f"{name}: ended with {child.returncode}: {' '.join(map(str, command))}")
    # Linux counts the peak in KiB.
    return Run(
        name, entries, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024
    )


def make(folder: Path, form: str, entries: int, per_seal: int) -> Path:
    path = folder / f"{form}-{entries}.jsonl"
    options = ["--form", form, "--entries", entries, "--per-seal", per_seal]
    run("make", entries, BENCH, "receipts", "make", *options,
        "--output", path, "--key-output", folder / "key.hex")
    return path


def verify(folder: Path, name: str, path: Path, entries: int, *flags) -> Run:
    key = ["--key", folder / "key.hex", "--min-entries", entries]
    return run(name, entries, farthing_binary(), "verify", path, *key, *flags)


def peer(folder: Path, path: Path, entries: int) -> Run:
    """The package on as many of the file's entries as take it a minute."""
    python = [sys.executable, PEER, path, folder / "key.hex"]
    sample = run("agentguard-spend, sample", PEER_SAMPLE, *python, PEER_SAMPLE)
    count = min(entries, max(PEER_SAMPLE, int(PEER_SECONDS_MAX * 0.8 * sample.per_second)))
    return run("agentguard-spend", count, *python, count)


def measure(folder: Path, entries: int, per_seal: int, bars: Bars) -> list[Run]:
    small = max(1_000, entries // 10)
    chain_path = make(folder, "chain", entries, per_seal)
    chain = verify(folder, "chain and seals", chain_path, entries, "--no-balances")
    balances = verify(folder, "chain, seals, balances", chain_path, entries)
    chain_path.unlink()
    chain_small = verify(
        folder, "chain and seals, a tenth", make(folder, "chain", small, per_seal), small,
        "--no-balances",
    )
    each_path = make(folder, "each", entries, per_seal)
    each = verify(folder, "every entry signed", each_path, entries, "--no-balances")
    each_path.unlink()
    signed_path = make(folder, "agentguard", entries, per_seal)
    signed = verify(folder, "signed export", signed_path, entries, "--no-balances")
    package = peer(folder, signed_path, entries)
    signed_path.unlink()

    runs = [chain_small, chain, balances, each, signed, package]
    table(
        ["", "entries", "per second", "per processor second", "processors", "peak MiB"],
        [one.row for one in runs],
    )
    if package.entries < entries:
        print(f"agentguard-spend verified the file's first {package.entries:,} entries: all of them "
              f"would take it {entries / package.per_second / 60:.0f} minutes")
    print(f"ratio signed export, farthing to agentguard-spend: "
          f"{signed.per_second / package.per_second:.1f} in entries per second, "
          f"{signed.per_processor_second / package.per_processor_second:.1f} "
          f"per second of one processor")
    print(f"ratio chain and seals to agentguard-spend: {chain.per_second / package.per_second:.0f}")
    print(flush=True)

    bars.at_least("chain-per-core", chain.per_processor_second, "entries/s", CHAIN_PER_SECOND)
    bars.at_least("each-per-core", each.per_processor_second, "entries/s", SIGNED_PER_SECOND)
    bars.at_least("signed-per-core", signed.per_processor_second, "entries/s", SIGNED_PER_SECOND)
    cores = min(2, os.cpu_count() or 1)
    bars.at_least("each-processors", each.processors, "used", 0.75 * cores)
    growth = chain.peak_bytes / chain_small.peak_bytes
    bars.at_most("memory-growth", growth, "of ten times the entries", MEMORY_GROWTH_MAX)
    return runs


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--entries", type=int, default=1_000_000)
    options.add_argument("--per-seal", type=int, default=64)
    options.add_argument("--quick", action="store_true", help="50,000 entries")
    options.add_argument("--folder", type=Path, help="where the files are made; some 1 GB")
    given = options.parse_args()
    end_on_signal()
    entries = 50_000 if given.quick else given.entries
    bars = Bars()
    with tempfile.TemporaryDirectory(prefix="farthing-receipts-", dir=given.folder) as name:
        folder = Path(name)
        version = first_line(sys.executable, PEER, "--version")
        machine(
            {"farthing": first_line(str(farthing_binary()), "--version"), "peer": version},
            folder,
            "files are read from the page cache",
        )
        measure(folder, entries, given.per_seal, bars)
    sealing = subprocess.run([str(BENCH), "receipts", "sealing"], timeout=RUN_SECONDS_MAX)
    if bars.is_short or sealing.returncode != 0:
        sys.exit(1)


if __name__ == "__main__":
    main()

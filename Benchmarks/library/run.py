#!/usr/bin/env python3
"""The library beside agentguard-spend, agent-budget-guard and actguard, doing the same work.

    run.py [--seconds 2] [--quick] [--bench PROGRAM]

Ours run in `farthing-bench library`, each peer in a Python process of its own, one after the other
in the same run: a governed call in memory, calls with their entries chained and signed, and each
guard. A call's figure is the middle over batches of 64; ratios are of processor time, all threads
of a process together, because that is the same on a machine that has other work to do.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from harness import paths
from harness.report import Bars, end_on_signal, machine, table

PEERS = Path(__file__).resolve().with_name("peers.py")
PACKAGES = ("agentguard-spend", "agent-budget-guard", "actguard")
RUN_SECONDS_MAX = 900

SIGNED = "agentguard-spend decide, signed"
RESERVE = "agent-budget-guard reserve+commit"
GUARDED = "agent-budget-guard call, guarded"
UNGUARDED = "agent-budget-guard call, unguarded"

# Ours, and the peers' path that does the same work.
PAIRS = (
    ("governor", RESERVE),
    ("session", GUARDED),
    ("rate_limit", "actguard rate_limit"),
    ("rate_limit_busy", "actguard rate_limit"),
    ("circuit_breaker", "actguard circuit_breaker"),
    ("max_attempts", "actguard max_attempts"),
    ("enforce", "actguard enforce"),
    ("prove", "actguard prove"),
    ("idempotent", "actguard idempotent"),
    ("timeout", "actguard timeout"),
    ("tool", "actguard tool"),
    ("sealed_16", SIGNED),
    ("sealed_64", SIGNED),
    ("signed_each", SIGNED),
)
GUARDS = (
    "rate_limit", "rate_limit_busy", "circuit_breaker", "max_attempts", "enforce", "prove",
    "idempotent",
)
GOVERNOR_NANOS_MAX = 1_000
GUARD_NANOS_MAX = 500
TIMEOUT_NANOS_MAX = 10_000
SEALED_RATIO_MIN = 10
SIGNED_RATIO_MIN = 4


@dataclass
class Figure:
    """Nanoseconds of a call."""

    p50: float
    p99: float
    processor: float


def output(*command) -> list[str]:
    ran = subprocess.run(
        [str(word) for word in command], stdout=subprocess.PIPE, text=True, timeout=RUN_SECONDS_MAX
    )
    if ran.returncode != 0:
        sys.exit(f"ended with {ran.returncode}: {' '.join(map(str, command))}")
    return ran.stdout.splitlines()


def ours(bench: Path, seconds: float) -> dict[str, Figure]:
    figures = {}
    for line in output(bench, "library", "--plain", "--seconds", seconds):
        word, name, *values = line.split()
        if word == "path":
            figures[name] = Figure(*map(float, values))
    return figures


def peers(seconds: float) -> dict[str, Figure]:
    figures = {}
    for package in PACKAGES:
        for line in output(sys.executable, PEERS, "--only", package, "--seconds", seconds):
            one = json.loads(line)
            name = one.pop("name")
            figures[name] = Figure(**one)
    return figures


def per_second(figure: Figure) -> str:
    return f"{1e9 / figure.processor:,.0f}"


def show(mine: dict[str, Figure], theirs: dict[str, Figure]) -> None:
    """Ours and the peer's in one row, with how many of ours are one of theirs."""
    rows = []
    for name, peer in PAIRS:
        our, their = mine[name], theirs[peer]
        rows.append([
            *(name, f"{our.p50:,.0f}", f"{our.processor:,.0f}", per_second(our)),
            *(peer, f"{their.p50:,.0f}", f"{their.processor:,.0f}", per_second(their)),
            f"{their.processor / our.processor:.1f}",
        ])
    side = ("p50 ns", "processor ns", "per processor second")
    table(["", *side, "beside", *side, "ratio"], rows)
    added = theirs[GUARDED].processor - theirs[UNGUARDED].processor
    print(f"agent-budget-guard adds {added:,.0f} ns of processor time to a call; a session's call "
          f"takes {mine['session'].processor:,.0f} ns, all of it")
    unsigned = theirs["agentguard-spend decide, unsigned"].processor
    print(f"agentguard-spend without signatures, and so without a log: {unsigned:,.0f} ns a decision")
    print("sealed_16, sealed_64 and signed_each are counted by the entry: a call of ours writes two, "
          "a decision of the peer's one")
    print(flush=True)


def judge(mine: dict[str, Figure], theirs: dict[str, Figure], bars: Bars) -> None:
    bars.at_most("governor-p50", mine["governor"].p50, "ns", GOVERNOR_NANOS_MAX)
    signed = theirs[SIGNED].processor
    for name in ("sealed_16", "sealed_64"):
        ratio = signed / mine[name].processor
        bars.at_least(name.replace("_", "-"), ratio, "of the peer's rate", SEALED_RATIO_MIN)
    each = signed / mine["signed_each"].processor
    bars.at_least("signed-each", each, "of the peer's rate", SIGNED_RATIO_MIN)
    for name in GUARDS:
        bars.at_most(name.replace("_", "-"), mine[name].p50, "ns", GUARD_NANOS_MAX)
    bars.at_most("timeout", mine["timeout"].p50, "ns", TIMEOUT_NANOS_MAX)
    for name, peer in PAIRS[:11]:
        ratio = theirs[peer].processor / mine[name].processor
        bars.at_least(f"{name.replace('_', '-')}-ratio", ratio, f"of {peer}", 1)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=float, default=2.0, help="for each path")
    options.add_argument("--quick", action="store_true", help="half a second for each path")
    options.add_argument("--bench", type=Path, help="another farthing-bench")
    given = options.parse_args()
    end_on_signal()
    seconds = 0.5 if given.quick else given.seconds
    bench = given.bench or paths.ROOT / ".build" / "release" / "farthing-bench"
    if not bench.exists():
        sys.exit(f"{bench}: no such program; run `make build-bench`")
    machine(
        {name: metadata.version(name) for name in PACKAGES} | {"Python": sys.version.split()[0]},
        Path("/"),
        "everything is in memory",
    )
    mine = ours(bench, seconds)
    theirs = peers(seconds)
    bars = Bars()
    show(mine, theirs)
    judge(mine, theirs, bars)
    if bars.is_short:
        sys.exit(1)


if __name__ == "__main__":
    main()

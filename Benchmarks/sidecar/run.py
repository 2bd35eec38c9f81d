#!/usr/bin/env python3
"""Decisions of `farthing serve --sidecar`: SpendGuard's own SDK, and as many as there can be.

    run.py [--quick] [--rounds 5] [--entries 1000000] [--only sdk|ceiling]

First four processes of the unmodified spendguard-sdk decide one call at a time over the Unix socket,
in turns with an rpc that does nothing: what a decision takes more is what it adds. Then h2load asks
for as many as the server gives, of a new folder and of one with a million entries, in turns. Each
decision is durable and sealed before its answer. Needs h2load (`apt-get install nghttp2-client`) and
an environment with requirements.txt.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from harness import paths  # noqa: F401  (first: it makes the next imports possible)

from farthing_process import Sandbox, farthing_binary
from harness import afterwards
from harness.disk import fdatasync_microseconds
from harness.report import Bars, end_on_signal, first_line, machine, median, table
from client import SPENT_MICROS
from targets import HOLD_MS, Client, Server, ask_all, load, quantile, start, write_body

CLIENTS = 4
# Connections and streams on each: as many calls as there can be, and four at a time.
MANY, SHARED, APART = (4, 32), (1, 4), (4, 1)
RATE_MIN = 8_000
# Goals for four calls at a time; what they take depends on the machine most of all.
P50_MS_GOAL, P99_MS_GOAL = 0.4, 2
# Beside two waits for the disk: a hold may wait for the commit in progress, and then for its own.
ADDED_P50_MS_MAX, ADDED_P99_MS_MAX = 0.2, 4
PEER = """\
the peer beside it, SpendGuard's own stack (as its GA_08 publishes it; 100 calls, 4 at a time, docker):
  decision p50 19.5 ms, p99 101.9 ms; commit p50 18.5 ms, p99 83.5 ms; 75 calls/s
the peer's own SQL (measured for this project on PostgreSQL 15 and two cores, without gRPC):
  reserve p50 5.2 ms at 181 entries, 300 ms at 1,000,000
"""


def main() -> int:
    options = arguments()
    if not shutil.which("h2load"):
        sys.exit("h2load is missing: apt-get install nghttp2-client")
    end_on_signal()
    box = Sandbox()
    try:
        return measure(box, options)
    finally:
        box.close()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="one short round, 50,000 entries")
    parser.add_argument("--seconds", type=float, default=2, help="length of one run of the SDK")
    parser.add_argument("--requests", type=int, default=40_000, help="of one run of h2load")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--entries", type=int, default=1_000_000, help="in the large folder")
    parser.add_argument("--only", choices=["sdk", "ceiling"], help="leave the other out")
    options = parser.parse_args()
    if options.quick:
        options.seconds, options.requests, options.rounds, options.entries = 1, 8_000, 1, 50_000
    return options


def measure(box: Sandbox, options: argparse.Namespace) -> int:
    versions = {
        "farthing": first_line(str(farthing_binary()), "--version"),
        "spendguard-sdk": f"{version('spendguard-sdk')} on grpcio {version('grpcio')}",
        "h2load": first_line("h2load", "--version").removeprefix("h2load "),
    }
    machine(versions, box.folder, "full (each decision is on disk and sealed before its answer)")
    bars = Bars()
    if options.only != "ceiling":
        measure_sdk(box, options, bars)
    if options.only != "sdk":
        measure_ceiling(box, options, bars)
    print(PEER)
    return 1 if bars.is_short else 0


def measure_sdk(box: Sandbox, options: argparse.Namespace, bars: Bars) -> None:
    server = start(box, "sdk")
    clients = [Client(server, f"client-{number}") for number in range(CLIENTS)]
    taken: dict[str, list[float]] = {}
    syncs: list[float] = []
    for word in ("empty", "decide"):
        note(server, ask_all(clients, word, 1))
    for _ in range(options.rounds):
        # In turns, so that a busy moment of the machine or its disk meets all of them.
        for word in ("empty", "decide"):
            syncs.append(fdatasync_microseconds(server.process.data, 100) / 1_000)
            answers = ask_all(clients, word, options.seconds)
            note(server, answers)
            for what, milliseconds in answers.items():
                taken.setdefault(what, []).extend(milliseconds)
    for client in clients:
        client.stop()
    sync = median(syncs)
    show_sdk(taken, sync)
    for share, name, more in ((0.5, "p50", ADDED_P50_MS_MAX), (0.99, "p99", ADDED_P99_MS_MAX)):
        added = quantile(taken["decide rpc"], share) - quantile(taken["empty rpc"], share)
        bars.at_most(f"sidecar_added_{name}", added, "ms", 2 * sync + more)
    check(server, bars)


def note(server: Server, answers: dict[str, list[float]]) -> None:
    server.decided += len(answers.get("decide call", []))
    server.committed += len(answers.get("commit call", []))


def show_sdk(taken: dict[str, list[float]], sync: float) -> None:
    print(f"spendguard-sdk, {CLIENTS} processes, one call at a time each, over the Unix socket")
    names = {
        "empty rpc": "rpc that does nothing (ConfirmPublishOutcome, applied)",
        "decide rpc": "rpc of a decision (RequestDecision, with a key)",
        "empty call": "call of the SDK that does nothing",
        "decide call": "call of the SDK for a decision",
        "commit call": "call of the SDK for a commit (EmitTraceEvents, a stream each)",
    }
    rows = []
    for what, name in names.items():
        row = [name, len(taken[what])]
        for share in (0.5, 0.99):
            own = quantile(taken[what], share)
            empty = quantile(taken["empty " + what.split()[1]], share)
            row += [f"{own:.2f}", "" if "empty" in what else f"{own - empty:+.2f}"]
        rows.append(row)
    table(["", "calls", "p50 ms", "added", "p99 ms", "added"], rows)
    print(f"fdatasync of one page here, in the same run: {sync * 1_000:.0f} µs (median)\n")


def measure_ceiling(box: Sandbox, options: argparse.Namespace, bars: Bars) -> None:
    new, large = start(box, "new"), start(box, "large")
    body = write_body(box.folder, new)
    for server in (new, large):
        load(server, body, *MANY, min(8_000, options.requests))
    fill(large, body, options.entries)
    counted = large.entries()
    for number in range(options.rounds):
        for server in (new, large) if number % 2 == 0 else (large, new):
            for shape in (MANY, SHARED, APART):
                requests = options.requests if shape is MANY else options.requests // 4
                run = load(server, body, *shape, requests)
                server.loads.setdefault(shape, []).append(run)
    print(f"h2load, medians of {options.rounds} interleaved rounds of {options.requests} decisions")
    rows = [
        [
            "new folder" if server is new else f"{counted:,} earlier entries",
            f"{shape[0]} × {shape[1]}", f"{rate(server, shape):.0f}",
            f"{milliseconds(server, shape, 0.5):.2f}", f"{milliseconds(server, shape, 0.99):.2f}",
        ]
        for server in (new, large)
        for shape in (MANY, SHARED, APART)
    ]
    table(["folder", "connections × streams", "decisions/s", "p50 ms", "p99 ms"], rows)
    bars.at_least("sidecar_rate", rate(new, MANY), "decisions/s", RATE_MIN)
    bars.at_least("sidecar_rate_large", rate(large, MANY), "decisions/s", RATE_MIN)
    for shape in (SHARED, APART):
        for name, share, goal in (("p50", 0.5, P50_MS_GOAL), ("p99", 0.99, P99_MS_GOAL)):
            taken = milliseconds(new, shape, share)
            verdict = "met" if taken <= goal else "short"
            at = f"{shape[0]} × {shape[1]}"
            print(f"goal for {name} at {at}: {goal} ms, {verdict} ({taken:.2f})")
    for server in (new, large):
        check(server, bars)


def fill(server: Server, body: Path, entries: int) -> None:
    """Makes earlier entries: each decision is two, its hold's begin and end."""
    started = time.monotonic()
    while (missing := entries - server.entries()) > 0:
        load(server, body, *MANY, max(1_000, min(100_000, missing // 2)))
        time.sleep(HOLD_MS / 1_000)
    print(f"{server.entries():,} entries made in {time.monotonic() - started:.0f} s\n", flush=True)


def rate(server: Server, shape: tuple[int, int]) -> float:
    return median([run.rate for run in server.loads[shape]])


def milliseconds(server: Server, shape: tuple[int, int], share: float) -> float:
    return median([run.quantile(share) for run in server.loads[shape]])


def check(server: Server, bars: Bars) -> None:
    """Each decision is one hold that has ended, and what was committed is what was spent."""
    name = f"sidecar_{server.name}"
    afterwards.check(name, server.process, bars)
    afterwards.entries(name, server.holds(), server.decided, server.decided, bars)
    spent = server.process.spent("measured")
    bars.holds(f"{name}_spent_exactly", spent == Decimal(server.committed * SPENT_MICROS) / 10**6)


if __name__ == "__main__":
    sys.exit(main())

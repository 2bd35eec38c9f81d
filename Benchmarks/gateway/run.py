#!/usr/bin/env python3
"""Farthing against nginx as a plain reverse proxy, on the same mock, in the same run.

    run.py [--quick] [--seconds 5] [--rounds 3]

Farthing does its whole work: key check, three matching budgets, one rule, headers, durable holds
and seals. nginx has one worker, upstream keep-alive and no access log. Rounds are interleaved,
medians are compared. Needs nginx and wrk: `apt-get install nginx-light wrk`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from harness import paths  # noqa: F401  (first: it makes the next imports possible)

from farthing_process import (
    METRIC_DISPATCHES,
    METRIC_SETTLES,
    Farthing,
    Process,
    Sandbox,
    farthing_binary,
    free_port,
    is_listening,
    wait_until,
)
from harness import afterwards
from harness.disk import fdatasync_microseconds
from harness.report import Bars, end_on_signal, first_line, machine, median, table

HERE = Path(__file__).resolve().parent
KEY_OF_OTHERS = "sk-bench"
# A whole chat completion, usage included, as small as real answers get.
ANSWER = (
    '{"id":"chatcmpl-m1","object":"chat.completion","created":1750000000,"model":"gpt-4o-mini",'
    '"choices":[{"index":0,"message":{"role":"assistant","content":" the answer is here"},'
    '"finish_reason":"stop"}],"usage":{"prompt_tokens":130,"completion_tokens":4,'
    '"total_tokens":134}}'
)
POLICY = """
version: 1
tenant: bench
mode: enforce
budgets:
  - { id: team-day, match: { team: bench }, limit: 1000000.00 USD, window: day, hold: ceiling }
  - { id: all-month, match: {}, limit: 2000000.00 USD, window: month, hold: ceiling }
  - { id: mini, match: { model: "gpt-4o*" }, limit: 3000000.00 USD, window: week, hold: ceiling }
rules:
  - { id: too-dear, when: { cost: ">= 100.00 USD" }, do: block }
"""


class Upstream:
    """The mock as a provider, as far as `farthing_process` needs one."""

    def __init__(self, port: int):
        self.url = f"http://127.0.0.1:{port}"


@dataclass
class Target:
    name: str
    port: int
    path: str
    key: str
    process: Process
    runs: dict[int, list[dict]] = field(default_factory=dict)
    cpu: dict[str, float] = field(default_factory=dict)

    def rate(self, connections: int) -> float:
        return median([r["requests"] * 1e6 / r["microseconds"] for r in self.runs[connections]])

    def microseconds(self, connections: int, percentile: str) -> float:
        return median([run[percentile] for run in self.runs[connections]])

    @property
    def requests(self) -> int:
        return sum(run["requests"] for runs in self.runs.values() for run in runs)

    @property
    def under_way(self) -> int:
        """Calls that may have been under way, uncounted, when a run of wrk stopped."""
        return sum(connections * len(runs) for connections, runs in self.runs.items())


def main() -> int:
    options = arguments()
    for program in ("nginx", "wrk"):
        if not shutil.which(program) and not Path(f"/usr/sbin/{program}").exists():
            sys.exit(f"{program} is missing: apt-get install nginx-light wrk")
    end_on_signal()
    box = Sandbox()
    try:
        return measure(box, options)
    finally:
        box.close()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="one round of one second each")
    parser.add_argument("--seconds", type=int, default=5, help="length of one run")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    if options.quick:
        options.seconds, options.rounds = 1, 1
    return options


def measure(box: Sandbox, options: argparse.Namespace) -> int:
    mock_port, proxy_port = free_port(), free_port()
    mock = nginx(box, "mock", mock_port, mock_body(mock_port))
    proxy = nginx(box, "proxy", proxy_port, proxy_body(proxy_port, mock_port))
    upstream = Upstream(mock_port)
    full = farthing(box, upstream, "full")
    relaxed = farthing(box, upstream, "relaxed")
    direct = Target("direct", mock_port, "/v1/chat/completions", KEY_OF_OTHERS, mock)
    plain = Target("nginx", proxy_port, "/v1/chat/completions", KEY_OF_OTHERS, proxy)
    durable = target("farthing", full)
    loose = target("farthing relaxed", relaxed)
    everyone = [direct, plain, durable, loose]
    versions = {
        "farthing": first_line(str(farthing_binary()), "--version"),
        "nginx": first_line(nginx_program(), "-v").rpartition("/")[2],
        "wrk": first_line("wrk", "-v").split(" [")[0],
    }
    machine(versions, box.folder, "full (every hold is on disk before its dispatch), and relaxed")
    syncs: list[float] = []
    for each in everyone:
        warm_up(each)
    for round_number in range(options.rounds):
        for connections in (1, 32, 128):
            if connections == 1:
                syncs.append(fdatasync_microseconds(full.data))
            for each in rotated(everyone, round_number):
                if each is direct and connections > 1:
                    continue
                before = cpu_seconds(each.process.child.pid)
                run = wrk(each, connections, options.seconds)
                each.runs.setdefault(connections, []).append(run)
                if connections == 32:
                    note_cpu(each, before, run["requests"])
    bars = Bars()
    print_tables(everyone, plain, direct, syncs)
    judge(bars, plain, direct, durable, loose, median(syncs))
    for name, server, each in (("full", full, durable), ("relaxed", relaxed, loose)):
        check_entries(name, server, each, bars)
        afterwards.check(name, server, bars)
    return 1 if bars.is_short else 0


def nginx_program() -> str:
    return shutil.which("nginx") or "/usr/sbin/nginx"


def nginx(box: Sandbox, name: str, port: int, body: str) -> Process:
    text = (HERE / "nginx.conf.template").read_text()
    for mark, value in {"FOLDER": str(box.folder), "NAME": name, "BODY": body}.items():
        text = text.replace(f"@{mark}@", value)
    configuration = box.folder / f"{name}.conf"
    configuration.write_text(text)
    command = [nginx_program(), "-c", configuration, "-p", box.folder]
    command += ["-e", box.folder / "early.log"]
    process = Process(command, box.folder / f"{name}.out")
    box.running.append(process)
    wait_until(lambda: process.check_alive() or is_listening(port), 10, f"nginx {name}")
    return process


def mock_body(port: int) -> str:
    return (
        f"server {{ listen 127.0.0.1:{port} backlog=4096; default_type application/json; "
        f"location / {{ return 200 '{ANSWER}'; }} }}"
    )


def proxy_body(port: int, mock_port: int) -> str:
    return (
        f"upstream mock {{ server 127.0.0.1:{mock_port}; keepalive 256; "
        "keepalive_requests 1000000000; } "
        f"server {{ listen 127.0.0.1:{port} backlog=4096; location / {{ "
        'proxy_pass http://mock; proxy_http_version 1.1; proxy_set_header Connection ""; } }'
    )


def farthing(box: Sandbox, upstream: Upstream, durability: str) -> Farthing:
    server = box.farthing(POLICY, "--durability", durability, scripted=upstream)
    server.key = server.create_key("bench", team="bench")
    return server


def target(name: str, server: Farthing) -> Target:
    path = server.base_url.split(str(server.port), 1)[1] + "/chat/completions"
    return Target(name, server.port, path, server.key, server.process)


def rotated(targets: list[Target], by: int) -> list[Target]:
    """Another one first in each round, so that no place in the order is anybody's."""
    start = by % len(targets)
    return targets[start:] + targets[:start]


def warm_up(each: Target) -> None:
    each.runs.setdefault(8, []).append(wrk(each, 8, 1))


def wrk(each: Target, connections: int, seconds: int) -> dict:
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "10s"]
    command += ["-s", str(HERE / "chat.lua"), f"http://127.0.0.1:{each.port}{each.path}"]
    ran = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "BENCH_KEY": each.key},
    )
    run = json.loads(ran.stdout.splitlines()[-1])
    if run["refused"] or run["failed"]:
        counts = f"{run['refused']} refused, {run['failed']} failed"
        raise SystemExit(f"{each.name}: {counts}\n{ran.stdout}")
    return run


def cpu_seconds(pid: int) -> dict[str, float]:
    """Processor time of each thread, by its name, children of the process included."""
    tick = os.sysconf("SC_CLK_TCK")
    times: dict[str, float] = {}
    for process in [pid, *children(pid)]:
        for thread in Path(f"/proc/{process}/task").iterdir():
            try:
                text = (thread / "stat").read_text()
            except (FileNotFoundError, ProcessLookupError):
                continue
            name = text[text.index("(") + 1 : text.rindex(")")]
            fields = text[text.rindex(")") + 2 :].split()
            seconds = (int(fields[11]) + int(fields[12])) / tick
            times[name] = times.get(name, 0) + seconds
    return times


def children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in text.split()]


def note_cpu(each: Target, before: dict[str, float], requests: int) -> None:
    for name, seconds in cpu_seconds(each.process.child.pid).items():
        each.cpu[name] = (seconds - before.get(name, 0)) * 1e6 / max(1, requests)


def print_tables(
    everyone: list[Target], plain: Target, direct: Target, syncs: list[float]
) -> None:
    rows = []
    for each in everyone:
        for connections in (1, 32, 128):
            if connections not in each.runs:
                continue
            rate = each.rate(connections)
            added = each.microseconds(1, "p50") - direct.microseconds(1, "p50")
            rows.append(
                [
                    each.name,
                    connections,
                    f"{rate:.0f}",
                    f"{rate / plain.rate(connections):.3f}",
                    f"{each.microseconds(connections, 'p50'):.0f}",
                    f"{each.microseconds(connections, 'p99') / 1000:.2f}",
                    f"{added:+.0f}" if connections == 1 and each is not direct else "",
                ]
            )
    table(
        ["target", "connections", "requests/s", "of nginx", "p50 µs", "p99 ms", "added µs"], rows
    )
    print(f"fdatasync of one page, overwriting: {median(syncs):.0f} µs (median of {len(syncs)})\n")
    print("where the time goes, processor µs per request at 32 connections, by thread:")
    for each in everyone:
        threads = sorted(each.cpu.items(), key=lambda item: -item[1])
        shown = [f"{name} {value:.1f}" for name, value in threads if value >= 0.05]
        if shown:
            print(f"  {each.name}: {', '.join(shown)}; {sum(each.cpu.values()):.1f} in all")
    print(flush=True)


def judge(
    bars: Bars, plain: Target, direct: Target, durable: Target, loose: Target, sync: float
) -> None:
    for connections, goal in ((32, 0.45), (128, 0.50)):
        ratio = durable.rate(connections) / plain.rate(connections)
        print(f"goal at {connections} connections: {goal}, {'met' if ratio >= goal else 'short'}")
        bars.at_least(f"gateway_ratio_{connections}", ratio, "of_nginx", 0.35)
    p99 = durable.microseconds(32, "p99") / 1000
    print(f"goal for p99 at 32 connections: 5 ms, {'met' if p99 <= 5 else 'short'}")
    bars.at_most("gateway_p99_32", p99, "ms", 8)
    base = direct.microseconds(1, "p50")
    added = durable.microseconds(1, "p50") - base
    bars.at_most("gateway_added_median_full", added, "µs", sync + 150)
    bars.at_most("gateway_added_median_relaxed", loose.microseconds(1, "p50") - base, "µs", 150)


def check_entries(name: str, server: Farthing, each: Target, bars: Bars) -> None:
    """Every request that wrk counted was admitted and settled, once each."""
    low, high = each.requests, each.requests + each.under_way
    server.wait_until_nothing_held(60)
    afterwards.entries(f"{name}_admissions", server.metric(METRIC_DISPATCHES), low, high, bars)
    afterwards.entries(f"{name}_settles", server.metric(METRIC_SETTLES), low, high, bars)


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Farthing's console against agent-gov on `POST /proxy/call`, the same load in the same run.

    run.py [--quick] [--seconds 5] [--rounds 5] [--only farthing|agent-gov]

16 agents call a registered tool over 64 connections. agent-gov runs as its package starts it; Farthing
does its whole work, durable, with a receipt for each call. Rounds take turns, medians are compared.
Then a budget runs out under the same load, and the overview is asked for with 10,000 agents. Needs
wrk (`apt-get install wrk`) and an environment with requirements.txt, which AGENT_GOV_VENV names.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from harness import paths  # noqa: F401  (first: it makes the next imports possible)

from console_process import start_console
from farthing_process import Sandbox, farthing_binary, wait_until
from harness import afterwards
from harness.report import Bars, end_on_signal, first_line, machine, median, table
from targets import (
    AGENTS, CONNECTIONS, PLENTY, PRICE, PRICE_NANOS, Target, load, page_milliseconds, peer,
    register_agents,
)

RATIO_MIN = 5
P99_MS_MAX = 10
PAGE_MS_MAX = 50
PAGE_AGENTS = 10_000
# What each agent may call until its budget is used up in the run that shows exactness.
CALLS_UNTIL_EMPTY = 50
# How long figures may take to follow what was answered.
FIGURES_SECONDS_MAX = 60


def main() -> int:
    options = arguments()
    if not shutil.which("wrk"):
        sys.exit("wrk is missing: apt-get install wrk")
    end_on_signal()
    box = Sandbox()
    try:
        return measure(box, options)
    finally:
        box.close()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="one round of one second, 500 agents")
    parser.add_argument("--seconds", type=int, default=5, help="length of one run")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", choices=["farthing", "agent-gov"], help="leave the other out")
    options = parser.parse_args()
    options.agents = 500 if options.quick else PAGE_AGENTS
    if options.quick:
        options.seconds, options.rounds = 1, 1
    return options


def measure(box: Sandbox, options: argparse.Namespace) -> int:
    both: dict[str, Target] = {}
    versions = {"wrk": first_line("wrk", "-v").split(" [")[0]}
    if options.only != "farthing":
        venv = Path(os.environ.get("AGENT_GOV_VENV", paths.ROOT / ".build" / "venv-agent-gov"))
        both["agent-gov"] = peer(box, venv.absolute())
        versions["agent-gov"] = both["agent-gov"].done("GET", "/openapi.json")["info"]["version"]
    if options.only != "agent-gov":
        server = start_console(box)
        both["farthing"] = Target("farthing", server.console_port, server.process, server)
        versions["farthing"] = first_line(str(farthing_binary()), "--version")
    machine(versions, box.folder, "farthing full (each call is on disk before its answer)")
    bars = Bars()
    compare(list(both.values()), options)
    judge(both, bars)
    for target in both.values():
        use_up(target, options, bars)
    if ours := both.get("farthing"):
        check_sums(ours, bars)
        afterwards.check("farthing", ours.server, bars)
        measure_pages(box, options, bars)
    return 1 if bars.is_short else 0


def compare(targets: list[Target], options: argparse.Namespace) -> None:
    for target in targets:
        target.register_tool("measured")
        target.keys = target.register_agents(AGENTS, PLENTY, "bench")
        load(target, "measured", target.keys, 1)
    for round_number in range(options.rounds):
        # Another one first in each round, so that the first place is nobody's.
        turn = round_number % len(targets)
        for target in targets[turn:] + targets[:turn]:
            run = load(target, "measured", target.keys, options.seconds)
            if run["refused"] or run["failed"]:
                print(f"{target.name}: {run['refused']} refused, {run['failed']} failed")
                if target.server:
                    sys.exit("a call of an agent with plenty of money was not approved")
            target.runs.append(run)
    rows = [
        [
            target.name, f"{target.rate():.0f}", f"{target.milliseconds('p50'):.2f}",
            f"{target.milliseconds('p99'):.2f}", f"{target.milliseconds('max'):.1f}",
        ]
        for target in targets
    ]
    print(f"POST /proxy/call, {AGENTS} agents, {CONNECTIONS} connections, medians of rounds")
    table(["target", "calls/s", "p50 ms", "p99 ms", "max ms"], rows)


def judge(both: dict[str, Target], bars: Bars) -> None:
    ours, theirs = both.get("farthing"), both.get("agent-gov")
    if ours and theirs:
        bars.at_least("console_rate", ours.rate() / theirs.rate(), "of_agent_gov", RATIO_MIN)
        print(f"p99 {ours.milliseconds('p99') / theirs.milliseconds('p99'):.3f} of agent-gov's")
    if ours:
        bars.at_most("console_p99", ours.milliseconds("p99"), "ms", P99_MS_MAX)


def settled_figures(target: Target, tool: str, calls_min: int) -> tuple[int, float]:
    """A tool's figures, once they show all that was answered."""
    end = time.monotonic() + FIGURES_SECONDS_MAX
    while (found := target.figures(tool))[0] < calls_min and time.monotonic() < end:
        time.sleep(0.1)
    return found


def use_up(target: Target, options: argparse.Namespace, bars: Bars) -> None:
    """Budgets that run out under load: how many calls come through?"""
    target.register_tool("scarce")
    keys = target.register_agents(AGENTS, CALLS_UNTIL_EMPTY * PRICE, "scarce")
    run = load(target, "scarce", keys, max(3, options.seconds))
    approved = run["requests"] - run["refused"]
    expected = AGENTS * CALLS_UNTIL_EMPTY
    calls, spent = settled_figures(target, "scarce", min(approved, expected))
    print(
        f"{target.name}: {approved} of {run['requests']} calls approved on budgets for {expected}; "
        f"its figures have {calls} calls, {spent:.2f} spent"
    )
    if target.server:
        bars.at_most("console_calls_over_budget", max(approved, calls) - expected, "calls", 0)
        bars.holds("console_budget_used_up", approved == expected and calls == expected)
        bars.holds("console_money_used_up", round(spent, 2) == round(expected * PRICE, 2))


def check_sums(ours: Target, bars: Bars) -> None:
    """The tool's figures, the agents' own, and what the load generator has counted."""
    counted = sum(run["requests"] for run in ours.runs)
    calls, spent = settled_figures(ours, "measured", counted)
    # The warm-up was not counted, and neither was what was under way when a run stopped.
    warm = ours.server.done("GET", "/v1/agents?limit=200&order=name")
    agents = [one for one in warm["items"] if one["name"].startswith("bench-")]
    own_calls = sum(one["calls_today"] for one in agents)
    own_nanos = sum(one["spent_today_nanos"] for one in agents)
    print(f"farthing: {calls} calls in its figures, {own_calls} of its agents, {counted} counted")
    bars.holds("console_calls_as_counted", counted <= calls)
    bars.holds("console_figures_are_the_agents", calls == own_calls)
    bars.holds("console_money_is_exact", own_nanos == calls * PRICE_NANOS)
    bars.holds("console_figures_money", round(spent, 2) == round(calls * PRICE, 2))


def measure_pages(box: Sandbox, options: argparse.Namespace, bars: Bars) -> None:
    server = start_console(box)
    headers = {"authorization": f"Bearer {server.admin_token}"}
    server.done("POST", "/tools/register", {"name": "measured", "cost_per_call": PRICE})
    started = time.monotonic()
    register_agents(server.console_port, headers, options.agents, 10, "page", "measured")
    taken = time.monotonic() - started
    print(f"{options.agents} agents registered, with a call each, in {taken:.1f} s")

    def is_counted() -> bool:
        figures = server.done("GET", "/analytics/tools")
        return figures["tools"][0]["total_calls"] == options.agents

    wait_until(is_counted, FIGURES_SECONDS_MAX, "figures of all agents")
    rows = []
    times = 10 if options.quick else 100
    for name, path in (("overview", "/"), ("agents", "/agents"), ("agent-gov", "/dashboard")):
        page_milliseconds(server, path, 5)
        milliseconds, body = page_milliseconds(server, path, times)
        ordered = sorted(milliseconds)
        worst = ordered[int(len(ordered) * 0.99) - 1]
        rows.append([name, f"{median(ordered):.1f}", f"{worst:.1f}", f"{len(body) / 1024:.0f}"])
        if name == "overview":
            overview = median(ordered)
    print(f"pages with {options.agents} agents")
    table(["page", "median ms", "p99 ms", "KiB"], rows)
    bars.at_most("console_overview", overview, "ms", PAGE_MS_MAX)


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""256 agents on one dollar: how much is billed, and is it ever more than the dollar?

    run.py [--dialect openai|responses|anthropic|anthropic-unthinking|gemini|bedrock|all]
           [--modes metered,fitted,faults,ceiling] [--quick] [--clients 256] [--limit 1.00] [--seed 1]

The truth is the scripted provider's own bill, priced by `genai-prices`. Agents go on until they are
refused while nothing of the budget is held. Needs the packages of Tests/Interop/requirements.txt.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from harness import paths  # noqa: F401  (first: it makes the next imports possible)

from client import Agent, Tally
from dialects import ALL, MORE, Dialect
from farthing_process import (
    METRIC_DISPATCHES,
    METRIC_REFUSALS,
    Farthing,
    Sandbox,
    ScriptedProvider,
    amount_of,
    farthing_binary,
    refusal_amount,
)
from harness import afterwards
from harness.report import Bars, end_on_signal, first_line, machine, table

TABLE = ALL | MORE
MODES = ("metered", "fitted", "faults", "ceiling")
# Where tokens are counted, or told by the stream as it goes; else each byte of text counts as one,
# and holds and cut streams cost more than is billed.
EXACT_BILLED_MIN = 98
BYTES_BILLED_MIN = 90
# A fleet that has not ended by then never will: something stays held.
RUN_SECONDS_MAX = 600
POLICY = """
version: 1
tenant: bench
mode: enforce
budgets:
  - {{ id: one, match: {{ team: bench }}, limit: {limit} USD, window: total, hold: {hold} }}
"""


@dataclass
class Result:
    dialect: Dialect
    mode: str
    limit: Decimal
    billed: Decimal
    spent: Decimal
    highest: Decimal
    cheapest: Decimal
    # By how much settlements have taken the budget past its limit on their way.
    overrun: Decimal
    tally: Tally
    seconds: float

    @property
    def name(self) -> str:
        """Calls of OpenAI's chat, which were first, are named by their mode alone."""
        return named(self.dialect, self.mode)

    @property
    def overshoot(self) -> Decimal:
        return max(Decimal(0), self.billed - self.limit)

    @property
    def uncharged(self) -> Decimal:
        """What is billed and was not charged."""
        return max(Decimal(0), self.billed - self.spent)

    def share(self, amount: Decimal) -> float:
        return float(amount / self.limit * 100)

    def row(self) -> list:
        return [
            self.name,
            f"{self.limit:.4f}",
            f"{self.billed:.6f}",
            f"{self.spent:.6f}",
            f"{self.overshoot:.9f}",
            f"{self.share(self.billed):.2f} %",
            self.tally.admitted,
            self.tally.refused,
            self.tally.outcomes["cut"],
            f"{max(Decimal(0), self.spent - self.billed):.6f}",
            f"{max(Decimal(0), self.limit - self.spent):.6f}",
            f"{self.seconds:.0f}",
        ]


HEADER = [
    "mode",
    "limit",
    "billed",
    "spent",
    "overshoot",
    "utilised",
    "calls",
    "refusals",
    "cut",
    "beyond bill",
    "affordable",
    "seconds",
]


def main() -> int:
    options = arguments()
    end_on_signal()
    box = Sandbox()
    bars = Bars()
    try:
        scripted = box.scripted()
        versions = {"farthing": first_line(str(farthing_binary()), "--version")}
        machine(versions, box.folder, "full (every hold is on disk before its dispatch)")
        is_all = options.dialect == "all"
        dialects = list(TABLE.values()) if is_all else [TABLE[options.dialect]]
        results = [
            run(box, scripted, options, dialect, mode, bars)
            for dialect in dialects
            for mode in options.modes
        ]
    finally:
        box.close()
    print()
    table(HEADER, [result.row() for result in results])
    for result in results:
        ends = ", ".join(f"{name} {count}" for name, count in sorted(result.tally.outcomes.items()))
        print(f"{result.name}: {ends}; cheapest call billed {result.cheapest:.9f} USD")
    judge(bars, results)
    return 1 if bars.is_short else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dialect", choices=[*TABLE, "all"], default="openai")
    parser.add_argument("--modes", default=",".join(MODES), help="with commas between them")
    parser.add_argument("--quick", action="store_true", help="64 clients on a quarter of a dollar")
    parser.add_argument("--clients", type=int, default=256)
    parser.add_argument("--limit", type=Decimal, default=Decimal("1.00"), help="in dollars")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.modes = options.modes.split(",")
    if unknown := set(options.modes) - set(MODES):
        parser.error(f"no such mode: {', '.join(sorted(unknown))}; there are {', '.join(MODES)}")
    if options.quick:
        options.clients, options.limit = 64, Decimal("0.25")
    return options


def run(
    box: Sandbox,
    scripted: ScriptedProvider,
    options: argparse.Namespace,
    dialect: Dialect,
    mode: str,
    bars: Bars,
) -> Result:
    has_faults = mode == "faults"
    hold = "metered" if has_faults else mode
    name = named(dialect, mode)
    scripted.reset()
    server = box.farthing(POLICY.format(limit=options.limit, hold=hold), scripted=scripted)
    server.key = server.create_key("bench", team="bench")
    tally = Tally()
    started = time.monotonic()
    highest = asyncio.run(fleet(server, options, dialect, has_faults, tally))
    seconds = time.monotonic() - started
    server.wait_until_nothing_held(60)
    bill = scripted.bill()
    result = Result(
        dialect=dialect,
        mode=mode,
        limit=options.limit,
        billed=sum(map(dialect.price, bill), Decimal(0)),
        spent=server.spent(),
        highest=highest,
        cheapest=min(
            (dialect.price(call) for call in bill if call["completion_tokens"]),
            default=Decimal(0),
        ),
        overrun=server.amount("overrun"),
        tally=tally,
        seconds=seconds,
    )
    admitted = server.metric(METRIC_DISPATCHES)
    afterwards.entries(f"{name}_admissions", admitted, tally.admitted, tally.admitted, bars)
    refused = server.metric(METRIC_REFUSALS)
    afterwards.entries(f"{name}_refusals", refused, tally.refused, tally.refused, bars)
    afterwards.check(name, server, bars)
    server.stop()
    return result


def named(dialect: Dialect, mode: str) -> str:
    mode = "metered_faults" if mode == "faults" else mode
    return mode if dialect.name == "openai" else f"{dialect.name.replace('-', '_')}_{mode}"


async def fleet(
    server: Farthing,
    options: argparse.Namespace,
    dialect: Dialect,
    has_faults: bool,
    tally: Tally,
) -> Decimal:
    """Runs the agents to their end; gives the highest `spent + held` that was ever seen."""
    loop = asyncio.get_running_loop()
    latest = {"held": Decimal(1), "highest": Decimal(0), "at": 0.0}

    async def look() -> None:
        accounts = await loop.run_in_executor(None, server.budgets)
        sums = [server_sum(accounts, name) for name in ("held", "spent")]
        latest.update(held=sums[0], at=loop.time(), highest=max(latest["highest"], sum(sums)))

    async def held(refusal: dict) -> Decimal:
        """What was held when this refusal was made; asked for where it does not say."""
        told = refusal_amount(refusal, "held")
        return latest["held"] if told is None else told

    async def sampler() -> None:
        while True:
            await look()
            await asyncio.sleep(0.1)

    sampling = asyncio.create_task(sampler())
    sign = dialect.signer(server)
    agents = [
        Agent(number, dialect, server.port, sign, options.seed, has_faults, tally, held)
        for number in range(options.clients)
    ]
    try:
        await asyncio.wait_for(asyncio.gather(*(agent.run() for agent in agents)), RUN_SECONDS_MAX)
    finally:
        sampling.cancel()
    return latest["highest"]


def server_sum(accounts: list[dict], name: str) -> Decimal:
    return sum((amount_of(account, name) for account in accounts), Decimal(0))


def judge(bars: Bars, results: list[Result]) -> None:
    for result in results:
        prefix = f"enforcement_{result.name}"
        bars.at_most(f"{prefix}_overshoot", float(result.overshoot), "USD", 0)
        bars.at_most(f"{prefix}_highest", float(result.highest), "USD", float(result.limit))
        bars.at_most(f"{prefix}_overrun", float(result.overrun), "USD", 0)
        bars.at_most(f"{prefix}_uncharged", float(result.uncharged), "USD", 0)
        billed = result.share(result.billed)
        if result.mode == "metered":
            billed_min = EXACT_BILLED_MIN if result.dialect.is_exact else BYTES_BILLED_MIN
            bars.at_least(f"{prefix}_billed", billed, "%", billed_min)
        elif result.mode == "fitted":
            bars.at_least(f"{prefix}_billed", billed, "%", 98)
        elif result.mode == "faults" and result.dialect.is_exact:
            bars.at_least(f"{prefix}_spent", result.share(result.spent), "%", 98)
            bars.at_least(f"{prefix}_billed", billed, "%", 90)


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""What the same work costs with the three Python packages, by their public interfaces.

    peers.py --only agentguard-spend [--seconds 1]

Prints a line of JSON for each path: its name, nanoseconds of a call (the middle and the 99th of a
hundred, over batches of calls) and those of processor time. Nothing is sent anywhere: providers are
functions in this process, and actguard's gateway is a port on this machine at which nobody listens.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import time
import warnings
from collections.abc import Awaitable, Callable
from types import SimpleNamespace

BATCH = 64
WARM_BATCHES = 8
BATCHES_MIN = 24


class Timer:
    """Times calls in batches, as ours are: one reading of the clock costs something too."""

    def __init__(self, name: str, seconds: float) -> None:
        self.name = name
        self.figures: list[float] = []
        self.batches = 0
        self.end = time.perf_counter() + seconds
        self.began = 0
        self.processor_ns = 0

    @property
    def goes_on(self) -> bool:
        enough = self.batches >= WARM_BATCHES + BATCHES_MIN
        if not enough or time.perf_counter() < self.end:
            if self.batches == WARM_BATCHES:
                self.processor_ns = -time.process_time_ns()
            self.began = time.perf_counter_ns()
            return True
        self.processor_ns += time.process_time_ns()
        self.report()
        return False

    def note(self) -> None:
        took = time.perf_counter_ns() - self.began
        self.batches += 1
        if self.batches > WARM_BATCHES:
            self.figures.append(took / BATCH)

    def report(self) -> None:
        ordered = sorted(self.figures)
        figures = {
            "name": self.name,
            "p50": ordered[len(ordered) // 2],
            "p99": ordered[int(len(ordered) * 0.99)],
            # Of all threads together: what a call costs whatever else the machine does.
            "processor": self.processor_ns / len(ordered) / BATCH,
        }
        print(json.dumps(figures), flush=True)


def measure(name: str, seconds: float, call: Callable[[], object]) -> None:
    timer = Timer(name, seconds)
    while timer.goes_on:
        for _ in range(BATCH):
            call()
        timer.note()


async def measure_async(name: str, seconds: float, call: Callable[[], Awaitable]) -> None:
    timer = Timer(name, seconds)
    while timer.goes_on:
        for _ in range(BATCH):
            await call()
        timer.note()


# --- agentguard-spend ------------------------------------------------------------------------------


def agentguard_spend(seconds: float) -> None:
    import agentguard_spend as package

    scope = package.SpendScope(tenantId="bench", agentId="agent")
    call = package.CallContext("openai", "gpt-4o-mini", 600, 300, scope)
    cap = package.SpendCap(10**12, "per_day", "block")
    policy = package.SpendPolicy(
        "bench", "bench", package.SpendScope(tenantId="bench"), [cap], "enforce", 1,
        "2026-01-01T00:00:00Z",
    )

    def guard(keys) -> package.SpendGuard:
        config = package.SpendGuardConfig(
            policy, package.InMemorySpendStore(), package.InMemoryDecisionLogStore(), keys
        )
        return package.SpendGuard(config)

    async def run() -> None:
        signed = guard(package.SigningKeys(*package.generate_keypair()))
        decision, entry = await signed.decide(call)
        assert decision.action == "allow" and entry is not None
        await measure_async("agentguard-spend decide, signed", seconds, lambda: signed.decide(call))
        plain = guard(None)
        await measure_async("agentguard-spend decide, unsigned", seconds, lambda: plain.decide(call))

    asyncio.run(run())


# --- agent-budget-guard ----------------------------------------------------------------------------


def agent_budget_guard(seconds: float) -> None:
    from agent_budget_guard import BudgetedSession
    from agent_budget_guard.tracking.tracker import SpendTracker

    tracker = SpendTracker(1e12)

    def reserve_commit() -> None:
        tracker.commit(tracker.check_and_reserve(0.001), 0.0008)

    measure("agent-budget-guard reserve+commit", seconds, reserve_commit)

    usage = SimpleNamespace(input_tokens=20, output_tokens=10)
    answer = SimpleNamespace(model="claude-3-haiku-20240307", usage=usage)
    messages = SimpleNamespace(create=lambda **given: answer)
    client = SimpleNamespace(messages=messages)
    guarded = BudgetedSession(1e12).wrap_anthropic(client)
    asked = {
        "model": "claude-3-haiku-20240307",
        "max_tokens": 100,
        "messages": [{"role": "user", "content": "Ten words of a prompt that is short and plain."}],
    }

    def unguarded_call() -> None:
        client.messages.create(**asked)

    def guarded_call() -> None:
        guarded.messages.create(**asked)

    measure("agent-budget-guard call, unguarded", seconds, unguarded_call)
    measure("agent-budget-guard call, guarded", seconds, guarded_call)


# --- actguard --------------------------------------------------------------------------------------


def actguard(seconds: float) -> None:
    os.environ.pop("ACTGUARD_CONFIG", None)
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    import actguard as package

    def body(amount: int = 250) -> int:
        return amount

    client = package.Client(gateway_url="http://127.0.0.1:9", event_mode="minimal")
    with client.run(run_id="bench"):
        # A window of a millisecond keeps a few hundred calls: a longer one only makes it slower.
        limited = package.rate_limit(max_calls=1_000_000, period=0.001)(body)
        measure("actguard rate_limit", seconds, limited)
        broken = package.circuit_breaker(name="service")(body)
        measure("actguard circuit_breaker", seconds, broken)
        tried = package.max_attempts(calls=1_000_000_000)(body)
        measure("actguard max_attempts", seconds, tried)
        enforced = package.enforce([package.Threshold("amount", 500)])(body)
        with package.session("bench"):
            measure("actguard enforce", seconds, enforced)
        proved = package.prove(kind="amount", extract=lambda found: [str(found)])(body)
        with package.session("bench"):
            measure("actguard prove", seconds, proved)
        timed = package.timeout(5.0)(body)
        measure("actguard timeout", seconds, timed)
        keys = iter(range(10**12))

        def once(idempotency_key: str = "") -> int:
            return 1

        keyed = package.idempotent(ttl_s=1)(once)
        measure("actguard idempotent", seconds, lambda: keyed(idempotency_key=str(next(keys))))

        def all_of_them(idempotency_key: str = "") -> int:
            return 1

        combined = package.tool(
            rate_limit={"max_calls": 1_000_000, "period": 0.001},
            circuit_breaker={"name": "all"},
            max_attempts={"calls": 1_000_000_000},
            timeout=5.0,
            idempotent={"ttl_s": 1},
        )(all_of_them)
        measure(
            "actguard tool", seconds, lambda: combined(idempotency_key=f"all-{next(keys)}")
        )
    # Its background thread waits for its gateway: nobody needs what it would tell it.
    os._exit(0)


PEERS = {
    "agentguard-spend": agentguard_spend,
    "agent-budget-guard": agent_budget_guard,
    "actguard": actguard,
}


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=float, default=1.0)
    options.add_argument("--only", choices=PEERS, required=True)
    given = options.parse_args()
    PEERS[given.only](given.seconds)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""One of SpendGuard's own clients: makes one call at a time, and says what each has taken.

    client.py SOCKET TENANT NAME

Reads `empty SECONDS` or `decide SECONDS` and answers each with a line of JSON: for each kind of call
the milliseconds of every rpc, and of every call of the SDK, which also makes a message and reads
one. After `decide` it commits what it was given, which is timed as well.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time

from spendguard import SpendGuardClient
from spendguard._proto.spendguard.common.v1 import common_pb2 as common

# What the SDK waits for an answer; its own 250 ms would make an error of what is to be measured.
ANSWER_SECONDS_MAX = 10
# What each call claims, in millionths of a dollar, and what it then has cost.
CLAIMED_MICROS = 1_000
SPENT_MICROS = 400
# The calls of one run of an agent.
CALLS_OF_RUN = 16
UNIT = common.UnitRef(unit_id="usd_micros", kind=common.UnitRef.MONETARY, currency="USD")
DECISION = "6f1c1f6e-3a55-4a0c-9d3f-0d6a3f4f1a01"


class Caller:
    """The SDK's calls, with a stopwatch around the rpc in each."""

    def __init__(self, client: SpendGuardClient, name: str):
        self.client = client
        self.name = name
        self.calls = 0
        self.rpc_ms = 0.0
        stub = client._stub
        for method in ("ConfirmPublishOutcome", "RequestDecision"):
            setattr(stub, method, self.timed(getattr(stub, method)))

    def timed(self, method):
        async def call(request, **more):
            started = time.perf_counter()
            answer = await method(request, **more)
            self.rpc_ms = (time.perf_counter() - started) * 1_000
            return answer

        return call

    async def empty(self) -> None:
        """An rpc that the server answers out of nothing: an effect was applied, and that is all."""
        await self.client.confirm_publish_outcome(
            decision_id=DECISION, effect_hash=b"\0" * 32, outcome="APPLIED"
        )

    async def decide(self) -> str:
        """A decision on a call of its own; its reservation."""
        self.calls += 1
        call = f"{self.name}-{self.calls}"
        claim = common.BudgetClaim(
            budget_id="measured",
            unit=UNIT,
            amount_atomic=str(CLAIMED_MICROS),
            direction=common.BudgetClaim.DEBIT,
        )
        outcome = await self.client.request_decision(
            trigger="LLM_CALL_PRE",
            run_id=f"{self.name}-run-{self.calls // CALLS_OF_RUN}",
            step_id=f"{call}-step",
            llm_call_id=call,
            tool_call_id="",
            decision_id=call,
            route="llm.call",
            projected_claims=[claim],
            idempotency_key=f"bench-{call}",
            projected_unit=UNIT,
        )
        return outcome.reservation_ids[0]

    async def commit(self, reservation: str) -> None:
        await self.client.emit_llm_call_post(
            run_id=self.name,
            step_id=self.name,
            llm_call_id=reservation,
            decision_id=reservation,
            reservation_id=reservation,
            provider_reported_amount_atomic="",
            unit=UNIT,
            pricing=common.PricingFreeze(),
            provider_event_id=reservation,
            outcome="SUCCESS",
            estimated_amount_atomic=str(SPENT_MICROS),
        )

    async def repeated(self, word: str, seconds: float) -> tuple[dict, list]:
        """What so many calls have taken as there is time for, and what they gave."""
        call = {"empty": self.empty, "decide": self.decide}[word]
        rpcs, calls, given = [], [], []
        end = time.perf_counter() + seconds
        while (started := time.perf_counter()) < end:
            given.append(await call())
            calls.append((time.perf_counter() - started) * 1_000)
            rpcs.append(self.rpc_ms)
        return {f"{word} rpc": rpcs, f"{word} call": calls}, given

    async def commit_all(self, reservations: list[str]) -> dict:
        taken = []
        for reservation in reservations:
            started = time.perf_counter()
            await self.commit(reservation)
            taken.append((time.perf_counter() - started) * 1_000)
        return {"commit call": taken}


async def main(socket: str, tenant: str, name: str) -> None:
    client = SpendGuardClient(
        socket_path=socket,
        tenant_id=tenant,
        decision_timeout_s=ANSWER_SECONDS_MAX,
        publish_timeout_s=ANSWER_SECONDS_MAX,
        trace_timeout_s=ANSWER_SECONDS_MAX,
    )
    async with client:
        await client.handshake()
        caller = Caller(client, name)
        print("ready", flush=True)
        for line in sys.stdin:
            word, seconds = line.split()
            taken, given = await caller.repeated(word, float(seconds))
            if word == "decide":
                taken |= await caller.commit_all(given)
            print(json.dumps(taken), flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))

"""Commits through the sidecar: whatever a call has cost is booked, once, also what comes late, beyond the
reservation, or after the server was killed."""

from __future__ import annotations

import asyncio
import signal
import uuid

import grpc
import pytest
from spendguard.errors import DecisionStopped, SidecarUnavailable, SpendGuardError

from farthing_process import wait_until
from sidecar import (
    ACCEPTED, NANOS, REJECTED, TOKENS, Account, Agent, asynchronous, claim, common, fresh, gather,
    own_sidecar, post, raised, reserved, sidecar, wire,
)

DOLLAR = 1_000_000_000
USED = (own_sidecar, sidecar)
UNIT, PRICING, CONFLICT = 4, 14, 18
SHORT = ("--set", "sidecarHoldMs=1000")


# --- How much --------------------------------------------------------------------------------------


@asynchronous
async def test_an_overrun_is_taken_from_what_is_free_and_the_rest_counts_as_overrun(sidecar):
    budget = fresh("usd")
    async with Agent(sidecar) as agent:
        await agent.commit(await reserved(agent, budget), 5_000)
        assert sidecar.account(budget) == Account(limit=DOLLAR, spent=5_000 * NANOS)
        small = await reserved(agent, budget)
        await reserved(agent, budget, 990_000)
        await agent.commit(small, 50_000)
        account = sidecar.account(budget)
        assert (account.spent, account.held) == (55_000 * NANOS, 990_000 * NANOS)
        assert account.overrun == 45_000 * NANOS
        stop = await raised(agent.ask(claim(budget, 1)), DecisionStopped)
        assert "BUDGET_EXHAUSTED" in stop.reason_codes
    sidecar.check_whole()


@asynchronous
async def test_a_receipt_says_what_was_used_and_in_which_unit_it_was_claimed(sidecar):
    budget = fresh("usd")
    async with Agent(sidecar) as agent:
        reservation = await reserved(agent, budget)
        await agent.commit(
            reservation, 700, actual_input_tokens=11, actual_output_tokens=4,
        )
    settled = [entry for entry in sidecar.entries("settle") if entry["holdId"] == reservation]
    assert [entry["usage"] for entry in settled] == [
        {"costNanos": 700 * NANOS, "ending": "complete", "inputTokens": 11, "outputTokens": 4}
    ]
    held = [one for one in sidecar.entries("hold") if one["decisionId"] == reservation]
    assert held[0]["scope"]["tag:spendguard_unit"] == "usd/1000 usd_micros"


@pytest.mark.parametrize("field", ["estimated_amount_atomic", "provider_reported_amount_atomic"])
@asynchronous
async def test_zero_gives_everything_back(sidecar, field):
    budget = fresh("usd")
    async with Agent(sidecar) as agent:
        reservation = await reserved(agent, budget)
        both = {"estimated_amount_atomic": "", "provider_reported_amount_atomic": "", field: "0"}
        await agent.commit(
            reservation, both["estimated_amount_atomic"] or None,
            provider_reported_amount_atomic=both["provider_reported_amount_atomic"],
        )
    assert sidecar.account(budget) == Account(limit=DOLLAR)


@asynchronous
async def test_what_a_provider_reports_is_booked_as_better_evidence(sidecar):
    budget = fresh("usd")
    async with Agent(sidecar) as agent:
        await agent.commit(
            await reserved(agent, budget), None, provider_reported_amount_atomic="777"
        )
        await agent.commit(await reserved(agent, budget), 1)
    assert sidecar.account(budget) == Account(limit=DOLLAR, spent=778 * NANOS)
    evidence = [entry["evidence"] for entry in sidecar.entries("settle")[-2:]]
    assert evidence == ["reported", "estimated"]


@asynchronous
async def test_both_amounts_neither_and_no_outcome_are_rejected_and_the_stream_goes_on(sidecar):
    budget = fresh("usd")
    async with Agent(sidecar) as agent:
        reservation = await reserved(agent, budget)
        acks = await agent.emit(
            post(reservation, 1, provider_reported_amount_atomic="1"),
            post(reservation),
            post(reservation, 1, outcome=0),
            post(reservation, 1, outcome=77),
            post(reservation, "-1"),
            post("no-reservation", 1),
            wire.TraceEvent(kind=wire.TraceEvent.LLM_CALL_POST),
            *(wire.TraceEvent(kind=kind) for kind in (0, 1, 3, 6, 7, 8, 99)),
            post(reservation, 9),
        )
        assert [ack.status for ack in acks] == [REJECTED] * 7 + [ACCEPTED] * 8
        assert all(ack.error.code for ack in acks[:7]), "zero would be no error to the client"
        assert len({str(uuid.UUID(ack.event_id)) for ack in acks}) == len(acks)
    assert sidecar.account(budget) == Account(limit=DOLLAR, spent=9 * NANOS)


@asynchronous
async def test_another_unit_is_rejected(sidecar):
    budget = fresh("usd")
    async with Agent(sidecar) as agent:
        reservation = await reserved(agent, budget)
        error = await raised(agent.commit(reservation, 1, TOKENS))
        assert f"code={UNIT}" in str(error)
        error = await raised(agent.commit(reservation, 1, common.UnitRef(unit_id="usd_cents", kind=1)))
        assert f"code={UNIT}" in str(error)
        assert sidecar.account(budget).held == 1_000 * NANOS
        # A unit that is not said is the reservation's.
        await agent.commit(reservation, 3, common.UnitRef())
    assert sidecar.account(budget) == Account(limit=DOLLAR, spent=3 * NANOS)


@asynchronous
async def test_prices_are_compared_where_they_are_asserted(sidecar):
    budget = fresh("usd")
    frozen = common.PricingFreeze(pricing_version="v1", price_snapshot_hash=b"\x01\xff")
    context = {"pricing_version": "v1", "price_snapshot_hash_hex": "01ff"}
    async with Agent(sidecar) as agent:
        reservation = await reserved(agent, budget, decision_context_json=context)
        for other in (
            common.PricingFreeze(pricing_version="v2", price_snapshot_hash=b"\x01\xff"),
            common.PricingFreeze(pricing_version="v1", price_snapshot_hash=b"\x02"),
        ):
            error = await raised(agent.commit(reservation, 5, pricing=other))
            assert f"code={PRICING}" in str(error)
        assert sidecar.account(budget).held == 1_000 * NANOS
        await agent.commit(reservation, 5, pricing=frozen)
        unset = await reserved(agent, budget, decision_context_json=context)
        await agent.commit(unset, 6)
    assert sidecar.account(budget) == Account(limit=DOLLAR, spent=11 * NANOS)


# --- How often -------------------------------------------------------------------------------------


@asynchronous
async def test_a_repeated_commit_is_booked_once_and_another_adds(sidecar):
    budget = fresh("usd")
    async with Agent(sidecar) as agent:
        reservation = await reserved(agent, budget)
        for _ in range(3):
            await agent.commit(reservation, 40, provider_event_id="e-1")
        assert sidecar.account(budget).spent == 40 * NANOS
        error = await raised(agent.commit(reservation, 41, provider_event_id="e-1"))
        assert f"code={CONFLICT}" in str(error)
        await agent.commit(reservation, 40, provider_event_id="e-2")
        await agent.commit(reservation, 7, provider_event_id="e-3")
        assert sidecar.account(budget).spent == 87 * NANOS
        # Without an id of the provider's: the span, and the event's own time.
        bare = await reserved(agent, budget)
        events = [("a", 1), ("a", 1), ("a", 2), ("b", 1), ("b", 1)]
        acks = await agent.emit(*(post(bare, 10, span=span, at_ms=at) for span, at in events))
        assert [ack.status for ack in acks] == [ACCEPTED] * 5
    assert sidecar.account(budget) == Account(limit=DOLLAR, spent=117 * NANOS)
    sidecar.check_whole()


@asynchronous
async def test_64_commits_of_one_reservation_at_once(sidecar):
    budget = fresh("usd")
    async with Agent(sidecar) as one, Agent(sidecar) as two:
        reservation = await reserved(one, budget)
        outcomes = await gather(
            64,
            lambda n: [one, two][n % 2].commit(reservation, 10, provider_event_id=f"e-{n // 2}"),
        )
        assert outcomes == [None] * 64
    assert sidecar.account(budget) == Account(limit=DOLLAR, spent=320 * NANOS)
    sidecar.check_whole()


@asynchronous
async def test_each_reservation_of_a_decision_is_committed_by_itself(sidecar):
    first, second = fresh("usd"), fresh("usd")
    async with Agent(sidecar) as agent:
        outcome = await agent.ask(claim(first, 100), claim(second, 100))
        # Integrations commit the first alone; what is left is given back with the decision.
        await agent.commit(outcome.reservation_ids[0], 60)
        await agent.confirm_publish_outcome(
            decision_id=outcome.decision_id, effect_hash=outcome.effect_hash, outcome="APPLY_FAILED"
        )
    assert sidecar.account(first) == Account(limit=DOLLAR, spent=60 * NANOS)
    assert sidecar.account(second) == Account(limit=DOLLAR)


# --- When ------------------------------------------------------------------------------------------


@asynchronous
async def test_a_commit_after_the_hold_has_expired_is_late_and_booked(own_sidecar):
    server, budget = own_sidecar(*SHORT), "usd-late"
    async with Agent(server) as agent:
        late = await reserved(agent, budget, 600_000)

        def is_free() -> bool:
            return server.account(budget).held == 0

        wait_until(is_free, 30, "the hold's expiry")
        await reserved(agent, budget, 900_000)
        await agent.commit(late, 600_000, provider_event_id="e")
        await agent.commit(late, 600_000, provider_event_id="e")
        account = server.account(budget)
        assert account.spent == 600_000 * NANOS and account.overrun > 0
        await agent.commit(late, 5, provider_event_id="f")
    assert server.account(budget).spent == 600_005 * NANOS
    [expired] = [entry for entry in server.entries("expire") if not entry["charged"]][:1]
    [settled] = server.entries("lateSettle")
    assert settled["holdId"] == expired["holdId"] == late
    server.check_whole()


@asynchronous
async def test_a_key_whose_hold_has_expired_holds_anew(own_sidecar):
    server, budget = own_sidecar(*SHORT), "usd-anew"
    async with Agent(server) as agent:
        first = await reserved(agent, budget, key="k")
        wait_until(lambda: server.account(budget).held == 0, 30, "the hold's expiry")
        again = await reserved(agent, budget, key="k")
        assert again != first
        await agent.commit(again, 2)
        await agent.commit(first, 3)
    assert server.account(budget).spent == 5 * NANOS


@asynchronous
async def test_kill_9_between_decision_and_commit_and_the_clients_commit_lands(own_sidecar):
    server, budget = own_sidecar(), "usd-killed"
    async with Agent(server) as agent:
        open_one = await reserved(agent, budget, 300_000, key="open", run_id="r")
        done = await reserved(agent, budget, 5_000)
        await agent.commit(done, 4_000, provider_event_id="e-1")
        server.process.stop(signal.SIGKILL)
        assert server.socket.exists(), "what is killed leaves its socket, which is replaced"
        server.start()
        assert server.account(budget) == Account(
            limit=DOLLAR, held=300_000 * NANOS, spent=4_000 * NANOS
        )
        # The same client, on the channel that it has.
        await agent.commit(open_one, 250_000, provider_event_id="e-9", run_id="r")
        assert server.account(budget) == Account(limit=DOLLAR, spent=254_000 * NANOS)
        server.process.stop(signal.SIGKILL)
        server.start()
        # Whether it was booked is in the ledger, and not in any memory.
        await agent.commit(open_one, 250_000, provider_event_id="e-9")
        await agent.commit(done, 4_000, provider_event_id="e-1")
        assert server.account(budget).spent == 254_000 * NANOS
        assert "REJECTED" in str(await raised(agent.commit(done, 3, provider_event_id="e-1")))
        await agent.commit(done, 4_000, provider_event_id="e-2")
        await agent.commit(done, 4_000, provider_event_id="e-2")
        assert server.account(budget) == Account(limit=DOLLAR, spent=258_000 * NANOS)
        tokens = (await agent.ask(claim("tok-killed", 500, TOKENS))).reservation_ids[0]
        server.process.stop(signal.SIGKILL)
        server.start()
        await agent.commit(tokens, 321, TOKENS)
        assert server.account("tok-killed").spent == 321
    server.check_whole()


@asynchronous
async def test_agents_that_retry_through_three_kills_pay_for_every_call_exactly_once(own_sidecar):
    server, budget = own_sidecar(), "usd-killed"
    done: list[int] = []

    async def through(call):
        """Until it is answered: whoever was killed may have done it all the same."""
        while True:
            try:
                return await call()
            except SidecarUnavailable:
                await asyncio.sleep(0.05)
            except (SpendGuardError, grpc.aio.AioRpcError) as error:
                # What grpc's own client says, now and then, of a connection that breaks under it.
                if "Internal error from Core" not in f"{error!r} {error.__cause__!r}":
                    raise
                await asyncio.sleep(0.05)

    async def works(agent: Agent, worker: int) -> None:
        for number in range(20):
            name, cost = f"{worker}-{number}", 10 + number
            outcome = await through(lambda: agent.ask(claim(budget, 100), key=name, run_id=name))
            [reservation] = outcome.reservation_ids
            await through(lambda: agent.commit(reservation, cost, provider_event_id=name))
            done.append(cost)

    async with Agent(server) as one, Agent(server) as two:
        working = [
            asyncio.ensure_future(works([one, two][worker % 2], worker)) for worker in range(16)
        ]
        for kill in range(3):
            while len(done) < 80 * (kill + 1):
                assert not any(task.done() and task.exception() for task in working)
                await asyncio.sleep(0.01)
            await asyncio.to_thread(server.process.stop, signal.SIGKILL)
            await asyncio.to_thread(server.start)
        await asyncio.gather(*working)
    assert len(done) == 320
    assert server.account(budget) == Account(limit=DOLLAR, spent=sum(done) * NANOS)
    server.check_whole()

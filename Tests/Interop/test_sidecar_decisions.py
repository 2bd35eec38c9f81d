"""Decisions that stop, skip and degrade, retries that find what they held, and races: SpendGuard's own client
against the sidecar."""

from __future__ import annotations

import json
import uuid

import grpc
import pytest
from spendguard import with_run_plan
from spendguard.errors import DecisionSkipped, DecisionStopped

from sidecar import (
    MICROS, NANOS, TOKENS, Account, Agent, asynchronous, claim, common, fresh, gather, own_sidecar,
    raised, sidecar, wire,
)

DOLLAR = 1_000_000_000
USED = (own_sidecar, sidecar)


# --- Stopped ---------------------------------------------------------------------------------------


@asynchronous
async def test_an_exhausted_budget_stops(sidecar):
    budget = fresh("usd")
    async with Agent(sidecar) as agent:
        stop = await raised(agent.ask(claim(budget, 1_000_001)), DecisionStopped)
        assert "BUDGET_EXHAUSTED" in stop.reason_codes and stop.status_code == 403
        assert stop.matched_rule_ids == ["policy:usd:"] and uuid.UUID(stop.decision_id)
        assert (await agent.ask(claim(budget, 1_000_000))).decision == "CONTINUE"
    assert sidecar.account(budget).held == DOLLAR


@asynchronous
async def test_a_run_that_has_spent_its_share_is_stopped_as_a_run(sidecar):
    budget = fresh("run")
    async with Agent(sidecar) as agent:
        await agent.ask(claim(budget, 900_000), run_id="long")
        stop = await raised(agent.ask(claim(budget, 200_000), run_id="long"), DecisionStopped)
        assert "STOP_RUN_PROJECTION" in str(stop)
        assert "RUN_BUDGET_PROJECTION_EXCEEDED" in stop.reason_codes
        assert (await agent.ask(claim(budget, 200_000), run_id="other")).decision == "CONTINUE"


@asynchronous
async def test_rules_stop_and_skip_tools_with_the_operators_own_word(sidecar):
    budget = fresh("usd")
    more = {"trigger": "TOOL_CALL_PRE", "route": "tool.call"}
    async with Agent(sidecar) as agent:
        stop = await raised(
            agent.ask(claim(budget, 1), decision_context_json={"tool": "shell_exec"}, **more),
            DecisionStopped,
        )
        assert stop.reason_codes[0] == "NO_SHELL" and "no-shell" in stop.matched_rule_ids[0]
        stop = await raised(
            agent.ask(claim(budget, 1), **{**more, "route": "shell.route"}), DecisionStopped
        )
        assert stop.reason_codes[0] == "NO_SHELL", "a tool that nobody names is its route"
        skip = await raised(
            agent.ask(claim(budget, 1), decision_context_json={"tool": "optional"}, **more),
            DecisionSkipped,
        )
        assert skip.reason_codes[0] == "NOT_NEEDED" and not isinstance(skip, DecisionStopped)
        call = await agent.ask(claim(budget, 1), decision_context_json={"tool": "search"}, **more)
        assert call.decision == "CONTINUE"


@asynchronous
async def test_a_budget_that_nobody_has_is_a_refusal(sidecar):
    async with Agent(sidecar) as agent:
        stop = await raised(agent.ask(claim("nobodys-budget", 1)), DecisionStopped)
        assert "UNKNOWN_BUDGET" in stop.reason_codes
        stop = await raised(agent.ask(claim("", 1)), DecisionStopped)
        assert "NO_BUDGET" in stop.reason_codes


@asynchronous
async def test_a_pause_stops_until_it_is_lifted(own_sidecar):
    server = own_sidecar()
    async with Agent(server) as agent:
        await agent.ask(claim("my-budget", 1))
        server.run("budgets", "pause", "my-budget", "--data", server.data)
        stop = await raised(agent.ask(claim("my-budget", 1)), DecisionStopped)
        assert "BUDGET_PAUSED" in stop.reason_codes
        server.run("budgets", "resume", "my-budget", "--data", server.data)
        assert (await agent.ask(claim("my-budget", 1))).decision == "CONTINUE"
    server.check_whole()


@asynchronous
async def test_a_degrade_has_its_hold_and_a_patch_that_a_program_can_apply(sidecar):
    budget = fresh("usd")
    async with Agent(sidecar) as agent:
        context = {"model": "claude-opus-4-6", "provider": "anthropic"}
        asked = {"key": fresh("key"), "decision_context_json": context}
        outcome = await agent.ask(claim(budget, 1_000), **asked)
        assert outcome.decision == "DEGRADE" and len(outcome.reservation_ids) == 1
        assert json.loads(outcome.mutation_patch_json) == [
            {"op": "test", "path": "/modelAlias", "value": "claude-opus-4-6"},
            {"op": "replace", "path": "/modelAlias", "value": "claude-haiku-4-5"},
        ]
        assert sidecar.account(budget).held == 1_000 * NANOS
        assert await agent.ask(claim(budget, 1_000), **asked) == outcome
        await agent.commit(outcome.reservation_ids[0], 250)
        assert sidecar.account(budget) == Account(limit=DOLLAR, spent=250 * NANOS)


# --- Retries ---------------------------------------------------------------------------------------


@asynchronous
async def test_a_retry_is_known_by_what_it_asks_and_not_by_how_it_came(own_sidecar):
    server, budget = own_sidecar(), "usd-retried"
    asked = {"key": "sg-1", "run_id": "r-1", "step_id": "r-1:call:1"}
    async with Agent(server) as agent:
        first = await agent.ask(claim(budget, 100), **asked)
        trace = f"00-{'1' * 32}-{'2' * 16}-01"
        again = await agent.ask(
            claim(budget, 100), traceparent=trace, tracestate="a=b", llm_call_id="other",
            decision_id=str(uuid.uuid4()), **asked,
        )
        assert again == first
        for different in (
            {"claims": [claim(budget, 101)]},
            {"claims": [claim("usd-another", 100)]},
            {"claims": [claim(budget, 100), claim(budget, 100)]},
            {"run_id": "r-2"}, {"step_id": "r-1:call:2"}, {"trigger": "TOOL_CALL_PRE"},
            {"route": "llm.other"},
        ):
            claims = different.pop("claims", [claim(budget, 100)])
            error = await raised(agent.ask(*claims, **{**asked, **different}))
            assert "FAILED_PRECONDITION" in str(error), different
        planned = with_run_plan(planned_calls=3, planned_tools=1)(agent.ask)
        assert "FAILED_PRECONDITION" in str(await raised(planned(claim(budget, 100), **asked)))
    other = Agent(server)
    await other.connect()
    await other.handshake(workload_instance_id="another-pod")
    assert await other.ask(claim(budget, 100), **asked) == first
    await other.close()
    server.restart()
    async with Agent(server) as agent:
        assert await agent.ask(claim(budget, 100), **asked) == first
    assert server.account(budget) == Account(limit=DOLLAR, held=100 * NANOS)
    server.check_whole()


@asynchronous
async def test_after_settlement_a_key_begins_the_next_attempt_under_the_same_decision(own_sidecar):
    server, budget = own_sidecar(), "usd-attempts"
    async with Agent(server) as agent:
        outcomes = []
        for number in range(3):
            outcomes.append(await agent.ask(claim(budget, 100), key="same"))
            assert await agent.ask(claim(budget, 100), key="same") == outcomes[-1]
            await agent.commit(outcomes[-1].reservation_ids[0], 10 + number)
    server.restart()
    async with Agent(server) as agent:
        outcomes.append(await agent.ask(claim(budget, 100), key="same"))
        assert server.account(budget) == Account(limit=DOLLAR, held=100 * NANOS, spent=33 * NANOS)
        await agent.commit(outcomes[-1].reservation_ids[0], 13)
    assert len({outcome.decision_id for outcome in outcomes}) == 1
    assert len({outcome.reservation_ids for outcome in outcomes}) == 4
    assert server.account(budget) == Account(limit=DOLLAR, spent=46 * NANOS)
    server.check_whole()


@asynchronous
async def test_64_retries_at_once_hold_once(sidecar):
    budget = fresh("usd")
    async with Agent(sidecar) as one, Agent(sidecar) as two:
        key = fresh("key")
        outcomes = await gather(
            64, lambda number: [one, two][number % 2].ask(claim(budget, 900_000), key=key)
        )
        assert len(set(outcomes)) == 1 and outcomes[0].decision == "CONTINUE"
    assert sidecar.account(budget) == Account(limit=DOLLAR, held=900_000 * NANOS)


@asynchronous
async def test_64_calls_race_for_32_places_and_not_one_passes_the_limit(sidecar):
    budget = fresh("usd")
    agents = [Agent(sidecar) for _ in range(8)]
    for agent in agents:
        await agent.__aenter__()
    outcomes = await gather(64, lambda number: agents[number % 8].ask(claim(budget, 31_250)))
    admitted = [outcome for outcome in outcomes if not isinstance(outcome, BaseException)]
    assert len(admitted) == 32, "what is there is used up"
    assert all(isinstance(o, DecisionStopped) for o in outcomes if isinstance(o, BaseException))
    assert sidecar.account(budget) == Account(limit=DOLLAR, held=DOLLAR)
    await gather(
        32, lambda number: agents[number % 8].commit(admitted[number].reservation_ids[0], 31_250)
    )
    assert sidecar.account(budget) == Account(limit=DOLLAR, spent=DOLLAR)
    for agent in agents:
        await agent.close()
    sidecar.check_whole()


@asynchronous
async def test_of_several_claims_all_are_held_or_none(sidecar):
    first, second, tokens = fresh("usd"), fresh("usd"), fresh("tok")
    async with Agent(sidecar) as agent:
        claims = [claim(first, 100), claim(second, 200), claim(tokens, 300, TOKENS)]
        key = fresh("key")
        outcome = await agent.ask(*claims, key=key)
        assert len(set(outcome.reservation_ids)) == 3
        assert await agent.ask(*claims, key=key) == outcome
        held = [sidecar.account(name).held for name in (first, second, tokens)]
        assert held == [100 * NANOS, 200 * NANOS, 300]
        for dear in (claim(second, 1_000_001), claim("nobodys", 1)):
            await raised(agent.ask(claim(first, 5_000), dear), DecisionStopped)
            assert sidecar.account(first).held == 100 * NANOS
        amounts = [(1, MICROS), (2, MICROS), (3, TOKENS)]
        for reservation, (amount, unit) in zip(outcome.reservation_ids, amounts):
            await agent.commit(reservation, amount, unit)
        spent = [sidecar.account(name).spent for name in (first, second, tokens)]
        assert spent == [1 * NANOS, 2 * NANOS, 3]
    sidecar.check_whole()


@asynchronous
async def test_what_cannot_be_counted_is_refused_by_status_and_holds_nothing(sidecar):
    budget = fresh("usd")
    gives = claim(budget, 5)
    gives.direction = common.BudgetClaim.CREDIT
    async with Agent(sidecar) as agent:
        for asked, more, field in (
            (gives, {}, "direction"),
            (claim(budget, 5), {"run_id": "r" * 257}, "ids.run_id"),
            (claim("usd-" + "b" * 253, 5), {}, "budget_id"),
            (claim(budget, 5), {"key": "k" * 513}, "idempotency.key"),
            (claim(budget, 5), {"decision_context_json": {"model": "m" * 257}}, "model"),
        ):
            error = await raised(agent.ask(asked, **more))
            assert "INVALID_ARGUMENT" in str(error) and field in str(error), error
    assert sidecar.account(budget) == Account()


@asynchronous
async def test_nothing_but_a_decision_is_answered_as_one(sidecar):
    async with Agent(sidecar) as agent:
        for trigger in (0, 77):
            with pytest.raises(grpc.aio.AioRpcError) as info:
                await agent.stub.RequestDecision(wire.DecisionRequest(trigger=trigger))
            assert info.value.code() == grpc.StatusCode.INVALID_ARGUMENT
        for outcome in (0, 77):
            with pytest.raises(grpc.aio.AioRpcError) as info:
                await agent.stub.ConfirmPublishOutcome(
                    wire.PublishOutcomeRequest(decision_id=str(uuid.uuid4()), outcome=outcome)
                )
            assert info.value.code() == grpc.StatusCode.INVALID_ARGUMENT

"""Budget grants for sub-agents through the sidecar: signed, bounded, and over when their time has come."""

from __future__ import annotations

import base64
import json
import time

import grpc
import pytest
from google.protobuf import timestamp_pb2
from spendguard.errors import DecisionStopped

from farthing_process import wait_until
from sidecar import (
    MICROS, NANOS, POLICY, TENANT, Account, Agent, asynchronous, claim, fresh, gather, own_sidecar,
    raised, sidecar, wire,
)

DOLLAR = 1_000_000_000
USED = (own_sidecar, sidecar)


def soon(seconds: float) -> timestamp_pb2.Timestamp:
    at = timestamp_pb2.Timestamp()
    at.FromMilliseconds(int((time.time() + seconds) * 1_000))
    return at


async def issued(agent: Agent, amount: int, seconds: float = 600, run: str = "parent", **scope):
    return await agent.stub.IssueBudgetGrant(
        wire.IssueBudgetGrantRequest(
            parent_run_id=run, child_workload_kind="researcher",
            scope=wire.IssueBudgetGrantRequest.Scope(
                max_amount_atomic=str(amount), max_amount_unit=MICROS, expires_at=soon(seconds),
                **scope,
            ),
        )
    )


async def consumed(agent: Agent, word: str):
    return await agent.stub.ConsumeBudgetGrant(wire.ConsumeBudgetGrantRequest(jwt_grant=word))


def claims_of(word: str) -> dict:
    """What stands in a signed word."""
    body = word.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))


@asynchronous
async def test_a_child_spends_its_grant_and_not_a_millionth_more(sidecar):
    budget = fresh("usd")
    async with Agent(sidecar) as agent:
        parent = await agent.ask(claim(budget, 500_000), run_id="parent")
        grant = await issued(agent, 100_000, reservation_id=parent.reservation_ids[0])
        assert sidecar.account(budget).held == 500_000 * NANOS, "it is the parent's own money"
        claims = claims_of(grant.jwt_grant)
        assert claims["jti"] == grant.grant_jti and claims["max_amount_atomic"] == "100000"
        assert claims["tenant"] == TENANT and claims["parent_run_id"] == "parent"
        taken = await consumed(agent, grant.jwt_grant)
        assert taken.accepted and taken.parent_run_id == "parent"
        assert taken.parent_tenant_id == TENANT and not taken.error.code
        child = {"run_id": "child", "parent_run_id": "parent", "budget_grant_jti": grant.grant_jti}
        first = await agent.ask(claim(budget, 70_000), **child)
        stop = await raised(agent.ask(claim(budget, 30_001), **child), DecisionStopped)
        assert "GRANT_EXHAUSTED" in stop.reason_codes
        await agent.commit(first.reservation_ids[0], 20_000)
        second = await agent.ask(claim(budget, 80_000), **child)
        await agent.commit(second.reservation_ids[0], 80_000)
        account = sidecar.account(budget)
        assert (account.spent, account.held) == (100_000 * NANOS, 400_000 * NANOS)
        await agent.commit(parent.reservation_ids[0], 0)
    assert sidecar.account(budget) == Account(limit=DOLLAR, spent=100_000 * NANOS)
    sidecar.check_whole()


@asynchronous
async def test_64_children_race_for_one_grant(sidecar):
    budget = fresh("usd")
    async with Agent(sidecar) as agent:
        parent = await agent.ask(claim(budget, 500_000))
        grant = await issued(agent, 32_000, reservation_id=parent.reservation_ids[0])
        outcomes = await gather(
            64, lambda _: agent.ask(claim(budget, 1_000), budget_grant_jti=grant.grant_jti)
        )
        assert sum(not isinstance(outcome, BaseException) for outcome in outcomes) == 32
    assert sidecar.account(budget).held == 500_000 * NANOS


@asynchronous
async def test_a_grant_is_over_when_it_is_revoked_or_its_time_has_come(own_sidecar):
    server = own_sidecar()
    budget = "usd-granted"
    async with Agent(server) as agent:
        parent = await agent.ask(claim(budget, 500_000))
        source = {"reservation_id": parent.reservation_ids[0]}
        grant = await issued(agent, 100_000, **source)
        server.restart()
        assert (await consumed(agent, grant.jwt_grant)).accepted, "it outlives a restart"
        revoked = await agent.stub.RevokeBudgetGrant(
            wire.RevokeBudgetGrantRequest(grant_jti=grant.grant_jti, reason="enough of Jane Roe")
        )
        assert revoked.revoked and revoked.revoked_at.seconds
        assert "Jane" not in json.dumps(server.entries()), "a client's own words are not kept"
        refused = await consumed(agent, grant.jwt_grant)
        assert not refused.accepted and refused.error.code
        stop = await raised(
            agent.ask(claim(budget, 1), budget_grant_jti=grant.grant_jti), DecisionStopped
        )
        assert "GRANT_EXPIRED" in stop.reason_codes
        short = await issued(agent, 100_000, seconds=1, **source)
        wait_until(lambda: time.time() > short.expires_at.ToMilliseconds() / 1_000, 30, "its time")
        refused = await consumed(agent, short.jwt_grant)
        assert not refused.accepted and refused.error.code
        stop = await raised(
            agent.ask(claim(budget, 1), budget_grant_jti=short.grant_jti), DecisionStopped
        )
        assert "GRANT_EXPIRED" in stop.reason_codes
        await agent.commit(parent.reservation_ids[0], 5)
    assert server.account(budget) == Account(limit=DOLLAR, spent=5 * NANOS)
    server.check_whole()


@asynchronous
async def test_a_grant_that_nobody_signed_here_is_worth_nothing(sidecar):
    budget = fresh("usd")
    async with Agent(sidecar) as agent:
        parent = await agent.ask(claim(budget, 500_000))
        word = (await issued(agent, 1_000, reservation_id=parent.reservation_ids[0])).jwt_grant
        head, body, signature = word.split(".")
        more = {**claims_of(word), "max_amount_atomic": "999999"}
        forged = base64.urlsafe_b64encode(json.dumps(more).encode()).decode().rstrip("=")
        none = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
        for text in (
            f"{head}.{forged}.{signature}", f"{none}.{body}.", f"{none}.{body}.{signature}",
            f"{head}.{body}", "", "a.b.c", word + "x", "." * 100,
        ):
            answer = await consumed(agent, text)
            assert not answer.accepted and answer.error.code, text


@asynchronous
async def test_a_grant_takes_no_more_than_its_parent_has(sidecar):
    budget = fresh("usd")
    async with Agent(sidecar) as agent:
        parent = (await agent.ask(claim(budget, 1_000))).reservation_ids[0]
        for wrong in (
            {"amount": 1_001, "reservation_id": parent}, {"amount": 0, "reservation_id": parent},
            {"amount": 10, "reservation_id": "no-reservation"},
            {"amount": 10, "reservation_id": parent, "seconds": -1},
            {"amount": 10, "reservation_id": parent, "seconds": 86_500},
        ):
            with pytest.raises(grpc.aio.AioRpcError) as info:
                await issued(agent, **wrong)
            allowed = (grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.FAILED_PRECONDITION)
            assert info.value.code() in allowed, wrong
    assert sidecar.account(budget).held == 1_000 * NANOS


@asynchronous
async def test_a_grant_out_of_the_budgets_themselves(own_sidecar):
    everything = "  - { id: everything, limit: 1.00 USD, window: day }\nrules:"
    server = own_sidecar(policy=POLICY.replace("rules:", everything))
    async with Agent(server) as agent:
        with pytest.raises(grpc.aio.AioRpcError) as info:
            await issued(agent, 1_000_001)
        assert info.value.code() == grpc.StatusCode.FAILED_PRECONDITION
        grant = await issued(agent, 600_000)
        assert server.account("everything").held == 600_000 * NANOS
        stop = await raised(agent.ask(claim("everything", 400_001)), DecisionStopped)
        assert "BUDGET_EXHAUSTED" in stop.reason_codes, "what is granted is nobody else's"
        child = await agent.ask(
            claim("everything", 600_000), run_id="child", budget_grant_jti=grant.grant_jti
        )
        await agent.commit(child.reservation_ids[0], 250_000)
        revoke = wire.RevokeBudgetGrantRequest(grant_jti=grant.grant_jti, reason="done")
        assert (await agent.stub.RevokeBudgetGrant(revoke)).revoked
        assert (await agent.stub.RevokeBudgetGrant(revoke)).revoked, "once and again"
    assert server.account("everything") == Account(limit=DOLLAR, spent=250_000 * NANOS)
    server.check_whole()


@pytest.mark.parametrize("end", ["commit", "release"])
@asynchronous
async def test_a_grant_whose_parent_is_over_follows_an_edited_budget(own_sidecar, end):
    """What begins a budget's accounts anew takes along all that is still held."""
    server = own_sidecar()
    budget = fresh("usd")
    async with Agent(server) as agent:
        parent = (await agent.ask(claim(budget, 900_000), run_id="parent")).reservation_ids[0]
        grant = await issued(agent, 900_000, reservation_id=parent)
        child = {"run_id": "child", "parent_run_id": "parent", "budget_grant_jti": grant.grant_jti}
        first = await agent.ask(claim(budget, 200_000), **child)
        if end == "commit":
            await agent.commit(parent, 0)
        else:
            await agent.release_reservation(
                reservation_id=parent, idempotency_key="parent", tenant_id=TENANT
            )
        server.policy_file.write_text(POLICY.replace("window: day", "window: month"))
        server.run("policy", "reload", "--data", server.data)
        assert server.account(budget).held == 900_000 * NANOS
        stop = await raised(agent.ask(claim(budget, 100_001)), DecisionStopped)
        assert "BUDGET_EXHAUSTED" in stop.reason_codes
        rest = await agent.ask(claim(budget, 700_000), **child)
        await agent.commit(first.reservation_ids[0], 200_000)
        await agent.commit(rest.reservation_ids[0], 700_000)
        assert server.account(budget).spent == 900_000 * NANOS
    server.check_whole()

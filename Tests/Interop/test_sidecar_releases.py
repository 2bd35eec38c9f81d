"""Reservations that are given back through the sidecar, and what no release undoes or reaches."""

from __future__ import annotations

import uuid

import pytest
from spendguard.errors import DecisionStopped

from console_process import ask
from sidecar import (
    ACCEPTED, NANOS, Account, Agent, asynchronous, claim, fresh, own_sidecar, raised, reserved,
    run_end, sidecar,
)

DOLLAR = 1_000_000_000
USED = (own_sidecar, sidecar)
ENDED_BADLY = ("PROVIDER_ERROR", "CLIENT_TIMEOUT", "RUN_ABORTED")


@pytest.mark.parametrize("outcome", ENDED_BADLY)
@asynchronous
async def test_a_call_that_failed_gives_its_reservation_back(sidecar, outcome):
    budget = fresh("usd")
    async with Agent(sidecar) as agent:
        reservation = await reserved(agent, budget)
        await agent.commit(reservation, 500, outcome=outcome)
        assert sidecar.account(budget) == Account(limit=DOLLAR)
        await agent.commit(reservation, 500, outcome=outcome)
        assert "REJECTED" in str(await raised(agent.commit(reservation, 1)))
        paid = await reserved(agent, budget)
        await agent.commit(paid, 7)
        await agent.commit(paid, 7, outcome=outcome)
    assert sidecar.account(budget) == Account(limit=DOLLAR, spent=7 * NANOS), "what is paid stays"


@asynchronous
async def test_apply_failed_releases_and_undoes_no_commit(own_sidecar):
    server, budget = own_sidecar(), "usd-failed"
    async with Agent(server) as agent:

        async def fail(outcome) -> str:
            return await agent.confirm_publish_outcome(
                decision_id=outcome.decision_id, effect_hash=outcome.effect_hash,
                outcome="APPLY_FAILED",
            )

        held = await agent.ask(claim(budget, 100))
        assert await fail(held) == await fail(held)
        assert server.account(budget) == Account(limit=DOLLAR)
        paid = await agent.ask(claim(budget, 100), key="attempts")
        await agent.commit(paid.reservation_ids[0], 60)
        await fail(paid)
        assert server.account(budget).spent == 60 * NANOS
        again = await agent.ask(claim(budget, 100), key="attempts")
        await fail(again)
        assert server.account(budget) == Account(limit=DOLLAR, spent=60 * NANOS)
        lost = await agent.ask(claim(budget, 100))
        server.restart()
        await fail(lost)
        assert server.account(budget) == Account(limit=DOLLAR, spent=60 * NANOS)
        unknown = agent.confirm_publish_outcome(
            decision_id=str(uuid.uuid4()), effect_hash=b"", outcome="APPLY_FAILED"
        )
        assert "FAILED_PRECONDITION" in str(await raised(unknown))
        no_decision = agent.confirm_publish_outcome(
            decision_id="no-decision", effect_hash=b"", outcome="APPLY_FAILED"
        )
        assert "INVALID_ARGUMENT" in str(await raised(no_decision))
    server.check_whole()


@asynchronous
async def test_releases_and_their_keys(own_sidecar):
    server, budget = own_sidecar(), "usd-released"
    async with Agent(server) as agent:
        reservation = await reserved(agent, budget)

        async def release(key: str, which: str = reservation, **more):
            return await agent.release_reservation(
                reservation_id=which, idempotency_key=key, reason_codes=["provider_error"], **more
            )

        error = await raised(release("k", tenant_id="somebody-else"))
        assert "PERMISSION_DENIED" in str(error)
        first = await release("k")
        assert first.released_reservation_ids == (reservation,)
        assert len(first.audit_event_signature) == 64 and first.ledger_transaction_id
        assert await release("k") == first
        assert "FAILED_PRECONDITION" in str(await raised(release("another")))
        assert "NOT_FOUND" in str(await raised(release("k", str(uuid.uuid4()))))
        assert "INVALID_ARGUMENT" in str(await raised(release("k", "no-reservation")))
        paid = await reserved(agent, budget)
        await agent.commit(paid, 5)
        assert "FAILED_PRECONDITION" in str(await raised(release("k", paid)))
        server.restart()
        assert await release("k") == first, "the same again, after a restart too"
    assert server.account(budget) == Account(limit=DOLLAR, spent=5 * NANOS)
    assert [entry["why"] for entry in server.entries("release")] == ["RUNTIME_ERROR"]
    server.check_whole()


@asynchronous
async def test_the_end_of_a_run_gives_back_what_it_has_left_open(own_sidecar):
    server, budget = own_sidecar(), "usd-leaky"
    async with Agent(server) as agent:
        for number in range(5):
            left_open = await reserved(agent, budget, run_id="leaky", step_id=f"s-{number}")
        kept = await reserved(agent, budget, run_id="other")
        server.restart()
        assert server.account(budget).held == 6_000 * NANOS
        [ack] = await agent.emit(run_end("leaky"))
        assert ack.status == ACCEPTED
        assert server.account(budget).held == 1_000 * NANOS
        [ack] = await agent.emit(run_end("leaky"))
        assert ack.status == ACCEPTED
        await agent.commit(kept, 1)
        # What the run's end has given back may have cost all the same.
        await agent.commit(left_open, 20, provider_event_id="late")
        server.restart()
        await agent.commit(left_open, 20, provider_event_id="late")
        assert await agent.emit() == []
    assert server.account(budget) == Account(limit=DOLLAR, spent=21 * NANOS)
    server.check_whole()


@asynchronous
async def test_the_gateways_holds_count_and_are_not_the_sidecars_to_close(sidecar):
    budget = fresh("usd")
    key = sidecar.create_key(budget, **{"tag:budget": budget})
    call = {"model": "gpt-4o-mini", "provider": "openai", "amount": "0.25 USD"}
    bearer = {"authorization": f"Bearer {key}"}
    held = ask(sidecar.port, "POST", "/v1/spend/hold", call, headers=bearer)
    assert held.status == 200, held.text
    hold = held.json["id"]
    async with Agent(sidecar) as agent:
        released = agent.release_reservation(reservation_id=hold, idempotency_key="k")
        assert "NOT_FOUND" in str(await raised(released))
        assert "REJECTED" in str(await raised(agent.commit(hold, 1)))
        stop = await raised(agent.ask(claim(budget, 750_001)), DecisionStopped)
        assert "BUDGET_EXHAUSTED" in stop.reason_codes, "both doors count in the same budget"
        assert (await agent.ask(claim(budget, 750_000))).decision == "CONTINUE"
    assert sidecar.account(budget) == Account(limit=DOLLAR, held=DOLLAR)

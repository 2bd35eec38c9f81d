"""Approvals through the sidecar: asked for, waited for, resumed, and found again by whoever runs anew."""

from __future__ import annotations

import os
import subprocess
import time
import uuid

import pytest
from google.protobuf import timestamp_pb2
from spendguard.errors import (
    ApprovalDeniedError, ApprovalLapsedError, ApprovalRequired, DecisionStopped, SpendGuardError,
)

import canaries
from farthing_process import farthing_binary
from sidecar import (
    MICROS, NANOS, POLICY, TENANT, Account, Agent, SidecarServer, asynchronous, claim, fresh, gather,
    own_sidecar, raised, sidecar, wire,
)

DOLLAR = 1_000_000_000
USED = (own_sidecar, sidecar)


def vote(server: SidecarServer, need: ApprovalRequired, verb: str, *words: str) -> None:
    """What somebody of the group decides, at a terminal."""
    command = ["approvals", verb, need.approval_request_id, "--data", str(server.data), *words]
    key = server.create_key(fresh("alice"), "--approves", "finance", "--approve-only")
    done = subprocess.run(
        [str(farthing_binary()), *command], capture_output=True, text=True, timeout=60, check=True,
        stdin=subprocess.DEVNULL, env={**os.environ, "FARTHING_KEY": key},
    )
    canaries.session.note_output(server.folder, tuple(command), (done.stdout + done.stderr).encode())


async def needed(agent: Agent, budget: str, amount: int = 300_000, **more) -> ApprovalRequired:
    return await raised(agent.ask(claim(budget, amount), **more), ApprovalRequired)


@asynchronous
async def test_an_approval_is_asked_for_once_and_holds_nothing(sidecar):
    budget = fresh("ask")
    async with Agent(sidecar) as agent:
        assert (await agent.ask(claim(budget, 99_999))).decision == "CONTINUE"
        need = await needed(agent, budget, key="k", run_id="r")
        again = await needed(agent, budget, key="k", run_id="r")
        assert uuid.UUID(need.approval_request_id) and need.approver_role == "finance"
        assert again.approval_request_id == need.approval_request_id
        assert again.decision_id == need.decision_id and need.tenant_id == TENANT
        assert need.matched_rule_ids == again.matched_rule_ids == ["policy::dear"]
        assert need.reason_codes[0] == "APPROVAL_REQUIRED", "the rule has no word of its own"
        assert sidecar.account(budget).held == 99_999 * NANOS
        lapsed = await raised(agent.resume(need), ApprovalLapsedError)
        assert lapsed.state == "pending"


@asynchronous
async def test_what_is_approved_is_resumed_and_committed(sidecar):
    budget = fresh("ask")
    async with Agent(sidecar) as agent:
        need = await needed(agent, budget, key=fresh("key"), run_id=fresh("run"))
        vote(sidecar, need, "approve")
        outcome = await agent.resume(need)
        assert outcome.decision == "CONTINUE" and len(outcome.reservation_ids) == 1
        assert "resume_approved" in outcome.reason_codes
        assert len(outcome.effect_hash) == 32 and outcome.ttl_expires_at_seconds > 0
        assert sidecar.account(budget) == Account(limit=DOLLAR, held=300_000 * NANOS)
        again = await agent.resume(need)
        assert "resume_idempotent_replay" in again.reason_codes
        assert again.reservation_ids == outcome.reservation_ids
        assert again.effect_hash == outcome.effect_hash and again.decision_id == outcome.decision_id
        await agent.commit(outcome.reservation_ids[0], 250_000)
    assert sidecar.account(budget) == Account(limit=DOLLAR, spent=250_000 * NANOS)
    sidecar.check_whole()


@asynchronous
async def test_32_resume_at_once_and_hold_once(sidecar):
    budget = fresh("ask")
    async with Agent(sidecar) as agent:
        need = await needed(agent, budget, run_id=fresh("run"))
        vote(sidecar, need, "approve")
        outcomes = await gather(32, lambda _: agent.resume(need))
        reservations = {outcome.reservation_ids for outcome in outcomes}
        assert len(reservations) == 1, outcomes
    assert sidecar.account(budget) == Account(limit=DOLLAR, held=300_000 * NANOS)


@asynchronous
async def test_of_calls_that_ask_for_the_same_one_goes_on_with_the_yes(sidecar):
    budget, run = fresh("ask"), fresh("run")
    async with Agent(sidecar) as agent:
        needs = [await needed(agent, budget, run_id=run, step_id=f"s-{call}") for call in range(5)]
        assert len({need.approval_request_id for need in needs}) == 1
        assert len({need.decision_id for need in needs}) == 5
        vote(sidecar, needs[0], "approve")
        outcomes = await gather(5, lambda call: agent.resume(needs[call]))
        refused = [outcome for outcome in outcomes if isinstance(outcome, SpendGuardError)]
        assert len(refused) == 4 and all("RESERVE_REJECTED" in str(error) for error in refused)
    assert sidecar.account(budget) == Account(limit=DOLLAR, held=300_000 * NANOS)


@asynchronous
async def test_the_same_request_after_the_approval_goes_on(sidecar):
    budget, asked = fresh("ask"), {"key": fresh("key"), "run_id": fresh("run")}
    async with Agent(sidecar) as agent:
        need = await needed(agent, budget, **asked)
        vote(sidecar, need, "approve")
        outcome = await agent.ask(claim(budget, 300_000), **asked)
        assert outcome.decision == "CONTINUE" and len(outcome.reservation_ids) == 1
        assert await agent.ask(claim(budget, 300_000), **asked) == outcome
    assert sidecar.account(budget) == Account(limit=DOLLAR, held=300_000 * NANOS)


@asynchronous
async def test_a_re_run_with_other_keys_finds_what_was_resumed_once(sidecar):
    budget, run = fresh("ask"), fresh("run")
    async with Agent(sidecar) as agent:
        need = await needed(agent, budget, run_id=run, step_id="s-1")
        vote(sidecar, need, "approve")
        outcome = await agent.resume(need)
        # An agent that is run anew mints another key and another step: in the same run it goes on.
        other = fresh("run")
        assert isinstance(await needed(agent, budget, run_id=other), ApprovalRequired)
        rerun = {"key": fresh("key"), "run_id": run, "step_id": "s-2"}
        again = await agent.ask(claim(budget, 300_000), **rerun)
        assert again.reservation_ids == outcome.reservation_ids
        assert await agent.ask(claim(budget, 300_000), **rerun) == again, "and its retry"
        third = await needed(agent, budget, run_id=run, step_id="s-3")
        assert third.approval_request_id != need.approval_request_id, "an approval is for one call"
        await agent.commit(again.reservation_ids[0], 1)
    assert sidecar.account(budget) == Account(limit=DOLLAR, spent=NANOS)


@asynchronous
async def test_a_re_run_without_a_resume_finds_the_approval(sidecar):
    budget, run = fresh("ask"), fresh("run")
    async with Agent(sidecar) as agent:
        need = await needed(agent, budget, run_id=run, step_id="s-1")
        vote(sidecar, need, "approve")
        outcome = await agent.ask(claim(budget, 300_000), run_id=run, step_id="s-2")
        assert outcome.decision == "CONTINUE"
        await needed(agent, budget, run_id=run, step_id="s-3")
    assert sidecar.account(budget) == Account(limit=DOLLAR, held=300_000 * NANOS)


@pytest.mark.parametrize("restarts", [False, True])
@asynchronous
async def test_of_several_claims_a_resume_holds_all(own_sidecar, restarts):
    server = own_sidecar()
    claims = [claim("usd-1", 5_000), claim("ask-1", 300_000), claim("usd-2", 7_000)]
    async with Agent(server) as agent:
        need = await raised(agent.ask(*claims, key="k", run_id="r"), ApprovalRequired)
        assert server.account("usd-1").held == 0, "nothing is held meanwhile"
        vote(server, need, "approve")
        if restarts:
            # The approval tells of one claim; the others are the client's to say again.
            server.restart()
            assert "[CONTEXT_PARSE_FAILED]" in str(await raised(agent.resume(need)))
            assert server.account("ask-1").spent == 0
            outcome = await agent.ask(*claims, key="k", run_id="r")
            assert "resume" not in " ".join(outcome.reason_codes)
        else:
            outcome = await agent.resume(need)
        assert len(outcome.reservation_ids) == 3
        again = await agent.resume(need)
        assert again.reservation_ids == outcome.reservation_ids
        held = [server.account(name).held for name in ("usd-1", "ask-1", "usd-2")]
        assert held == [5_000 * NANOS, 300_000 * NANOS, 7_000 * NANOS]
    server.check_whole()


@asynchronous
async def test_a_yes_is_for_the_amount_that_was_asked_for(own_sidecar):
    server = own_sidecar()
    async with Agent(server) as agent:
        big = await needed(agent, "ask-1", 900_000, run_id="r", step_id="s-1")
        small = await needed(agent, "ask-1", 100_000, run_id="r", step_id="s-2")
        assert big.approval_request_id != small.approval_request_id
        vote(server, big, "approve")
        assert (await raised(agent.resume(small), ApprovalLapsedError)).state == "pending"
        await needed(agent, "ask-1", 100_000, run_id="r", step_id="s-3")
        for restarts in (False, True):
            if restarts:
                server.restart()
            outcome = await agent.resume(big)
            assert server.account("ask-1").held == 900_000 * NANOS
        await agent.commit(outcome.reservation_ids[0], 900_000)
        assert server.account("ask-1") == Account(limit=DOLLAR, spent=900_000 * NANOS)
    server.check_whole()


@pytest.mark.parametrize("amounts", [(50_000, 200_000), (200_000, 50_000), (60_000, 60_000)])
@pytest.mark.parametrize("way", ["resume", "ask again", "ask again after kill -9"])
@asynchronous
async def test_one_yes_to_the_sum_of_claims_holds_them_all(own_sidecar, amounts, way):
    server = own_sidecar()
    claims = [claim(f"ask-{number}", amount) for number, amount in enumerate(amounts)]
    async with Agent(server) as agent:
        need = await raised(agent.ask(*claims, key="k", run_id="r"), ApprovalRequired)
        vote(server, need, "approve")
        if way.endswith("kill -9"):
            server.process.stop(9)
            server.start()
        if way == "resume":
            outcome = await agent.resume(need)
        else:
            outcome = await agent.ask(*claims, key="k", run_id="r")
        assert outcome.decision == "CONTINUE" and len(outcome.reservation_ids) == 2
        held = [server.account(f"ask-{number}").held for number in (0, 1)]
        assert held == [amount * NANOS for amount in amounts]
    server.check_whole()


@asynchronous
async def test_denied_withdrawn_and_unknown(sidecar):
    budget = fresh("ask")
    async with Agent(sidecar) as agent:
        no = await needed(agent, budget, run_id=fresh("run"))
        vote(sidecar, no, "deny", "--note", "not this month")
        denied = await raised(agent.resume(no), ApprovalDeniedError)
        assert denied.approver_subject and denied.approver_reason == "not this month"
        assert denied.matched_rule_ids and denied.audit_decision_event_id
        back = await needed(agent, budget, run_id=fresh("run"))
        sidecar.run("approvals", "withdraw", back.approval_request_id, "--data", sidecar.data)
        assert (await raised(agent.resume(back), ApprovalLapsedError)).state == "cancelled"

        async def resume(**more):
            options = {
                "approval_id": no.approval_request_id, "tenant_id": TENANT,
                "decision_id": no.decision_id,
            }
            return await agent.resume_after_approval(**{**options, **more})

        assert "LEDGER_REJECTED" in str(await raised(resume(approval_id=str(uuid.uuid4()))))
        assert "LEDGER_REJECTED" in str(await raised(resume(decision_id=back.decision_id)))
        assert "PERMISSION_DENIED" in str(await raised(resume(tenant_id="somebody-else")))
        assert "INVALID_ARGUMENT" in str(await raised(resume(approval_id="no-approval")))
    assert sidecar.account(budget).held == 0


@asynchronous
async def test_who_was_denied_is_stopped_when_it_asks_again(sidecar):
    budget, asked = fresh("ask"), {"key": fresh("key"), "run_id": fresh("run")}
    async with Agent(sidecar) as agent:
        no = await needed(agent, budget, **asked)
        vote(sidecar, no, "deny", "--note", "no")
        stop = await raised(agent.ask(claim(budget, 300_000), **asked), DecisionStopped)
        assert "APPROVAL_DENIED" in stop.reason_codes


BLOCK = """
  - { id: not-now, when: { "tag:budget": "ask-*" }, do: block, reason: NOT_NOW }
"""


@asynchronous
async def test_a_resume_that_cannot_hold_is_an_error_and_never_a_stop(own_sidecar):
    """The client goes on with whatever decision a resume answers, also with a STOP."""
    server = own_sidecar()
    async with Agent(server) as agent:
        need = await needed(agent, "ask-1", run_id="r")
        vote(server, need, "approve")
        server.policy_file.write_text(POLICY.rstrip() + BLOCK)
        server.run("policy", "reload", "--data", server.data)
        error = await raised(agent.resume(need), SpendGuardError)
        assert "[RESERVE_REJECTED]" in str(error) and "NOT_NOW" in str(error)
        request = wire.ResumeAfterApprovalRequest(
            tenant_id=TENANT, approval_id=need.approval_request_id, decision_id=need.decision_id
        )
        answer = await agent.stub.ResumeAfterApproval(request)
        assert answer.WhichOneof("outcome") == "error" and answer.error.code
        server.policy_file.write_text(POLICY)
        server.run("policy", "reload", "--data", server.data)
        assert (await agent.resume(need)).decision == "CONTINUE", "the approval is not lost"
    server.check_whole()


@asynchronous
async def test_approvals_outlive_kill_9(own_sidecar):
    server = own_sidecar()
    async with Agent(server) as agent:
        pending = await needed(agent, "ask-1", key="k-1", run_id="r-1")
        granted = await needed(agent, "ask-2", key="k-2", run_id="r-2")
        vote(server, granted, "approve")
        resumed = await needed(agent, "ask-3", key="k-3", run_id="r-3")
        vote(server, resumed, "approve")
        outcome = await agent.resume(resumed)
        server.process.stop(9)
        server.start()
        assert (await raised(agent.resume(pending), ApprovalLapsedError)).state == "pending"
        again = await agent.resume(resumed)
        assert again.reservation_ids == outcome.reservation_ids
        assert server.account("ask-3").held == 300_000 * NANOS
        after = await agent.resume(granted)
        assert after.decision == "CONTINUE" and server.account("ask-2").held == 300_000 * NANOS
        await agent.commit(after.reservation_ids[0], 290_000, MICROS)
        await agent.commit(again.reservation_ids[0], 280_000, MICROS)
        vote(server, pending, "approve")
        assert (await agent.resume(pending)).decision == "CONTINUE"
    spent = [server.account(f"ask-{number}").spent for number in (1, 2, 3)]
    assert spent == [0, 290_000 * NANOS, 280_000 * NANOS]
    server.check_whole()


@asynchronous
async def test_what_a_grant_pays_for_is_resumed_with_it_after_kill_9(own_sidecar):
    server = own_sidecar()
    async with Agent(server) as agent:
        parent = await needed(agent, "ask-1", 900_000, run_id="parent")
        vote(server, parent, "approve")
        reservation = (await agent.resume(parent)).reservation_ids[0]
        until = timestamp_pb2.Timestamp(seconds=int(time.time()) + 600)
        grant = await agent.stub.IssueBudgetGrant(
            wire.IssueBudgetGrantRequest(
                parent_run_id="parent",
                scope=wire.IssueBudgetGrantRequest.Scope(
                    reservation_id=reservation, max_amount_atomic="800000", max_amount_unit=MICROS,
                    expires_at=until, allowed_routes=["llm.call"],
                ),
            )
        )
        child = {"budget_grant_jti": grant.grant_jti}
        first = await needed(agent, "ask-1", run_id="child-1", **child)
        second = await needed(agent, "ask-1", run_id="child-2", **child)
        for need in (first, second):
            vote(server, need, "approve")
        server.process.stop(9)
        server.start()
        outcome = await agent.resume(first)
        assert outcome.decision == "CONTINUE"
        assert server.account("ask-1").held == 900_000 * NANOS, "it is the parent's own money"
        await agent.stub.RevokeBudgetGrant(
            wire.RevokeBudgetGrantRequest(grant_jti=grant.grant_jti, reason="enough")
        )
        lapsed = await raised(agent.resume(second), ApprovalLapsedError)
        assert lapsed.state == "cancelled"
        await agent.commit(outcome.reservation_ids[0], 250_000)
        assert server.account("ask-1").spent == 250_000 * NANOS
    server.check_whole()


@pytest.mark.parametrize("way", ["approve", "deny"])
@asynchronous
async def test_the_console_decides_too(own_sidecar, way):
    server = own_sidecar(has_console=True)
    async with Agent(server) as agent:
        need = await needed(agent, "ask-1", run_id="r")
        listed = server.done("GET", "/v1/approvals")["items"]
        assert [item["id"] for item in listed] == [need.approval_request_id]
        server.done("POST", f"/v1/approvals/{need.approval_request_id}/{way}", {"note": "so be it"})
        if way == "approve":
            assert (await agent.resume(need)).decision == "CONTINUE"
        else:
            denied = await raised(agent.resume(need), ApprovalDeniedError)
            assert denied.approver_reason == "so be it"


@pytest.mark.parametrize("run", ["", "shared"])
@asynchronous
async def test_a_yes_is_nobody_elses(sidecar, run):
    """What one user was granted, another one's equal request of the same run, or of none, does not find."""
    budget = fresh("ask")
    run = run and fresh(run)
    alice, bob = {"user_id": "alice"}, {"user_id": "bob"}
    async with Agent(sidecar) as agent:
        need = await needed(agent, budget, key=fresh("key"), run_id=run, decision_context_json=alice)
        vote(sidecar, need, "approve")
        other = await needed(agent, budget, key=fresh("key"), run_id=run, decision_context_json=bob)
        assert other.approval_request_id != need.approval_request_id
        outcome = await agent.resume(need)
        assert outcome.decision == "CONTINUE"
        another = await needed(agent, budget, key=fresh("key"), run_id=run, decision_context_json=bob)
        assert another.approval_request_id == other.approval_request_id or not run
        again = await agent.resume(need)
        assert again.reservation_ids == outcome.reservation_ids
    assert sidecar.account(budget).held == 300_000 * NANOS
    sidecar.check_whole()

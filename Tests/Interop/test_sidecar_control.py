"""Access keys, policies that are read again, kill switches and imported contracts: the sidecar's calls obey."""

from __future__ import annotations

import asyncio
import json

import pytest
from spendguard.errors import ApprovalRequired, DecisionStopped, SpendGuardError

from sidecar import (
    NANOS, POLICY, TENANT, Account, Agent, asynchronous, claim, common, gather, own_sidecar, raised,
    reserved, wire,
)

CONFIGURATION = 78
DOLLAR = 1_000_000_000
USED = (own_sidecar,)


KEYED = POLICY.replace(
    "rules:", "  - { id: team, match: { team: finance }, limit: 0.50 USD, window: day }\nrules:"
)


@asynchronous
async def test_an_access_key_stands_for_the_callers(own_sidecar):
    server = own_sidecar(policy=KEYED)
    words = ["--scope", "team=finance", "--claim", "tag:budget=usd-*", "--claim", "user=a*"]
    words += ["--claim", "run=run*"]
    server.create_key("agents", *words)
    listed = json.loads(server.run("keys", "list", "--data", server.data, "--json").stdout)["keys"]
    [name] = [key["id"] for key in listed if key["name"] == "agents"]
    server.stop()
    server.flags += ["--sidecar-key", name]
    server.start()
    async with Agent(server) as agent:
        outcome = await agent.ask(claim("usd-1", 400_000))
        assert server.account("team").held == 400_000 * NANOS, "its scope counts"
        stop = await raised(agent.ask(claim("usd-1", 100_001)), DecisionStopped)
        assert "BUDGET_EXHAUSTED" in stop.reason_codes
        # What it may not claim, nobody on the socket can.
        stop = await raised(agent.ask(claim("my-budget", 1)), DecisionStopped)
        assert "RULE" in stop.reason_codes
        stop = await raised(
            agent.ask(claim("usd-1", 1), decision_context_json={"user_id": "bob"}), DecisionStopped
        )
        assert "RULE" in stop.reason_codes
        stop = await raised(agent.ask(claim("usd-1", 1), run_id="other"), DecisionStopped)
        assert "RULE" in stop.reason_codes
        other_team = {"decision_context_json": {"team_id": "marketing"}}
        stop = await raised(agent.ask(claim("usd-1", 1), **other_team), DecisionStopped)
        assert (await agent.ask(claim("usd-1", 1), decision_context_json={"user_id": "amy"}))
        server.run("keys", "revoke", "agents", "--data", server.data)
        error = await raised(agent.ask(claim("usd-1", 1)), SpendGuardError)
        assert "revoked" in str(error), error
        # What was begun is paid.
        await agent.commit(outcome.reservation_ids[0], 300_000)
        assert server.account("team").spent == 300_000 * NANOS
    server.check_whole()


@asynchronous
async def test_what_is_held_under_one_key_is_paid_and_given_back_under_another(own_sidecar):
    server = own_sidecar()
    words = ["--claim", "run=*", "--claim", "tag:budget=*"]
    for name in ("old", "new"):
        server.create_key(name, *words)
    listed = json.loads(server.run("keys", "list", "--data", server.data, "--json").stdout)["keys"]
    keys = {key["name"]: key["id"] for key in listed}
    plain, held = list(server.flags), {}
    for name, key in (("old", keys["old"]), ("none", None), ("new", keys["new"])):
        server.stop()
        server.flags = plain + (["--sidecar-key", key] if key else [])
        server.start()
        async with Agent(server) as agent:
            held[name] = [(await agent.ask(claim("usd-key", 100_000))).reservation_ids[0] for _ in "12"]
    async with Agent(server) as agent:
        for number, (paid, given) in enumerate(held.values(), 1):
            await agent.commit(paid, 50_000)
            await agent.release_reservation(
                reservation_id=given, idempotency_key="r", tenant_id=TENANT
            )
            assert server.account("usd-key") == Account(
                limit=DOLLAR, spent=number * 50_000 * NANOS, held=(3 - number) * 200_000 * NANOS
            )
    server.check_whole()


@asynchronous
async def test_a_policy_that_is_read_again_counts_from_the_next_decision_on(own_sidecar):
    server = own_sidecar()
    async with Agent(server) as agent:
        first = await agent.ask(claim("usd-1", 600_000), key="k")
        bundle = (await agent.stub.Handshake(wire.HandshakeRequest(protocol_version=1))).contract_bundle
        smaller = POLICY.replace("limit: 1.00 USD", "limit: 0.70 USD")
        server.policy_file.write_text(smaller)
        server.run("policy", "reload", "--data", server.data)
        stop = await raised(agent.ask(claim("usd-1", 100_001)), DecisionStopped)
        assert "BUDGET_EXHAUSTED" in stop.reason_codes
        assert (await agent.ask(claim("usd-1", 600_000), key="k")).reservation_ids == \
            first.reservation_ids
        assert (await agent.ask(claim("usd-1", 100_000))).decision == "CONTINUE"
        await agent.commit(first.reservation_ids[0], 1)
        again = (await agent.stub.Handshake(wire.HandshakeRequest(protocol_version=1))).contract_bundle
        assert again.bundle_hash != bundle.bundle_hash
        server.policy_file.write_text(smaller.replace("window: day", "window: fortnight"))
        done = server.run("policy", "reload", "--data", server.data, check=False)
        assert done.returncode == CONFIGURATION
        assert (await agent.ask(claim("usd-1", 100_000))).decision == "CONTINUE", "the old one stays"
    server.check_whole()


@asynchronous
async def test_policies_are_read_again_while_64_decisions_are_made(own_sidecar):
    server = own_sidecar()

    async def reload() -> None:
        for number in range(6):
            limit = "1.00" if number % 2 else "2.00"
            server.policy_file.write_text(POLICY.replace("limit: 1.00", f"limit: {limit}"))
            await asyncio.to_thread(server.run, "policy", "reload", "--data", server.data)

    async with Agent(server) as agent:
        reloading = asyncio.ensure_future(reload())
        outcomes = []
        while not reloading.done():
            outcomes += await gather(64, lambda _: agent.ask(claim("usd-1", 10)))
        await reloading
        failed = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
        assert failed == [], failed[:3]
        assert server.account("usd-1").held == len(outcomes) * 10 * NANOS
    server.check_whole()


@asynchronous
async def test_a_kill_switch_stops_decisions_and_not_commits(own_sidecar):
    server = own_sidecar(has_console=True)
    async with Agent(server) as agent:
        running = await agent.ask(claim("usd-1", 100), run_id="bad")
        server.done("POST", "/v1/runs/bad/kill", {"note": "looping"})
        stop = await raised(agent.ask(claim("usd-1", 100), run_id="bad"), DecisionStopped)
        assert "operator has stopped" in stop.reason_codes[-1]
        why = "the kill switch has stopped the run bad: looping"
        assert stop.reason_codes[:2] == ["KILLED", why], "who is stopped, and the operator's reason"
        assert stop.matched_rule_ids == ["policy::kill"]
        assert (await agent.ask(claim("usd-1", 100), run_id="good")).decision == "CONTINUE"
        server.done("POST", "/v1/kill", {"target": "everything", "confirm": "everything"})
        everything = ["KILLED", "the kill switch has stopped everything"]
        stop = await raised(agent.ask(claim("usd-1", 100), run_id="good"), DecisionStopped)
        assert stop.reason_codes[:2] == everything
        server.restart()
        stop = await raised(agent.ask(claim("usd-1", 100), run_id="good"), DecisionStopped)
        assert stop.reason_codes[:2] == everything
        server.done("POST", "/v1/kill/lift", {"target": "everything"})
        outcome = await agent.ask(claim("usd-1", 100), run_id="good")
        await agent.commit(outcome.reservation_ids[0], 7)
        # What was killed while it ran may have cost all the same.
        await agent.commit(running.reservation_ids[0], 9)
        assert server.account("usd-1").spent == 16 * NANOS
    server.check_whole()


@pytest.mark.parametrize("restarts", [False, True])
@asynchronous
async def test_a_policy_of_another_tenant_needs_another_handshake(own_sidecar, restarts):
    server = own_sidecar()
    async with Agent(server) as agent:
        paid, released = [await reserved(agent, "usd-1", 100) for _ in range(2)]
        failed = await agent.ask(claim("usd-1", 100))
        server.policy = POLICY.replace(f"tenant: {TENANT}", "tenant: other")
        if restarts:
            server.restart()
        else:
            server.policy_file.write_text(server.policy)
            server.run("policy", "reload", "--data", server.data)
        before = server.account("usd-1")
        error = str(await raised(agent.ask(claim("usd-1", 100))))
        assert "FAILED_PRECONDITION" in error and "handshake again" in error
        assert server.account("usd-1") == before, "the refused call holds nothing"
        # What was begun is paid or given back, whoever the policy is for by now.
        await agent.commit(paid, 70)
        await agent.release_reservation(
            reservation_id=released, idempotency_key="r", reason_codes=["client_timeout"],
            tenant_id=TENANT,
        )
        await agent.confirm_publish_outcome(
            decision_id=failed.decision_id, effect_hash=failed.effect_hash, outcome="APPLY_FAILED"
        )
        assert server.account("usd-1") == Account(limit=DOLLAR, spent=70 * NANOS)
        assert "PERMISSION_DENIED" in str(await raised(Agent(server).__aenter__()))
        async with Agent(server, tenant_id="other") as other:
            assert (await other.ask(claim("usd-1", 100))).decision == "CONTINUE"
            assert other.session_id != agent.session_id
    server.check_whole()


CONTRACT = """
apiVersion: spendguard.ai/v1alpha1
kind: Contract
metadata: {id: 33333333-3333-4333-8333-333333333333, name: team-a}
spec:
  budgets:
    - {id: 11111111-1111-4111-8111-111111111111, limit_amount_atomic: "5000000", currency: USD,
       reservation_ttl_seconds: 300, require_hard_cap: true}
    - {id: 22222222-2222-4222-8222-222222222222, limit_amount_atomic: "1000000", currency: USD}
  rules:
    - id: big-call
      when: {budget_id: 11111111-1111-4111-8111-111111111111, claim_amount_atomic_gte: "2000000"}
      then: {decision: REQUIRE_APPROVAL, reason_code: OVER_TWO_DOLLARS, approver_role: finance}
    - id: too-big
      when: {budget_id: 11111111-1111-4111-8111-111111111111, claim_amount_atomic_gt: "3000000"}
      then: {decision: STOP, reason_code: OVER_THREE_DOLLARS}
    - id: not-worth-it
      when: {budget_id: 22222222-2222-4222-8222-222222222222, claim_amount_atomic_gte: "500000"}
      then: {decision: SKIP, reason_code: NOT_WORTH_IT}
"""
FIRST, SECOND = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


@asynchronous
async def test_a_contract_of_spendguards_own_drives_decisions(own_sidecar, tmp_path):
    started = own_sidecar()
    (tmp_path / "contract.yaml").write_text(CONTRACT)
    imported = started.run("policy", "import", tmp_path / "contract.yaml").stdout
    assert "tenant: default\n" in imported
    server = own_sidecar(policy=imported.replace("tenant: default", f"tenant: {TENANT}"))
    unit = common.UnitRef(
        unit_id="44444444-4444-4444-8444-444444444444", kind=common.UnitRef.MONETARY, currency="USD"
    )

    async def said(budget: str, amount: int):
        try:
            return (await agent.ask(claim(budget, amount, unit))).decision
        except SpendGuardError as error:
            return type(error).__name__, error.reason_codes

    async with Agent(server) as agent:
        assert await said(FIRST, 1_999_999) == "CONTINUE"
        for _ in range(2):
            need = await raised(agent.ask(claim(FIRST, 2_000_000, unit), key="k"), ApprovalRequired)
            assert need.reason_codes[:2] == ["OVER_TWO_DOLLARS", "APPROVAL_REQUIRED"]
            assert need.matched_rule_ids == ["team-a::big-call"]
        kind, reasons = await said(FIRST, 3_000_001)
        assert kind == "DecisionStopped" and "OVER_THREE_DOLLARS" in reasons
        kind, reasons = await said(SECOND, 500_000)
        assert kind == "DecisionSkipped" and "NOT_WORTH_IT" in reasons
        assert await said(SECOND, 400_000) == await said(SECOND, 499_999) == "CONTINUE"
        kind, reasons = await said(SECOND, 100_002)
        assert kind == "DecisionStopped" and "BUDGET_EXHAUSTED" in reasons
        kind, reasons = await said("33333333-3333-4333-8333-333333333333", 1)
        assert kind == "DecisionStopped" and "UNKNOWN_BUDGET" in reasons
        assert server.account(FIRST).limit == 5 * DOLLAR

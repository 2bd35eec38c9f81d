"""SpendGuard's own client against the sidecar: handshakes, what is allowed, and in which units."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
import time
import uuid

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from spendguard import SpendGuardClient
from spendguard.errors import (
    DecisionSkipped, DecisionStopped, HandshakeError, SpendGuardError,
)
from spendguard.ids import derive_idempotency_key

from farthing_process import ROOT
from sidecar import (
    MICROS, NANOS, NO_PRICING, POLICY, TENANT, TOKENS, Account, Agent, asynchronous, claim, common,
    fresh, own_sidecar, raised, sidecar, wire,
)

DOLLAR = 1_000_000_000
EVERYTHING = "  - { id: everything, limit: 100.00 USD, window: day }\n"
USED = (own_sidecar, sidecar)


# --- Handshake -------------------------------------------------------------------------------------


@asynchronous
async def test_a_handshake_says_the_capability_and_a_session(sidecar):
    mode = os.stat(sidecar.socket).st_mode
    assert stat.S_ISSOCK(mode) and stat.S_IMODE(mode) == 0o660
    async with Agent(sidecar) as agent:
        outcome = agent.handshake_outcome
        assert uuid.UUID(outcome.session_id) and outcome.capability_required == 0x40
        assert outcome.contract_bundle_id == "policy" and len(outcome.contract_bundle_hash) == 32
        assert outcome.sidecar_version and outcome.schema_bundle_id


@asynchronous
async def test_another_protocol_another_tenant_and_too_little_capability(sidecar):
    async def shake(**more) -> BaseException:
        agent = Agent(sidecar, **more)
        await agent.connect()
        error = await raised(agent.handshake())
        await agent.close()
        return error

    assert "FAILED_PRECONDITION" in str(await shake(protocol_version=2))
    assert "PERMISSION_DENIED" in str(await shake(tenant_id="somebody-else"))
    assert isinstance(await shake(capability_level=0x30), HandshakeError)


@asynchronous
async def test_a_session_is_the_same_for_a_workload_after_every_restart(own_sidecar):
    server = own_sidecar()

    async def session(workload: str) -> str:
        agent = Agent(server)
        await agent.connect()
        try:
            return (await agent.handshake(workload_instance_id=workload)).session_id
        finally:
            await agent.close()

    sessions = [await session("pod-1"), await session("pod-2"), await session("")]
    assert len(set(sessions)) == 3
    server.restart()
    assert [await session("pod-1"), await session("pod-2"), await session("")] == sessions
    another = own_sidecar()
    server = another
    assert await session("pod-1") != sessions[0], "another folder's sessions are other ones"


@asynchronous
async def test_the_announcement_is_signed_with_the_key_of_the_journal(sidecar):
    async with Agent(sidecar) as agent:
        said = agent.handshake_outcome
    key = Ed25519PublicKey.from_public_bytes((sidecar.data / "public.key").read_bytes()[:32])
    parts = [said.sidecar_version, said.session_id, TENANT]
    text = b"".join(part.encode() + b"\0" for part in ["spendguard.handshake.announcement", *parts])
    text += said.capability_required.to_bytes(4, "big")
    text += said.contract_bundle_id.encode() + b"\0" + said.contract_bundle_hash
    key.verify(said.announcement_signature, text)
    with pytest.raises(InvalidSignature):
        key.verify(said.announcement_signature, text.replace(TENANT.encode(), b"acme-corq"))
    request = wire.HandshakeRequest(protocol_version=1, tenant_id_assertion=TENANT)
    async with Agent(sidecar) as agent:
        bundle = (await agent.stub.Handshake(request)).contract_bundle
    label = b"spendguard.handshake.contract_bundle\0" + bundle.bundle_id.encode() + b"\0"
    key.verify(bundle.bundle_signature, label + bundle.bundle_hash)
    assert bundle.signing_key_id == said.signing_key_id


# --- Allowed ---------------------------------------------------------------------------------------


@asynchronous
async def test_allow_holds_and_a_commit_frees_what_it_did_not_cost(sidecar):
    budget = fresh("usd")
    async with Agent(sidecar) as agent:
        before = time.time()
        outcome = await agent.ask(claim(budget, 100_000), run_id="r-1")
        assert outcome.decision == "CONTINUE" and len(outcome.reservation_ids) == 1
        for text in (outcome.decision_id, outcome.audit_decision_event_id, *outcome.reservation_ids):
            assert uuid.UUID(text)
        assert len(outcome.effect_hash) == 32 and outcome.mutation_patch_json == ""
        assert before + 59 <= outcome.ttl_expires_at_seconds + 1 <= time.time() + 62
        assert sidecar.account(budget) == Account(limit=DOLLAR, held=100_000 * NANOS)
        await agent.commit(outcome.reservation_ids[0], 40_001, run_id="r-1")
        assert sidecar.account(budget) == Account(limit=DOLLAR, spent=40_001 * NANOS)
        anchor = await agent.confirm_publish_outcome(
            decision_id=outcome.decision_id, effect_hash=outcome.effect_hash, outcome="APPLIED"
        )
        assert uuid.UUID(anchor) and anchor == await agent.confirm_publish_outcome(
            decision_id=outcome.decision_id, effect_hash=outcome.effect_hash, outcome="APPLIED"
        )
    sidecar.check_whole()


@asynchronous
async def test_the_deadlines_that_the_client_has_by_itself_are_enough(sidecar):
    budget = fresh("usd")
    async with SpendGuardClient(socket_path=str(sidecar.socket), tenant_id=TENANT) as client:
        await client.handshake()
        ids = {"run_id": "r", "step_id": "s", "llm_call_id": "l"}
        key = derive_idempotency_key(
            tenant_id=TENANT, session_id=client.session_id, trigger="LLM_CALL_PRE", **ids
        )
        for _ in range(40):  # A busy machine may need another try, which finds what the first held.
            try:
                outcome = await client.request_decision(
                    trigger="LLM_CALL_PRE", tool_call_id="", decision_id="", route="llm.call",
                    projected_claims=[claim(budget, 7)], idempotency_key=key, **ids,
                )
                await client.emit_llm_call_post(
                    **ids, decision_id=outcome.decision_id, estimated_amount_atomic="5",
                    reservation_id=outcome.reservation_ids[0], provider_reported_amount_atomic="",
                    unit=MICROS, pricing=NO_PRICING, provider_event_id="e", outcome="SUCCESS",
                )
                break
            except SpendGuardError as error:
                if "DEADLINE_EXCEEDED" not in str(error):
                    raise
    assert sidecar.account(budget) == Account(limit=DOLLAR, spent=5 * NANOS)


@asynchronous
async def test_a_decision_without_claims_asks_the_rules_and_holds_nothing(own_sidecar):
    server = own_sidecar(policy=POLICY.replace("rules:", EVERYTHING + "rules:"))
    async with Agent(server) as agent:
        assert (await agent.ask(trigger="RUN_PRE", route="run")).reservation_ids == ()
        more = {"trigger": "TOOL_CALL_PRE", "route": "tool.call"}
        stop = await raised(
            agent.ask(decision_context_json={"tool": "shell"}, **more), DecisionStopped
        )
        assert stop.reason_codes[0] == "NO_SHELL"
        skip = await raised(
            agent.ask(decision_context_json={"tool": "optional-search"}, **more), DecisionSkipped
        )
        assert skip.reason_codes[0] == "NOT_NEEDED"
    account = server.account("everything")
    assert (account.held, account.spent) == (0, 0)


@asynchronous
async def test_a_call_that_claims_nothing_is_refused_where_no_budget_counts_it(sidecar):
    async with Agent(sidecar) as agent:
        stop = await raised(agent.ask(), DecisionStopped)
        assert "NO_BUDGET" in stop.reason_codes


UNITS = [
    ("usd", common.UnitRef(unit_id="usd_micros", kind=common.UnitRef.MONETARY), 10, 10_000),
    ("usd", common.UnitRef(unit_id="usd_micros"), 10, 10_000),
    ("usd", common.UnitRef(unit_id=str(uuid.uuid4()), kind=1, currency="USD"), 10, 10_000),
    ("usd", common.UnitRef(unit_id="u", unit_name="usd_cents", kind=1), 3, 30_000_000),
    ("usd", common.UnitRef(unit_id="usd_nanos", kind=common.UnitRef.MONETARY), 7, 7),
    ("tok", common.UnitRef(unit_id="tokens", kind=common.UnitRef.TOKEN), 321, 321),
    ("tok", common.UnitRef(unit_id="x", kind=2, token_kind="output_token", model_family="g"), 9, 9),
    ("tok", common.UnitRef(unit_id="tokens"), 4, 4),
    ("cred", common.UnitRef(unit_id="c", kind=common.UnitRef.CREDIT, credit_program="gpu"), 12, 12),
    ("cred", common.UnitRef(unit_id="gpu", kind=common.UnitRef.NON_MONETARY), 2, 2),
]


@pytest.mark.parametrize(("kind", "unit", "parts", "amount"), UNITS)
@asynchronous
async def test_units(sidecar, kind, unit, parts, amount):
    budget = fresh(kind)
    async with Agent(sidecar) as agent:
        outcome = await agent.ask(claim(budget, 2 * parts, unit))
        assert sidecar.account(budget).held == 2 * amount
        await agent.commit(outcome.reservation_ids[0], parts, unit)
        account = sidecar.account(budget)
        assert (account.held, account.spent) == (0, amount)


@asynchronous
async def test_units_that_nobody_can_count_are_refused(sidecar):
    async with Agent(sidecar) as agent:
        for unit in (
            common.UnitRef(unit_id="who-knows"),
            common.UnitRef(unit_id="usd_micros", kind=common.UnitRef.MONETARY, currency="EUR"),
            common.UnitRef(unit_id="usd_cents", unit_name="usd_micros", kind=1, currency="USD"),
            common.UnitRef(unit_id="ktokens", kind=common.UnitRef.TOKEN),
        ):
            error = await raised(agent.ask(claim(fresh("usd"), 1, unit)))
            assert "INVALID_ARGUMENT" in str(error) and "unit" in str(error)
        for amount in ("", "-1", "1.5", "1e3", "٣", "9" * 39):
            error = await raised(agent.ask(claim(fresh("usd"), amount)))
            assert "INVALID_ARGUMENT" in str(error), amount
        error = await raised(agent.ask(claim(fresh("tok"), 5)))
        assert "INVALID_ARGUMENT" in str(error) and '"tok"' in str(error), "tokens are counted there"


@asynchronous
async def test_the_published_quickstart_with_the_field_that_exists(sidecar):
    """String ids and a named unit; `amount_micros` is no field of the package's, `amount_atomic` is."""
    with pytest.raises(ValueError):
        common.BudgetClaim(amount_micros=50_000)
    async with Agent(sidecar) as agent:
        asked = common.BudgetClaim(
            budget_id="my-budget", amount_atomic="50000", unit=common.UnitRef(unit_id="usd_micros")
        )
        outcome = await agent.ask(asked, run_id="my-run", step_id="my-step")
        await agent.commit(
            outcome.reservation_ids[0], 42_000, common.UnitRef(unit_id="usd_micros"), run_id="my-run"
        )
    assert sidecar.account("my-budget") == Account(limit=DOLLAR, spent=42_000 * NANOS)


@asynchronous
async def test_the_window_instance_never_matters(sidecar):
    budget = fresh("usd")
    async with Agent(sidecar) as agent:
        first = await agent.ask(claim(budget, 600_000, window="w-1"), key="w")
        assert await agent.ask(claim(budget, 600_000, window=str(uuid.uuid4())), key="w") == first
        stop = await raised(agent.ask(claim(budget, 600_000, window="w-2")), DecisionStopped)
        assert "BUDGET_EXHAUSTED" in stop.reason_codes
        await agent.commit(first.reservation_ids[0], 600_000)
    assert sidecar.account(budget) == Account(limit=DOLLAR, spent=600_000 * NANOS)


@asynchronous
async def test_a_claim_of_tokens_counts_as_money_by_the_models_price(sidecar):
    """All of them as the dearer of input and output; and what was used, as its share of that."""
    budget = fresh("usd")
    price = 600  # Nano-dollars for a token of output of gpt-4o-mini.
    async with Agent(sidecar) as agent:
        context = {"model": "gpt-4o-mini", "provider": "openai"}
        outcome = await agent.ask(claim(budget, 1_000, TOKENS), decision_context_json=context)
        assert sidecar.account(budget) == Account(limit=DOLLAR, held=1_000 * price)
        await agent.commit(outcome.reservation_ids[0], 501, TOKENS)
    assert sidecar.account(budget) == Account(limit=DOLLAR, spent=501 * price)


def test_the_guides_program_runs_as_it_stands(own_sidecar, tmp_path):
    guide = (ROOT / "docs" / "sidecar.md").read_text()
    policy = re.search(r"```yaml policy\n(.*?)```", guide, re.S).group(1)
    program = re.search(r"```python\n(.*?)```", guide, re.S).group(1)
    server = own_sidecar(policy=policy)
    assert "/var/run/spendguard/adapter.sock" in program
    file = tmp_path / "program.py"
    file.write_text(program.replace("/var/run/spendguard/adapter.sock", str(server.socket)))
    for _ in range(20):  # Its deadlines are the client's own, which a busy machine may miss.
        done = subprocess.run([sys.executable, file], capture_output=True, text=True, timeout=60)
        if "DEADLINE_EXCEEDED" not in done.stderr:
            break
    assert done.returncode == 0, done.stderr
    assert server.account("my-budget").spent >= 12_000 * NANOS
    assert server.account("per-run").spent == server.account("my-budget").spent


@asynchronous
@pytest.mark.parametrize("name", ["sidecar.md", "sidecar-adapters.md"])
async def test_the_guides_policies_take_what_adapters_claim(own_sidecar, name):
    """Tokens, and no model, for the budget that the guide's adapter names."""
    guide = (ROOT / "docs" / name).read_text()
    server = own_sidecar(policy=re.search(r"```yaml policy\n(.*?)```", guide, re.S).group(1))
    async with Agent(server, tenant_id="acme") as agent:
        outcome = await agent.ask(claim("agent-tokens", 4_000, TOKENS))
        assert outcome.decision == "CONTINUE"
        await agent.commit(outcome.reservation_ids[0], 3_000, TOKENS)
        assert server.account("agent-tokens").spent == 3_000
        if name == "sidecar-adapters.md":
            said = await raised(agent.ask(claim("dear-model", 4_000, TOKENS)), DecisionStopped)
            assert said.reason_codes[0] == "NOT_THIS_MODEL"
            tool = agent.ask(
                claim("agent-tokens", 1, TOKENS), trigger="TOOL_CALL_PRE", route="tool.call"
            )
            assert (await raised(tool, DecisionStopped)).reason_codes[0] == "NO_TOOLS"


@asynchronous
async def test_a_retry_is_no_step_of_its_run_and_meets_no_new_rule(own_sidecar):
    rule = '  - { id: loops, when: { steps: "> 2" }, do: block, reason: LOOP }\n'
    server = own_sidecar(policy=POLICY + rule)
    async with Agent(server) as agent:
        first = await agent.ask(claim("usd-1", 100), key="same", run_id="r")
        for _ in range(5):
            again = await agent.ask(claim("usd-1", 100), key="same", run_id="r")
            assert again.reservation_ids == first.reservation_ids
        server.policy_file.write_text(POLICY.replace('"usd-*"', '"other-*"') + rule)
        server.run("policy", "reload", "--data", server.data)
        again = await agent.ask(claim("usd-1", 100), key="same", run_id="r")
        assert again.reservation_ids == first.reservation_ids
        await agent.commit(first.reservation_ids[0], 100)
        # The call was made: what comes under the key now is the next one.
        stop = await raised(agent.ask(claim("usd-1", 100), key="same", run_id="r"), DecisionStopped)
        assert "UNKNOWN_BUDGET" in stop.reason_codes, stop.reason_codes
    server.check_whole()

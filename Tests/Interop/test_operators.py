"""What SpendGuard's operators ask over HTTP, on the console: approvals, their resolution, balances, and
budgets that count from the moment that they are made. The calls come from SpendGuard's own client."""

from __future__ import annotations

import json

import pytest
from google.protobuf import timestamp_pb2
from spendguard._proto.spendguard.sidecar_adapter.v1 import adapter_pb2 as wire
from spendguard.errors import ApprovalDeniedError, ApprovalRequired

from console_process import Answer
from farthing_process import wait_until
from sidecar import (
    ACCEPTED, MICROS, TENANT, SidecarServer, asynchronous, claim, fresh, own_sidecar, raised,  # noqa: F401
    reserved, run_end, start_sidecar, Agent,
)

SUMMARY = {
    "approval_id", "tenant_id", "decision_id", "state", "ttl_expires_at", "created_at",
}
REASON = "one more run is worth it"


@pytest.fixture(scope="module")
def server(sandbox, provider) -> SidecarServer:
    return start_sidecar(sandbox, provider, has_console=True)


async def ask_for_approval(server: SidecarServer, budget: str) -> ApprovalRequired:
    """What the client is told of a call that people must allow."""
    async with Agent(server) as agent:
        return await raised(
            agent.ask(claim(budget, 200_000), run_id=fresh("run")), ApprovalRequired
        )


def resolve(server: SidecarServer, approval: str, target: str, reason=REASON, **more) -> Answer:
    return server.admin(
        "POST", f"/v1/approvals/{approval}/resolve",
        {"target_state": target, "reason": reason}, **more,
    )


def listed(server: SidecarServer, state: str) -> dict[str, dict]:
    path = f"/v1/approvals?tenant_id={TENANT}&state={state}&limit=200"
    return {one["approval_id"]: one for one in server.done("GET", path)}


@asynchronous
async def test_an_approval_is_listed_in_both_shapes_with_the_decision_that_the_client_knows(server):
    need = await ask_for_approval(server, fresh("ask"))
    approval = need.approval_request_id
    theirs = listed(server, "pending")[approval]
    assert set(theirs) == SUMMARY
    assert theirs["decision_id"] == need.decision_id
    assert theirs["tenant_id"] == TENANT and theirs["state"] == "pending"
    assert theirs["created_at"] < theirs["ttl_expires_at"] and theirs["created_at"].endswith("Z")
    ours = server.done("GET", "/v1/approvals?limit=200")
    assert approval in {one["id"] for one in ours["items"]} and "next" in ours
    one = server.done("GET", f"/v1/approvals/{approval}")
    assert one["id"] == approval and {name: one[name] for name in SUMMARY} == theirs


@asynchronous
async def test_of_several_claims_the_decision_is_the_one_that_the_client_knows(server):
    async with Agent(server) as agent:
        claims = [claim(fresh("usd"), 5_000), claim(fresh("ask"), 200_000)]
        need = await raised(agent.ask(*claims, run_id=fresh("run")), ApprovalRequired)
    approval = need.approval_request_id
    assert listed(server, "pending")[approval]["decision_id"] == need.decision_id
    assert server.done("GET", f"/v1/approvals/{approval}")["decision_id"] == need.decision_id


@asynchronous
async def test_an_approval_of_a_call_that_names_no_model_tells_none(server):
    need = await ask_for_approval(server, fresh("ask"))
    assert server.done("GET", f"/v1/approvals/{need.approval_request_id}")["model"] is None
    async with Agent(server) as agent:
        asking = agent.ask(
            claim(fresh("ask"), 200_000), run_id=fresh("run"),
            decision_context_json={"model": "gpt-4o", "provider": "openai"},
        )
        named = await raised(asking, ApprovalRequired)
    shown = server.done("GET", f"/v1/approvals/{named.approval_request_id}")
    assert shown["model"] == "gpt-4o"
    run = server.done("GET", f"/v1/runs/{shown['run']}")
    assert (run["calls"], run["state"]) == (0, "running"), "what asks has begun"
    done = server.run("approvals", "show", need.approval_request_id, "--data", server.data)
    assert "a call that names no model" in done.stdout, done.stdout + done.stderr


@asynchronous
async def test_what_is_granted_and_not_used_yet_is_on_the_console_with_its_time(server):
    name = fresh("buyer")
    async with Agent(server) as agent:
        asking = agent.ask(claim(fresh("ask"), 200_000), decision_context_json={"agent": name})
        need = await raised(asking, ApprovalRequired)
    browser = server.browser_of_admin()

    def rows(part: str) -> str:
        """What a part of the page says of this agent's approval."""
        text = browser.get("/approvals").text.split(f'data-live="{part}"')[1].split("</section>")[0]
        if part == "waiting":
            return name if name in text else ""
        return "".join(row for row in text.split("<tr>") if name in row)

    assert rows("waiting") and not rows("decided")
    assert resolve(server, need.approval_request_id, "approved").json["transitioned"] is True
    # Pages are of what the ledger was a moment ago.
    wait_until(lambda: not rows("waiting"), 60, "the approval to wait no longer")
    row = rows("decided")
    assert ">granted<" in row and "not used yet, until <time" in row and REASON in row, row
    async with Agent(server) as agent:
        await agent.resume(need)
    wait_until(lambda: ">granted<" not in rows("decided"), 60, "the approval to be used")
    row = rows("decided")
    assert ">approved<" in row and "not used yet" not in row, row


@asynchronous
async def test_an_approval_of_several_claims_says_that_it_lists_one(server):
    async with Agent(server) as agent:
        claims = [claim(fresh("ask"), 200_000), claim(fresh("ask"), 60_000)]
        several = await raised(agent.ask(*claims, run_id=fresh("run")), ApprovalRequired)
    single = await ask_for_approval(server, fresh("ask"))

    def shown(need: ApprovalRequired) -> str:
        return server.run("approvals", "show", need.approval_request_id, "--data", server.data).stdout

    assert "at most 0.26 USD" in shown(several) and "1 more claim of this decision" in shown(several)
    assert "more claim" not in shown(single)


@asynchronous
async def test_receipts_say_that_all_are_sealed_and_how_far_the_checkpoint_is(server):
    browser = server.browser_of_admin()
    async with Agent(server) as agent:
        reservation = await reserved(agent, fresh("usd"))
        await agent.commit(reservation, 700)
    said = browser.get("/receipts").text.split('<p class="soft">')[1].split("</p>")[0]
    assert " entries, all sealed; " in said and "checkpoint" in said, said
    number = json.loads(
        server.run("receipts", "list", "--last", "1", "--json", "--data", server.data).stdout
    )["sequence"]
    # A proof takes a checkpoint over the entry.
    assert browser.get(f"/v1/receipts/{number}/proof").status == 200
    wait_until(
        lambda: "the published checkpoint covers them all" in browser.get("/receipts").text, 60,
        "the checkpoint over all entries",
    )


@asynchronous
async def test_the_list_of_receipts_says_what_parts_of_a_session_were_charged(server):
    budget = fresh("usd")
    stub = wire.ReserveSessionRequest(
        tenant_id=TENANT, budget_id=budget, unit=MICROS, session_id="s", route="voice",
        estimated_amount_atomic="90000", ttl_seconds=600, idempotency_key=fresh("key"),
    )
    at = timestamp_pb2.Timestamp()
    at.GetCurrentTime()
    async with Agent(server) as agent:
        session = (await agent.stub.ReserveSession(stub)).accepted.session_reservation_id
        await agent.stub.CommitSessionDelta(wire.CommitSessionDeltaRequest(
            session_reservation_id=session, streaming_commit_id="1", amount_atomic_delta="41234",
            outcome=1, event_time=at, idempotency_key=fresh("key"),
        ))
        await agent.stub.ReleaseSession(wire.ReleaseSessionRequest(
            session_reservation_id=session, reason_code="the customer Jane Roe hung up",
            idempotency_key=fresh("key"),
        ))
    # Few entries, of which none says what the budget counts.
    for last in ("3", "1000"):
        done = server.run("receipts", "list", "--last", last, "--data", server.data)
        lines = [line for line in done.stdout.splitlines() if " charge " in line]
        assert [line for line in lines if budget in line and "0.041234 USD" in line], done.stdout
    assert "Jane" not in json.dumps(server.entries()), "a client's own words are not kept"


@asynchronous
async def test_a_run_that_the_client_has_ended_is_over_on_the_console(server):
    budget, run = fresh("usd"), fresh("run")

    def state() -> str:
        return server.done("GET", f"/v1/runs/{run}")["state"]

    async with Agent(server) as agent:
        settled = await reserved(agent, budget, run_id=run)
        await agent.commit(settled, 700, run_id=run)
        late = await reserved(agent, budget, run_id=run)
        assert state() == "running"
        [ack] = await agent.emit(run_end(run))
        assert ack.status == ACCEPTED and state() == "ended"
        await agent.commit(late, 500, run_id=run)
        assert state() == "ended", "what a call costs that was on its way begins nothing"
        await reserved(agent, budget, run_id=run)
        assert state() == "running", "and a further call does"


@asynchronous
async def test_an_agents_page_tells_the_models_that_its_calls_name(server):
    agent_name = fresh("agent")
    async with Agent(server) as agent:
        for model in ("gpt-4o", "gpt-4o-mini"):
            reservation = await reserved(
                agent, fresh("usd"),
                decision_context_json={"model": model, "provider": "openai", "agent": agent_name},
            )
            await agent.commit(reservation, 600)
    page = server.browser_of_admin().get(f"/agents/{agent_name}").text
    assert "Models today" in page and ">gpt-4o<" in page and ">gpt-4o-mini<" in page


@asynchronous
async def test_an_approved_call_is_resumed_by_the_client(server):
    budget, run = fresh("ask"), fresh("run")
    async with Agent(server) as agent:
        asking = agent.ask(claim(budget, 200_000), run_id=run)
        need = await raised(asking, ApprovalRequired)
        answer = resolve(server, need.approval_request_id, "approved")
        assert answer.status == 200, answer.text
        assert answer.json["final_state"] == "approved" and answer.json["transitioned"] is True
        assert answer.json["event_id"]
        outcome = await agent.resume(need)
        assert len(outcome.reservation_ids) == 1
        await agent.commit(outcome.reservation_ids[0], 150_000, run_id=run)
    assert server.account(budget).spent == 150_000_000
    assert listed(server, "approved")[need.approval_request_id]["state"] == "approved"
    shown = server.done("GET", f"/v1/approvals/{need.approval_request_id}")
    assert shown["state"] == "used" and shown["votes"][0]["note"] == REASON
    theirs = server.done(
        "GET", f"/v1/approvals/{need.approval_request_id}?tenant_id={TENANT}"
    )
    assert theirs["state"] == "approved"


@asynchronous
async def test_a_denied_call_stays_denied(server):
    need = await ask_for_approval(server, fresh("ask"))
    answer = resolve(server, need.approval_request_id, "denied")
    assert answer.json["final_state"] == "denied" and answer.json["transitioned"] is True
    again = resolve(server, need.approval_request_id, "denied")
    assert again.status == 200
    assert again.json == {"final_state": "denied", "transitioned": False, "event_id": None}
    assert resolve(server, need.approval_request_id, "approved").status == 409
    async with Agent(server) as agent:
        await raised(agent.resume(need), ApprovalDeniedError)
    assert need.approval_request_id in listed(server, "denied")


@asynchronous
async def test_a_cancelled_approval_is_withdrawn(server):
    need = await ask_for_approval(server, fresh("ask"))
    answer = resolve(server, need.approval_request_id, "cancelled")
    assert answer.json["final_state"] == "cancelled"
    assert server.done("GET", f"/v1/approvals/{need.approval_request_id}")["state"] == "withdrawn"
    assert need.approval_request_id in listed(server, "cancelled")


@asynchronous
async def test_what_is_wrong_with_a_resolution(server):
    need = await ask_for_approval(server, fresh("ask"))
    approval = need.approval_request_id
    for document in [
        {}, {"target_state": "approved"}, {"reason": REASON},
        {"target_state": "expired", "reason": REASON}, {"target_state": "approved", "reason": " "},
        {"target_state": "approved", "reason": ""}, {"target_state": None, "reason": REASON},
        {"target_state": "approved", "reason": "x" * 257}, [],
    ]:
        answer = server.admin("POST", f"/v1/approvals/{approval}/resolve", document)
        assert answer.status == 400, (document, answer.text)
    unknown = "00000000-0000-4000-8000-000000000000"
    assert resolve(server, unknown, "approved").status == 403
    assert resolve(server, "nonsense", "approved").status == 403
    stranger = server.ask(
        "POST", f"/v1/approvals/{approval}/resolve",
        {"target_state": "approved", "reason": REASON},
    )
    assert stranger.status == 401
    assert listed(server, "pending")[approval]["state"] == "pending"


@pytest.mark.parametrize("query, status", [
    ("tenant_id=globex", 403), (f"tenant_id={TENANT}&limit=0", 422),
    (f"tenant_id={TENANT}&state=lost", 422), ("state=approved", 200), ("state=cancelled", 200),
])
def test_lists_of_other_tenants_and_states_that_are_none(server, query, status):
    assert server.admin("GET", f"/v1/approvals?{query}").status == status


@asynchronous
async def test_balances_are_those_that_claims_leave(server):
    budget, tokens = fresh("usd"), fresh("tok")
    async with Agent(server) as agent:
        first = await agent.ask(claim(budget, 250_000))
        await agent.commit(first.reservation_ids[0], 120_000)
        await agent.ask(claim(budget, 30_000))
    answer = server.done("GET", f"/v1/tenants/{TENANT}")
    assert answer["tenant_id"] == TENANT
    lines = {line["budget_id"]: line for line in answer["budgets"]}
    found = lines[budget]
    assert found["unit_id"] == "usd_micros"
    assert (found["available_atomic"], found["reserved_atomic"], found["committed_atomic"]) == (
        "850000", "30000", "120000"
    )
    # A budget of one account is there before its first call; accounts that nobody has are not.
    assert lines["my-budget"]["available_atomic"] == "1000000" and tokens not in lines
    assert server.admin("GET", "/v1/tenants/globex").status == 403


@asynchronous
async def test_a_budget_counts_a_claim_from_the_moment_that_it_is_made(server):
    name = fresh("new")
    async with Agent(server) as agent:
        denied = await raised(agent.ask(claim(name, 1_000)))
        assert "UNKNOWN_BUDGET" in str(denied)
        made = server.admin("POST", "/v1/budgets", {"definition": {
            "id": name, "match": {"tag:budget": name}, "limit": "0.50 USD", "window": "day",
        }})
        assert made.status == 201, made.text
        outcome = await agent.ask(claim(name, 400_000))
        assert len(outcome.reservation_ids) == 1
        refused = await raised(agent.ask(claim(name, 200_000)))
        assert "BUDGET_EXHAUSTED" in str(refused)
    assert server.account(name).held == 400_000_000
    lines = server.done("GET", f"/v1/tenants/{TENANT}")["budgets"]
    found = next(line for line in lines if line["budget_id"] == name)
    assert found["available_atomic"] == "100000" and found["reserved_atomic"] == "400000"

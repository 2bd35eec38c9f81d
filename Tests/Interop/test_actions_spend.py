"""What rules and thresholds do to spend verbs: who makes the call is told, nothing is rewritten."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from farthing_process import Farthing, request, wait_until
from sdks import CHAT
from test_actions import holds, kinds, later, policy
from test_actions_approve import ASKS, Desk, accounts
from test_actions_wait import WAITS, begin, occupied, one_at_a_time
from test_reload import entries
from test_runs import Refused, verb

OK = 0


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(32) as pool:
        yield pool


def ask(server: Farthing, name: str, amount: str = "1.00 USD", run: str = "", **more) -> dict:
    """`hold` or `decide` for a tool, or for a model where one is named."""
    body = {"amount": amount} | more
    if "model" not in body:
        body["tool"] = "search"
    return verb(server, name, body, {"x-farthing-run": run} if run else {})


def refused(server: Farthing, *arguments, **more) -> Refused:
    with pytest.raises(Refused) as raised:
        ask(server, *arguments, **more)
    return raised.value


def settle(server: Farthing, held: dict) -> None:
    verb(server, "settle", {"id": held["id"]}, {})


def approval_of(refusal: Refused) -> str:
    """The address in the message, which is beside it as well."""
    said = refusal.args[0]
    assert "/v1/approvals/" in said, said
    return said.split("/v1/approvals/")[1][:36]


# MARK: Downgrade


def test_a_threshold_wants_another_model(farthing_server):
    server = farthing_server(policy("10.00 USD", "at: 50%, do: downgrade, to: gpt-4o-mini"))
    settle(server, ask(server, "hold", "4.50 USD", model="gpt-4o"))
    said = ask(server, "decide", model="gpt-4o")
    assert said["decision"] == "downgrade" and said["to"] == "gpt-4o-mini"
    assert any("50%" in reason for reason in said["reasons"])
    refusal = refused(server, "hold", model="gpt-4o")
    assert (refusal.status, refusal.code) == (403, "downgrade_needed")
    assert "gpt-4o-mini" in str(refusal) and "50%" in str(refusal)
    assert server.held() == 0
    assert ask(server, "decide", model="gpt-4o-mini")["decision"] == "allow"
    assert ask(server, "hold", model="gpt-4o-mini")["id"]
    # What has no model goes on as it is.
    assert ask(server, "decide")["decision"] == "allow"
    assert ask(server, "hold")["id"]


def test_a_rule_wants_another_model(farthing_server):
    rule = "{ id: thrift, when: { model: gpt-4o }, do: downgrade, to: gpt-4o-mini }"
    server = farthing_server(policy("10.00 USD", rules=rule))
    said = ask(server, "decide", model="gpt-4o")
    assert said["decision"] == "downgrade" and said["to"] == "gpt-4o-mini"
    refusal = refused(server, "hold", model="gpt-4o")
    assert refusal.code == "downgrade_needed" and "thrift" in str(refusal)
    assert ask(server, "hold", model="gpt-4o-mini")["id"]


def test_a_ladder_is_walked_where_the_money_does_not_suffice(farthing_server):
    ladder = "[gpt-4o-mini, gpt-4.1-nano]"
    server = farthing_server(policy("1.00 USD", f"at: 50%, do: downgrade, to: {ladder}"))
    said = ask(server, "decide", "2.00 USD", model="gpt-4o")
    assert (said["decision"], said["to"]) == ("downgrade", "gpt-4o-mini")
    said = ask(server, "decide", "1.50 USD", model="gpt-4o-mini")
    assert (said["decision"], said["to"]) == ("downgrade", "gpt-4.1-nano")
    said = ask(server, "decide", "1.20 USD", model="gpt-4.1-nano")
    assert said["decision"] == "block"
    codes = [
        refused(server, "hold", amount, model=model).code
        for amount, model in [
            ("2.00 USD", "gpt-4o"),
            ("1.50 USD", "gpt-4o-mini"),
            ("1.20 USD", "gpt-4.1-nano"),
        ]
    ]
    assert codes == ["downgrade_needed", "downgrade_needed", "budget_exceeded"]


# MARK: Approval


def test_a_hold_that_needs_a_yes(farthing_server):
    server = farthing_server(policy("10.00 USD", rules=ASKS % ""))
    desk = Desk(server)
    said = ask(server, "decide", run="r1")
    assert said["decision"] == "approve" and said["by"] == "finance"
    assert kinds(server).count("approvalAsk") == 0
    refusal = refused(server, "hold", run="r1")
    assert (refusal.status, refusal.code) == (403, "approval_pending")
    approval = approval_of(refusal)
    status, body = request(server.port, "GET", f"/v1/approvals/{approval}", server.key)
    shown = json.loads(body)
    assert status == 200 and shown["state"] == "pending" and shown["cost_nanos"] == 10**9
    assert approval_of(refused(server, "hold", run="r1")) == approval
    desk.approve(approval)
    assert server.held() == 1
    held = ask(server, "hold", run="r1")
    assert server.held() == 1 and desk.state(approval) == "used"
    verb(server, "settle", {"id": held["id"], "amount": "0.25 USD"}, {})
    assert server.spent() == 1 / 4 and server.held() == 0
    assert approval_of(refused(server, "hold", run="r1")) != approval
    assert server.verify().returncode == OK


@pytest.mark.parametrize("share", [80, 100])
def test_a_threshold_that_asks(farthing_server, share):
    server = farthing_server(policy("10.00 USD", f"at: {share}%, do: approve, approvers: finance"))
    desk = Desk(server)
    settle(server, ask(server, "hold", "7.50 USD"))
    amount = "1.00 USD" if share == 80 else "4.00 USD"
    said = ask(server, "decide", amount)
    assert said["decision"] == "approve" and said["by"] == "finance"
    approval = approval_of(refused(server, "hold", amount))
    desk.approve(approval)
    assert accounts(server)["top_ups"] == (0 if share == 80 else 1_500_000_000)
    held = ask(server, "hold", amount)
    settle(server, held)
    assert float(server.spent()) == (8.5 if share == 80 else 11.5)


@pytest.mark.parametrize("amount", ["1.50 USD", "4.50 USD", "9.00 USD", "10.00 USD"])
def test_what_was_granted_can_be_used_however_large(farthing_server, amount):
    """The money that is set aside for the very call does not stand in its way."""
    server = farthing_server(policy("10.00 USD", "at: 10%, do: approve, approvers: finance"))
    desk = Desk(server)
    approval = approval_of(refused(server, "hold", amount))
    desk.approve(approval)
    settle(server, ask(server, "hold", amount))
    assert desk.state(approval) == "used" and server.held() == 0


def test_what_was_granted_is_not_asked_for_again_further_up(farthing_server):
    text = policy(
        "10.00 USD",
        "at: 50%, do: approve, approvers: finance",
        "at: 80%, do: approve, approvers: board, need: 2",
    )
    server = farthing_server(text)
    desk = Desk(server)
    approval = approval_of(refused(server, "hold", "6.00 USD"))
    desk.approve(approval)
    ask(server, "hold", "6.00 USD")
    assert desk.state(approval) == "used" and kinds(server).count("approvalAsk") == 1


def test_what_was_granted_is_not_downgraded_further_up(farthing_server):
    text = policy(
        "10.00 USD",
        "at: 50%, do: approve, approvers: finance",
        "at: 80%, do: downgrade, to: gpt-4o-mini",
    )
    server = farthing_server(text)
    desk = Desk(server)
    approval = approval_of(refused(server, "hold", "6.00 USD", model="gpt-4o"))
    desk.approve(approval)
    ask(server, "hold", "6.00 USD", model="gpt-4o")
    assert desk.state(approval) == "used"


def test_what_the_call_leaves_of_a_raised_limit_is_nobody_elses(farthing_server):
    """The yes was to one call: what it did not use of the raise lets nobody else past the limit."""
    text = policy("10.00 USD", "at: 100%, do: approve, approvers: finance")
    server = farthing_server(text)
    desk = Desk(server)
    settle(server, ask(server, "hold", "9.00 USD"))
    desk.approve(approval_of(refused(server, "hold", "4.00 USD", "r1")))
    held = ask(server, "hold", "4.00 USD", "r1")
    verb(server, "settle", {"id": held["id"], "amount": "0.50 USD"}, {})
    # 9.50 of 10 dollars are spent.
    assert refused(server, "hold", "1.00 USD", "r2").code == "approval_pending"
    assert ask(server, "hold", "0.50 USD", "r2")["id"]


def test_a_hold_is_held_open(farthing_server, pool):
    server = farthing_server(policy("10.00 USD", rules=ASKS % ", wait: 20s"))
    desk = Desk(server)
    hold = pool.submit(ask, server, "hold")
    approval = desk.awaited()
    desk.approve(approval)
    assert hold.result(10)["lines"][0]["amount"] == 10**9


def test_a_hold_is_denied(farthing_server):
    server = farthing_server(policy("10.00 USD", rules=ASKS % ""))
    desk = Desk(server)
    desk.deny(approval_of(refused(server, "hold")))
    refusal = refused(server, "hold")
    assert (refusal.status, refusal.code) == (403, "approval_denied")


def test_an_idempotency_key_of_a_hold_that_waits_for_its_yes(farthing_server):
    server = farthing_server(policy("10.00 USD", rules=ASKS % ""))
    desk = Desk(server)
    body = {"tool": "search", "amount": "1.00 USD"}
    headers = {"idempotency-key": "order-66"}
    with pytest.raises(Refused) as raised:
        verb(server, "hold", body, headers)
    desk.approve(approval_of(raised.value))
    held = verb(server, "hold", body, headers)
    with pytest.raises(Refused) as again:
        verb(server, "hold", body, headers)
    assert again.value.code == "call_in_flight"
    settle(server, held)


# MARK: Wait


def test_a_hold_waits_for_room(farthing_server, pool):
    server = farthing_server(one_at_a_time())
    first = ask(server, "hold", "0 USD")
    said = ask(server, "decide", "0 USD")
    assert said["decision"] == "wait"
    second = pool.submit(ask, server, "hold", "0 USD")
    time.sleep(0.5)
    assert not second.done()
    settle(server, first)
    assert second.result(15)["id"]


def test_a_hold_waits_no_longer_than_said(farthing_server):
    server = farthing_server(one_at_a_time("1s"))
    ask(server, "hold", "0 USD")
    started = time.monotonic()
    refusal = refused(server, "hold", "0 USD")
    assert 0.8 < time.monotonic() - started < 3.5
    assert (refusal.status, refusal.code) == (429, "budget_exceeded")
    assert kinds(server).count("refusal") == 1


def test_a_hold_does_not_overtake_calls_that_wait(farthing_server, pool):
    """Also not one for which there would be room."""
    limit = CHAT.price("gpt-4o", 1_000)
    server = farthing_server(policy(limit, WAITS % "30s"))
    caller = CHAT.caller(server)
    headers = {"headers": {"x-farthing-run": "a"}}
    first = begin(pool, caller, "tokens=5;delay_ms=2000", limit=700, **headers)
    wait_until(lambda: server.held() > 0, 10, "the first call")
    headers = {"headers": {"x-farthing-run": "b"}}
    large = begin(pool, caller, "tokens=5", limit=500, **headers)
    small = pool.submit(ask, server, "hold", "0.0001 USD", "c")
    for call in (first, large):
        call.result(20)
    small.result(20)
    assert "".join(hold["scope"]["run"] for hold in holds(server)) == "abc"


def test_holds_and_calls_stand_in_one_line(farthing_server, pool):
    server = farthing_server(one_at_a_time())
    first = occupied(pool, server, 2)
    waiting = []
    for run in "ab":
        waiting.append(pool.submit(ask, server, "hold", "0 USD", run, sent=True))
        time.sleep(0.15)
    third = begin(pool, CHAT.caller(server), "tokens=5", headers={"x-farthing-run": "c"})
    first.result(10)
    for hold in waiting:
        settle(server, hold.result(10))
    third.result(10)
    found = "".join(hold["scope"].get("run", "-") for hold in holds(server))
    assert found == "-abc"


def test_who_hangs_up_leaves_nothing_held(farthing_server, pool):
    server = farthing_server(one_at_a_time())
    first = ask(server, "hold", "0 USD")
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    body = json.dumps({"tool": "search", "amount": "0 USD"})
    fields = {"authorization": f"Bearer {server.key}"}
    connection.request("POST", "/v1/spend/hold", body, fields)
    time.sleep(0.3)
    connection.close()
    time.sleep(0.2)
    settle(server, first)
    time.sleep(0.5)
    assert server.held() == 0
    assert ask(server, "hold", "0 USD")["id"]


# MARK: Pause, shadow, dates, capability


def test_pause_by_a_hold(farthing_server):
    server = farthing_server(policy("10.00 USD", "at: 50%, do: pause"))
    settle(server, ask(server, "hold", "4.00 USD"))
    assert ask(server, "decide", "2.00 USD")["decision"] == "block"
    assert kinds(server).count("pause") == 0
    assert refused(server, "hold", "2.00 USD").code == "budget_exceeded"
    assert refused(server, "hold", "0.01 USD").code == "budget_paused"
    assert ask(server, "decide", "0.01 USD")["decision"] == "block"
    server.run("budgets", "resume", "main", "--data", server.data)
    assert ask(server, "hold", "0.01 USD")["id"]


@pytest.mark.parametrize(
    "rule",
    [
        "do: downgrade, to: gpt-4o-mini",
        "do: approve, approvers: finance",
        "do: wait, within: 30s",
        "do: block",
        "require: payment_execute",
    ],
)
def test_shadow_rules_say_so_and_change_nothing(farthing_server, rule):
    rule = f"{{ id: quiet, when: {{}}, {rule}, mode: shadow }}"
    server = farthing_server(policy("10.00 USD", rules=rule))
    said = ask(server, "decide", model="gpt-4o")
    assert said["decision"] == "allow"
    assert any("quiet" in reason for reason in said["shadow_reasons"])
    assert ask(server, "hold", model="gpt-4o")["id"]
    [hold] = holds(server)
    assert any("quiet" in reason for reason in hold["reasons"])


@pytest.mark.parametrize("where", ["policy", "budget"])
@pytest.mark.parametrize(
    "threshold", ["do: downgrade, to: gpt-4o-mini", "do: approve, approvers: finance", "do: block"]
)
def test_shadow_thresholds_change_nothing(farthing_server, where, threshold):
    text = policy("1.00 USD", f"at: 1%, {threshold}", more="mode: shadow" * (where == "budget"))
    if where == "policy":
        text = text.replace("tenant:", "mode: shadow\ntenant:")
    server = farthing_server(text)
    assert ask(server, "decide", "5.00 USD", model="gpt-4o")["decision"] == "allow"
    assert ask(server, "hold", "5.00 USD", model="gpt-4o")["id"]
    assert not {"refusal", "approvalAsk", "pause"} & set(kinds(server))


def test_a_date_is_crossed(farthing_server):
    text = policy("10.00 USD")
    text += f"  - {{ id: closed, limit: 0 USD, window: day, until: {json.dumps(later(3))} }}\n"
    server = farthing_server(text)
    assert ask(server, "decide")["decision"] == "block"
    assert refused(server, "hold").code == "budget_exceeded"
    wait_until(lambda: ask(server, "decide")["decision"] == "allow", 30, "the end of the budget")
    assert ask(server, "hold")["id"]


def test_a_tool_that_pays_needs_a_key_that_may(farthing_server):
    rule = '{ id: payments, when: { tool: "pay_*" }, require: payment_initiate }'
    server = farthing_server(policy("10.00 USD", rules=rule))
    body = {"tool": "pay_invoice", "amount": "1.00 USD"}
    for capability, passes in [("data_write", False), ("payment_initiate", True)]:
        key = server.create_key(capability, "--capability", capability, team="finance")
        said = verb(server, "decide", body, {}, key)
        assert said["decision"] == ("allow" if passes else "block")
        if passes:
            assert verb(server, "hold", body, {}, key)["id"]
        else:
            with pytest.raises(Refused) as raised:
                verb(server, "hold", body, {}, key)
            assert raised.value.code == "rule" and "payments" in str(raised.value)


# MARK: What decide says comes true


@pytest.mark.parametrize("spent", [0, 3, 6, 9])
@pytest.mark.parametrize("amount", ["0.50 USD", "2.00 USD", "4.00 USD", "11.00 USD"])
def test_a_hold_does_what_decide_says(farthing_server, spent, amount):
    text = policy(
        "10.00 USD",
        "at: 50%, do: downgrade, to: gpt-4o-mini",
        "at: 80%, do: approve, approvers: finance",
        "at: 100%, do: approve, approvers: board, need: 2",
    )
    server = farthing_server(text)
    # Without a model nothing is downgraded; each dollar is below the share that asks, but the last.
    for _ in range(min(spent, 8)):
        settle(server, ask(server, "hold"))
    if spent > 8:
        Desk(server).approve(approval_of(refused(server, "hold")))
        settle(server, ask(server, "hold"))
    for model in ("gpt-4o", "gpt-4o-mini"):
        said = ask(server, "decide", amount, model=model)
        try:
            held = ask(server, "hold", amount, model=model)
            verb(server, "release", {"id": held["id"]}, {})
            found = "allow"
        except Refused as refusal:
            found = {"downgrade_needed": "downgrade", "approval_pending": "approve"}.get(
                refusal.code, "block"
            )
        assert said["decision"] == found, (said, found)
        if found == "approve":
            [asked] = [one for one in entries(server) if one["kind"] == "approvalAsk"][-1:]
            assert asked["group"] == said["by"]

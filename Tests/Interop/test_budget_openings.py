"""A budget that is opened late counts what one from the start counts: models' calls and tools' alike."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from console_process import ConsoleServer, ask, start_console
from farthing_process import Sandbox, wait_until

POLICY = """
version: 1
tenant: acme-corp
mode: enforce
rates:
  - { currency: EUR, per_usd: "0.9" }
budgets:
  - { id: agent-daily, per: [agent], limit: 1000.00 USD, window: day }
  - { id: everything-monthly, limit: 2000.00 USD, window: month }
  - { id: calls, limit: 1000 calls, window: month }
"""


@pytest.fixture
def server() -> Iterator[ConsoleServer]:
    box = Sandbox()
    yield start_console(box, POLICY)
    box.close()


def spent(server: ConsoleServer, budget: str) -> dict[str, int]:
    items = server.done("GET", f"/v1/accounts?budget={budget}")["items"]
    return {item["scope"]: item["spent"] for item in items if item["spent"]}


def agent(server: ConsoleServer, **more) -> tuple[str, str]:
    """A new agent; its id and its key."""
    key = server.register_agent("bot", 1000, **more)
    agents = server.done("GET", "/v1/agents?limit=100")["items"]
    return agents[-1]["id"], key


def hold_and_settle(server: ConsoleServer, key: str, nanos: int) -> None:
    """A tool's call by the spend verbs, as a gateway's client makes it."""
    headers = {"authorization": f"Bearer {key}"}
    body = {"tool": "verb", "amount": nanos}
    held = ask(server.port, "POST", "/v1/spend/hold", body, headers=headers)
    assert held.status == 200, held.text
    body = {"id": held.json["id"], "amount": nanos}
    settled = ask(server.port, "POST", "/v1/spend/settle", body, headers=headers)
    assert settled.status == 200, settled.text


def chat(server: ConsoleServer, key: str) -> int:
    """A call of a model through the gateway; what the budget of all calls has more by it."""
    before = spent(server, "everything-monthly")[""]
    body = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "x"}]}
    headers = {"authorization": f"Bearer {key}"}
    answer = ask(server.port, "POST", "/openai/v1/chat/completions", body, headers=headers)
    assert answer.status == 200, answer.text
    wait_until(lambda: not server.done("GET", "/v1/holds")["items"], 30, "the call's settlement")
    cost = spent(server, "everything-monthly")[""] - before
    assert cost > 0
    return cost


def activate(server: ConsoleServer, text: str) -> None:
    version = server.done("POST", "/v1/policies", {"text": text})["version"]
    server.done("POST", f"/v1/policies/{version}/activate", {})


def test_early_and_late_agree(server):
    name, key = agent(server)
    assert server.call(key, "t", 2.5).json["spent_today"] == 2.5
    hold_and_settle(server, key, 1_234_567_891)
    model = chat(server, key)
    made = server.done("POST", "/v1/budgets", {
        "definition": {"id": "early", "limit": "100 USD", "window": "total"},
    })
    assert made["warnings"] == []
    begun = 2_500_000_000 + 1_234_567_891 + model
    assert spent(server, "early") == {"": begun}
    # Both go on in step, also where a policy is swapped there and back.
    assert server.call(key, "t", 0.123456789).status == 200
    hold_and_settle(server, key, 1)
    total = begun + 123_456_790
    assert spent(server, "early") == {"": total}
    assert spent(server, "everything-monthly") == {"": total}
    assert spent(server, "agent-daily") == {f"agent={name}": total}
    activate(server, POLICY.replace("everything-monthly", "everything-else"))
    assert spent(server, "everything-else") == {"": total}
    assert server.call(key, "t", 1).status == 200
    activate(server, POLICY)
    for budget in ("early", "everything-monthly"):
        assert spent(server, budget) == {"": total + 1_000_000_000}
    assert spent(server, "calls") == {"": 6}
    server.done("POST", "/v1/budgets", {
        "definition": {"id": "late", "limit": "100 USD", "window": "month"},
    })
    assert spent(server, "late") == {"": total + 1_000_000_000}


def test_other_currencies_agree_to_the_nano(server):
    workspace = server.done("POST", "/v1/workspaces", {"name": "Bonn", "currency": "EUR"})
    workspace = workspace.get("workspace", workspace)
    _, key = agent(server, workspace_id=workspace["id"])
    for cost in (1, 0.000000001, 3.333333333):
        assert server.call(key, "t", cost).status == 200
    rule = {
        "name": "ask", "policy_type": "require_approval", "policy_config": {"tool_name": "x"},
        "action": "require_approval", "workspace_id": workspace["id"],
    }
    server.done("POST", "/policies", rule)
    waiting = server.call(key, "x", 0.7).json["approval_id"]
    server.done("POST", f"/v1/approvals/{waiting}/approve", {})
    for name, unit in (("usd", "USD"), ("eur", "EUR")):
        server.done("POST", "/v1/budgets", {
            "definition": {"id": f"early-{name}", "limit": f"90 {unit}", "window": "month"},
        })
    assert spent(server, "early-eur") == {"": 5_033_333_334}
    assert spent(server, "early-usd") == spent(server, "everything-monthly")
    assert server.call(key, "t", 0.1).status == 200
    server.done("POST", "/v1/budgets", {
        "definition": {"id": "late-usd", "limit": "90 USD", "window": "month"},
    })
    assert spent(server, "late-usd") == spent(server, "everything-monthly")
    assert spent(server, "late-usd") == spent(server, "early-usd")


def test_what_was_spent_counts_unless_it_says_now(server):
    _, key = agent(server)
    assert server.call(key, "t", 5).status == 200
    full = server.done("POST", "/v1/budgets", {
        "definition": {"id": "one", "limit": "1 USD", "window": "day"},
    })
    assert [warning["code"] for warning in full["warnings"]] == ["full_already"]
    warning = full["warnings"][0]
    assert warning["spent"] == 5_000_000_000 and warning["limit"] == 1_000_000_000
    refused = server.call(key, "t", 0.5)
    assert refused.status == 429 and "'one'" in refused.json["detail"]
    server.done("DELETE", "/v1/budgets/one")
    now = server.done("POST", "/v1/budgets", {
        "definition": {"id": "now", "limit": "1 USD", "window": "day", "countFrom": "now"},
    })
    assert now["warnings"] == []
    assert server.call(key, "t", 0.5).status == 200
    assert spent(server, "now") == {"": 500_000_000}


def test_another_budgets_refusal_has_its_receipt(server):
    name, key = agent(server)
    server.done("POST", "/v1/budgets", {
        "definition": {"id": "small", "limit": "1 USD", "window": "day"},
    })
    assert server.call(key, "t", 2).status == 429
    items = server.done("GET", "/v1/receipts?limit=5")["items"]
    assert any("small" in json.dumps(item) for item in items)
    assert server.done("GET", f"/v1/agents/{name}")["state"] == "active"
    assert server.call(key, "t", 1).status == 200


def test_accounts_that_nobody_has_used(server):
    _, key = agent(server)
    missing = server.admin(
        "POST", "/v1/budgets/agent-daily/pause", {"scope": "agent=does-not-exist"},
    )
    assert missing.status == 404 and missing.json["code"] == "unknown_account"
    nobody = server.done("POST", "/v1/budgets/agent-daily/pause", {})
    assert nobody["touched"] == 0
    server.done("POST", "/v1/budgets/agent-daily/resume", {})
    assert server.call(key, "t", 1).status == 200
    assert server.done("POST", "/v1/budgets/agent-daily/pause", {})["touched"] == 1
    assert server.done("POST", "/v1/budgets/agent-daily/resume", {})["touched"] == 1
    made = server.done(
        "POST", "/v1/budgets/agent-daily/top-up", {"scope": "agent=zz", "amount": "1 USD"},
    )
    assert made["made"] is True
    again = server.done(
        "POST", "/v1/budgets/agent-daily/top-up", {"scope": "agent=zz", "amount": "1 USD"},
    )
    assert again["made"] is False

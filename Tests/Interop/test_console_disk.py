"""The console of a ledger whose disk is nearly full: nothing begins, whoever asks, and everything can be
stopped."""

from __future__ import annotations

import json

import pytest

from console_process import ConsoleServer, start_console
from farthing_process import Sandbox
from test_console_control import chat
from test_low_disk import NEVER_ENOUGH

POLICY = """
version: 1
tenant: acme-corp
budgets:
  - { id: team, match: { team: finance }, limit: 100.00 USD, window: day }
rules:
  - { id: costly, when: { model: "gpt-4o*" }, do: approve, approvers: finance, need: 1, within: 1h }
"""


@pytest.fixture
def console(provider):
    box = Sandbox()
    server = start_console(box, POLICY, scripted=provider)
    yield server
    box.close()


def asked(server: ConsoleServer, key: str, run: str) -> str:
    """The approval that a call to a model waits for."""
    answer = chat(server, key, headers={"x-farthing-run": run})
    body = json.loads(answer.read())
    assert answer.status == 403, body
    return body["error"]["farthing"]["approval"].rsplit("/", 1)[-1]


def test_nothing_begins_and_everything_can_be_stopped(console):
    agent_key = console.register_agent("worker", 50)
    agent = console.done("GET", "/v1/agents")["items"][0]["id"]
    rule = {
        "name": "ask", "policy_type": "require_approval", "action": "require_approval",
        "policy_config": {"tool_name": "pay"},
    }
    console.done("POST", "/policies", rule)
    tools = [console.call(agent_key, "pay", 1).json["approval_id"] for _ in range(2)]
    team = console.create_key("finance", team="finance")
    calls = [asked(console, team, run) for run in ("one", "two")]
    console.stop()
    console.own_flags += NEVER_ENOUGH
    console.start()
    health = console.ask("GET", "/health")
    assert health.status == 503
    assert (health.json["status"], health.json["ledger"]) == ("degraded", "disk_low")
    overview = console.browser_of_admin().get("/").text
    assert "nearly full" in overview and "archive" in overview

    topped = {"amount": "5 USD"}
    policy = {"text": POLICY}
    for method, path, document in [
        ("POST", f"/v1/approvals/{calls[0]}/approve", {}),
        ("POST", f"/v1/approvals/{tools[0]}/approve", {}),
        ("POST", f"/approvals/{tools[0]}/decide", {"approval_id": tools[0], "decision": "approve"}),
        ("POST", "/v1/budgets/team/top-up", topped),
        ("POST", "/v1/agents", {"name": "other", "daily_limit_nanos": 1}),
        ("POST", "/v1/policies", policy),
        ("POST", f"/v1/agents/{agent}/reset", {}),
    ]:
        answer = console.admin(method, path, document)
        assert answer.status == 503, (path, answer.text)
        assert "nearly full" in answer.text, (path, answer.text)
    assert console.call(agent_key, "search", 1).status == 503
    assert console.done("GET", f"/v1/approvals/{calls[0]}")["state"] == "pending"
    assert console.done("GET", "/v1/budgets/team")["id"] == "team"

    console.done("POST", f"/v1/approvals/{calls[0]}/deny", {})
    console.done("POST", f"/v1/approvals/{calls[1]}/withdraw", {})
    console.done("POST", f"/v1/approvals/{tools[0]}/deny", {})
    console.done("POST", "/v1/budgets/team/pause", {})
    console.done("POST", f"/v1/agents/{agent}/pause", {})
    killed = console.done("POST", f"/v1/agents/{agent}/kill", {})
    assert killed["withdrawn_approvals"] == 1
    console.done("DELETE", f"/v1/agents/{agent}")

    console.stop()
    console.own_flags = [flag for flag in console.own_flags if flag not in NEVER_ENOUGH]
    console.start()
    console.done("POST", "/v1/budgets/team/resume", {})
    console.done("POST", "/v1/budgets/team/top-up", topped)
    assert console.verify().returncode == 0

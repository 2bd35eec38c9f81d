"""Who changed what: every change that somebody makes in the console names them, as a receipt."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from console_process import ConsoleServer, start_console
from farthing_process import Sandbox, wait_until

POLICY = """
version: 1
tenant: acme-corp
budgets:
  - { id: team, match: { team: finance }, limit: 100.00 USD, window: day }
  - { id: each, match: { team: finance }, per: [user], limit: 10.00 USD, window: day }
"""


@pytest.fixture(scope="module")
def console(provider) -> Iterator[ConsoleServer]:
    box = Sandbox()
    server = start_console(box, POLICY, scripted=provider)
    yield server
    box.close()


class Operator:
    """Who runs one workspace by its key: what the audit calls them, and a budget of theirs."""

    def __init__(self, server: ConsoleServer, workspace: str):
        made = server.done("POST", "/v1/workspaces", {"name": workspace})
        self.server, self.workspace, self.budget = server, made["id"], "b-" + workspace
        self.headers = {"authorization": f"Bearer {made['secret']}"}
        self.name = server.ask("GET", "/v1/me", headers=self.headers).json["name"]
        definition = {"id": self.budget, "limit": "10 USD", "window": "day"}
        self.send("/v1/budgets", {"definition": definition})

    def send(self, path: str, document: dict | None = None):
        answer = self.server.ask("POST", path, document or {}, headers=self.headers)
        assert 200 <= answer.status < 300, (path, answer.text)
        return answer.json


def audit(server: ConsoleServer, query: str = "") -> list[dict]:
    """The newest changes, once those that were made are counted."""
    last = server.done("GET", "/v1/log")["entries"]
    wait_until(
        lambda: server.done("GET", "/v1/receipts?limit=1")["items"][0]["sequence"] >= last - 1,
        20, "the entries in the receipts",
    )
    return server.done("GET", "/v1/audit" + query)["items"]


def test_changes_of_accounts_name_who_made_them(console):
    who = Operator(console, "changes")
    path = f"/v1/budgets/{who.budget}"
    for verb, body in [
        ("top-up", {"amount": "5 USD", "note": "for the launch"}), ("pause", {"note": "look"}),
        ("resume", {}), ("reset", {}), ("limit", {"scope": "", "limit": "50 USD"}),
    ]:
        who.send(f"{path}/{verb}", body)
    console.done("POST", "/v1/budgets/each/top-up", {"amount": "1 USD", "scope": "user=ann"})
    told = audit(console, f"?by={who.name}")
    kinds = {"topUp", "pause", "resume", "reset", "setLimit"}
    assert kinds <= {one["action"] for one in told}
    assert {one["by"] for one in told} == {who.name}
    # Each entry of the book has the registry's right before it, in one commit.
    every = {one["sequence"]: one for one in audit(console, "?limit=200")}
    for one in told:
        if one["action"] not in kinds:
            continue
        said = every[one["sequence"] - 1]
        assert said["collection"] == "accounts" and said["id"] == one["id"] == who.budget
        assert said["after"]["action"] == one["action"] and said["at_ms"] == one["at_ms"]
    topped = next(one for one in told if one["collection"] == "accounts"
                  and one["after"]["action"] == "topUp")
    assert topped["after"]["amount"] == 5 * 10**9 and topped["note"] == "for the launch"
    other = next(one for one in every.values() if one["action"] == "topUp" and one["id"] == "each")
    assert other["by"] == "admin"


def test_an_operator_at_the_machine_is_nobody_elses_name(console):
    who = Operator(console, "alone")
    who.send(f"/v1/budgets/{who.budget}/pause")
    console.run("budgets", "resume", who.budget, "--data", console.data)
    newest = next(one for one in audit(console) if one["action"] == "resume")
    assert newest["by"] == "server"
    assert newest["sequence"] not in {one["sequence"] for one in audit(console, f"?by={who.name}")}


def test_agents_kills_and_resets_are_told_with_who(console):
    who = Operator(console, "agents")
    agent = who.send("/v1/agents", {
        "name": "worker", "daily_limit_nanos": 5 * 10**9, "workspace": who.workspace,
    })["id"]
    for path in [
        f"/v1/agents/{agent}/pause", f"/agents/{agent}/resume", f"/agents/{agent}/reset",
        f"/v1/agents/{agent}/kill",
    ]:
        who.send(path)
    refused = console.ask("POST", f"/agents/{agent}/resume", {}, headers=who.headers)
    assert refused.status == 409 and f"/v1/agents/{agent}/resume" in refused.json["detail"]
    assert console.done("GET", f"/v1/agents/{agent}")["state"] == "killed"
    assert who.send(f"/v1/agents/{agent}/resume")["state"] == "active"
    told = audit(console, f"?by={who.name}")
    actions = {one["action"] for one in told if one["id"] == "agents." + who.workspace}
    assert {"pause", "resume", "reset"} <= actions
    kills = audit(console, "?collection=kills")
    assert [one["action"] for one in kills] == ["remove", "create"]
    assert kills[1]["after"]["name"] == agent and {one["by"] for one in kills} == {who.name}
    assert console.admin("GET", "/v1/audit?collection=alerts").status == 200

"""Tools that operators register in the console: their prices and guards hold in the spend verbs, too."""

from __future__ import annotations

import json
import time
import urllib.parse
from collections.abc import Iterator

import pytest

import canaries
from console_process import Answer, ConsoleServer, ask, start_console
from farthing_process import Sandbox

PRICE = 30_000_000
LIMIT = 1_000_000_000


@pytest.fixture(scope="module")
def console(sandbox: Sandbox) -> ConsoleServer:
    return start_console(sandbox)


class Agent:
    """An agent made in the console, and what it asks of the gateway."""

    def __init__(self, console: ConsoleServer, workspace: str = "default", limit: int = LIMIT):
        self.console = console
        made = console.done("POST", "/v1/agents", {
            "name": "bot", "workspace": workspace, "daily_limit_nanos": limit,
        })
        self.id, self.key = made["id"], made["secret"]
        if canaries.session:
            canaries.session.note_key(console.folder, self.key)

    def spend(self, verb: str, document: dict, **headers: str) -> Answer:
        given = {"authorization": f"Bearer {self.key}", **headers}
        return ask(
            self.console.port, "POST", f"/v1/spend/{verb}", document, headers=given, seconds=60
        )

    def hold(self, tool: str, run: str | None = None, **more) -> Answer:
        headers = {"x-farthing-run": run} if run else {}
        return self.spend("hold", {"tool": tool, **more}, **headers)

    def held(self, tool: str, **more) -> str:
        answer = self.hold(tool, **more)
        assert answer.status == 200, answer.text
        return answer.json["id"]

    def done(self, verb: str, hold: str, **more) -> dict:
        answer = self.spend(verb, {"id": hold, **more})
        assert answer.status == 200, answer.text
        return answer.json

    def tools(self, **query: str) -> list[dict]:
        path = "/v1/spend/tools" + ("?" + urllib.parse.urlencode(query) if query else "")
        headers = {"authorization": f"Bearer {self.key}"}
        answer = ask(self.console.port, "GET", path, headers=headers)
        assert answer.status == 200, answer.text
        return answer.json["tools"]

    def account(self) -> tuple[int, int]:
        """What is spent and held."""
        headers = {"authorization": f"Bearer {self.key}"}
        answer = ask(self.console.port, "GET", "/v1/spend/budgets", headers=headers).json
        own = [a for a in answer["accounts"] if a["scope"] == f"agent={self.id}"]
        return sum(a["spent"] for a in own), sum(a["held"] for a in own)


def register(
    console: ConsoleServer, name: str, workspace: str = "default", cost_nanos: int = PRICE, **guards
) -> None:
    path = f"/v1/tools/{workspace}/{urllib.parse.quote(name)}"
    etag = console.admin("GET", path).header("etag")
    console.done("PUT", path, {
        "cost_nanos": cost_nanos, "description": f"about {name}", "guards": guards,
    }, headers={"if-match": etag} if etag else {})


def code(answer: Answer) -> str:
    return answer.json["error"]["code"]


def receipt(console: ConsoleServer, answer: Answer) -> dict:
    number = answer.json["error"]["farthing"]["receipt"]
    assert answer.header("x-farthing-receipt") == number
    return console.done("GET", f"/v1/receipts/{number}")


def test_an_agent_cannot_lie_about_a_price(console):
    register(console, "price-search")
    agent = Agent(console)
    for body in ({}, {"amount": 1}, {"amount": "900 USD"}, {"amounts": {"USD": 0, "EUR": 1}}):
        answer = agent.hold("Price-Search", **body)
        assert answer.status == 200, answer.text
        assert answer.json["price"] == {
            "tool": "price-search", "amount": PRICE, "currency": "USD",
        }
        hold = answer.json["id"]
        assert agent.account()[1] == PRICE
        assert agent.done("extend", hold, amount=0)["lines"][0]["amount"] == PRICE
        before = agent.account()[0]
        settled = agent.done("settle", hold, amount=1)
        assert (settled["evidence"], settled["lines"][0]["amount"]) == ("reported", PRICE)
        assert agent.account() == (before + PRICE, 0)
    hold = agent.held("price-search", amount=5)
    agent.done("release", hold)
    assert agent.account() == (4 * PRICE, 0)


def test_who_states_nothing_of_an_unknown_tool_is_told_what_to_do(console):
    agent = Agent(console)
    refused = agent.hold("nobody-knows-it")
    assert (refused.status, code(refused)) == (400, "missing_required_parameter")
    assert "register" in refused.text
    assert agent.hold("nobody-knows-it", amount=5).status == 200


def test_a_new_price_counts_at_once(console):
    register(console, "dearer")
    agent = Agent(console)
    first = agent.held("dearer")
    register(console, "dearer", cost_nanos=2 * PRICE)
    assert [tool["amount"] for tool in agent.tools(name="dearer")] == [2 * PRICE]
    agent.done("settle", first)
    second = agent.held("dearer")
    agent.done("settle", second, amount=0)
    assert agent.account() == (3 * PRICE, 0)
    headers = {"if-match": console.admin("GET", "/v1/tools/default/dearer").header("etag")}
    gone = console.admin("DELETE", "/v1/tools/default/dearer", headers=headers)
    assert gone.status in (200, 204), gone.text
    assert agent.tools(name="dearer") == []
    assert agent.hold("dearer").status == 400


def test_the_price_as_it_was_held_outlasts_a_kill(sandbox):
    console = start_console(sandbox)
    register(console, "slow")
    agent = Agent(console)
    hold, sent, given_back = (agent.held("slow", sent=sent) for sent in (False, True, False))
    console.process.child.kill()
    console.process.child.wait()
    console.start()
    # After the start nobody knows more of the holds than the ledger does.
    register(console, "slow", cost_nanos=9 * PRICE)
    settled = agent.done("settle", hold, amount=1)
    assert settled["lines"][0]["amount"] == PRICE
    assert agent.done("settle", sent)["evidence"] == "reported"
    agent.done("release", given_back)
    assert agent.account() == (2 * PRICE, 0)
    assert agent.tools(name="slow")[0]["amount"] == 9 * PRICE
    # Settled again under another amount it is the same settlement.
    assert agent.done("settle", hold, amount=77)["repeated"] is True
    assert console.stop() == 0
    console.start()
    assert agent.done("settle", hold, amount=78)["repeated"] is True
    assert console.verify().returncode == 0


def test_without_a_console_the_prices_hold_all_the_same(sandbox):
    console = start_console(sandbox)
    register(console, "quiet")
    agent = Agent(console)
    console.stop()
    console.flags = [*console.own_flags, "--console", "off"]
    super(ConsoleServer, console).start()
    agent.done("settle", agent.held("quiet", amount=1))
    assert agent.account() == (PRICE, 0)


def test_a_rate_limit_is_one_for_all_front_doors(console):
    register(console, "limited", rate_limit={"calls_max": 3, "period_ms": 86_400_000})
    agent, other = Agent(console), Agent(console)
    agent.held("limited")
    assert console.call(other.key, "limited").status == 200
    other.held("Limited")
    refused = agent.hold("limited")
    assert (refused.status, code(refused)) == (429, "tool_rate_limited")
    assert int(refused.header("retry-after")) > 80_000
    entry = receipt(console, refused)
    assert "tool_rate_limited" in json.dumps(entry)
    called = console.call(agent.key, "limited")
    assert called.status == 429 and "3 calls" in called.text
    assert agent.account() == (0, PRICE)


def test_a_call_over_the_budget_gives_its_place_back(console):
    register(console, "scarce", rate_limit={"calls_max": 1, "period_ms": 86_400_000})
    poor = Agent(console, limit=PRICE - 1)
    assert code(poor.hold("scarce")) == "budget_exceeded"
    assert Agent(console).hold("scarce").status == 200


def test_attempts_count_in_each_run(console):
    register(console, "tried", attempts_max=2)
    agent = Agent(console)
    for _ in range(2):
        agent.held("tried", run="r1")
    refused = agent.hold("tried", run="r1")
    assert (refused.status, code(refused)) == (409, "tool_attempts_exhausted")
    assert agent.hold("tried", run="r2").status == 200
    assert Agent(console).hold("tried", run="r1").status == 200


def test_a_tool_that_fails_is_stopped_for_a_while(console):
    register(console, "broken", circuit_breaker={"failures_max": 2, "reset_ms": 1_000})
    agent = Agent(console)
    agent.done("release", agent.held("broken"), failed=True)
    agent.done("settle", agent.held("broken"), failed=True)
    stopped = time.monotonic()
    refused = agent.hold("broken")
    if time.monotonic() - stopped < 0.5:
        assert (refused.status, code(refused)) == (503, "tool_breaker_open")
        assert refused.header("retry-after") == "1"
        assert console.call(agent.key, "broken").status in (200, 503)
    deadline = time.monotonic() + 60
    while (answer := agent.hold("broken")).status == 503:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    agent.done("settle", answer.json["id"])
    assert agent.hold("broken").status == 200


def test_other_workspaces_see_nothing(console):
    workspace = console.done("POST", "/v1/workspaces", {"name": "India", "currency": "INR"})["id"]
    register(console, "only-here")
    register(console, "only-there", workspace=workspace, cost_nanos=7)
    here, there = Agent(console), Agent(console, workspace)
    assert here.tools(name="only-there") == there.tools(name="only-here") == []
    assert [tool["name"] for tool in there.tools()] == ["only-there"]
    assert there.tools()[0] == {
        "name": "only-there", "amount": 7, "currency": "INR", "guards": {},
        "description": "about only-there",
    }
    assert there.hold("only-here").status == 400
    there.done("settle", there.held("only-there", amount=1))
    assert there.account() == (7, 0)


def test_unknown_tools_are_refused_where_the_settings_say_so(sandbox):
    console = start_console(sandbox)
    register(console, "known")
    agent = Agent(console)
    settings = console.admin("GET", "/v1/settings")
    console.done(
        "PUT" if settings.status == 405 else "PATCH", "/v1/settings", {"unknown_tools": "refuse"},
        headers={"if-match": settings.header("etag")},
    )
    refused = agent.hold("unknown", amount=1)
    assert (refused.status, code(refused)) == (403, "unknown_tool")
    agent.held("known")
    assert console.stop() == 0
    console.start()
    assert agent.hold("unknown", amount=1).status == 403


def test_every_tool_of_a_workspace_is_listed_once(console):
    workspace = console.done("POST", "/v1/workspaces", {"name": "Many", "currency": "USD"})["id"]
    names = [f"tool-{number:03}" for number in range(105)]
    for name in names:
        register(console, name, workspace=workspace)
    agent = Agent(console, workspace)
    headers = {"authorization": f"Bearer {agent.key}"}
    seen, path = [], "/v1/spend/tools"
    while path:
        page = ask(console.port, "GET", path, headers=headers).json
        seen += [tool["name"] for tool in page["tools"]]
        path = page["next"] and f"/v1/spend/tools?cursor={page['next']}"
    assert seen == names

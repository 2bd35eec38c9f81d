"""Who may ask a console from where: names of hosts, pages from elsewhere, cookies of consoles beside each other,
and commands that show a token to its own console alone. And agents that only their calls name."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator

import pytest

from console_process import ConsoleServer, SignedIn, ask, start_console
from farthing_process import Sandbox, free_port, wait_until
from test_console_control import chat
from wall_clock import WallClock

POLICY = """
version: 1
tenant: acme-corp
mode: enforce
budgets:
  - { id: team, match: { team: finance }, limit: 100.00 USD, window: day }
  - { id: each, match: { team: finance }, per: [agent], limit: 50.00 USD, window: day }
"""


@pytest.fixture
def console(provider) -> Iterator[ConsoleServer]:
    box = Sandbox()
    server = start_console(box, POLICY, scripted=provider)
    server.team_key = server.create_key("finance", team="finance")
    yield server
    box.close()


@pytest.fixture
def compatible(provider) -> Iterator[ConsoleServer]:
    box = Sandbox()
    server = start_console(box, POLICY, scripted=provider, is_compatible=True)
    yield server
    box.close()


def test_a_foreign_name_of_this_machine_is_refused(compatible):
    server = compatible
    for port in (server.console_port, server.compatible_port):
        for host in ("evil.example", f"evil.example:{port}", f"127.0.0.1.evil.example:{port}"):
            answer = ask(port, "GET", "/health", headers={"host": host})
            assert answer.status == 421, (host, answer.text)
        for host in (f"localhost:{port}", f"127.0.0.1:{port}", f"[::1]:{port}"):
            assert ask(port, "GET", "/health", headers={"host": host}).status == 200, host


def test_no_page_from_elsewhere_changes_what_asks_nobody(compatible):
    port = compatible.compatible_port
    document = {"name": "worker", "daily_budget": 5}
    for origin in ("https://evil.example", "null"):
        answer = ask(port, "POST", "/agents/register", document, headers={"origin": origin})
        assert answer.status == 403, answer.text
    # As agent-gov's own clients ask.
    made = ask(port, "POST", "/agents/register", document)
    assert made.status == 200, made.text
    key = made.json["api_key"]
    called = {"agent_key": key, "tool_name": "search", "estimated_cost": 1}
    assert ask(port, "POST", "/proxy/call", called).status == 200
    reset = ask(port, "POST", f"/agents/{key}/reset", headers={"origin": "https://evil.example"})
    assert reset.status == 403, reset.text


def test_a_right_secret_from_a_foreign_page_is_refused(console):
    browser = console.browser_of_admin()
    agent = console.done("POST", "/v1/agents", {"name": "worker", "daily_limit_nanos": 5})["id"]
    fields = {"csrf": browser.csrf()}
    for origin, status in (("https://evil.example", 403), (console.console_url, 303)):
        answer = browser.post(f"/agents/{agent}/pause", fields, {"origin": origin})
        assert answer.status == status, answer.text


def test_consoles_beside_each_other_have_cookies_of_their_own(console, provider):
    box = Sandbox()
    other = start_console(box, POLICY, scripted=provider)
    names = []
    for server in (console, other):
        server.stop()
        server.start()
        browser = SignedIn(server)
        browser.sign_in(server.admin_token)
        names += [name for name in browser.cookies if name.startswith("farthing_session")]
    box.close()
    assert len(names) == 2 and names[0] != names[1]
    assert names == [f"farthing_session_{server.console_port}" for server in (console, other)]


def test_wrong_tokens_keep_no_right_one_out(console):
    browser = SignedIn(console)
    for _ in range(12):
        answer = browser.post("/sign-in", {"token": "fa_" + "A" * 43})
    assert answer.status == 429
    browser.sign_in(console.admin_token)
    assert browser.get("/agents").status == 200


# --- Commands --------------------------------------------------------------------------------------


def prices(server: ConsoleServer) -> dict[str, int]:
    listed = server.done("GET", "/v1/tools?workspace=default&limit=200")["items"]
    return {tool["name"]: tool["cost_nanos"] for tool in listed}


def test_seeds_leave_what_is_there_as_it_is(console):
    own = {"cost_nanos": 123_000_000, "description": "by contract"}
    console.done("PUT", "/v1/tools/default/Tavily-Search", own)
    data = ("--data", console.data)
    preview = console.run("tools", "seed", "--preview", *data).stdout
    [line] = [line for line in preview.splitlines() if line.startswith("tavily-search")]
    assert "0.123" in line and "0.008" in line and "kept" in line
    said = console.run("tools", "seed", *data).stdout
    assert "kept tavily-search at 0.123" in said
    assert prices(console)["Tavily-Search"] == 123_000_000
    assert prices(console)["exa-search"] == 5_000_000
    console.run("tools", "seed", "--update", "--filter", "tavily", *data)
    assert 8_000_000 in prices(console).values() and 123_000_000 not in prices(console).values()


def test_a_token_is_shown_to_its_own_console_alone(console, provider):
    box = Sandbox()
    other = start_console(box, POLICY, scripted=provider)
    before = prices(other)
    at = ("--data", console.data, "--server", other.console_url)
    refused = console.run("tools", "seed", *at, check=False)
    assert refused.returncode != 0 and "--token-file" in refused.stderr, refused.stderr
    assert prices(other) == before
    named = ("--token-file", other.data / "admin.token")
    console.run("tools", "seed", *at, *named, "--filter", "exa")
    assert "exa-search" in prices(other)
    other.stop()
    stopped = console.run("tools", "seed", "--data", other.data, check=False)
    assert stopped.returncode == 69 and "--server" in stopped.stderr
    box.close()


def test_a_clock_that_was_far_ahead_is_told(provider):
    box = Sandbox()
    clock = WallClock(box.folder)
    server = start_console(box, POLICY, scripted=provider, environment=clock.environment())
    data = ("--data", server.data)
    key = server.register_agent("worker", 100)
    assert "ahead" not in server.run("status", *data).stdout
    now = datetime.datetime.now(datetime.timezone.utc)
    clock.set(f"{now + datetime.timedelta(days=40 * 365):@%Y-%m-%d %H:%M:%S}")
    assert server.call(key, "search", 1).status == 200
    clock.set(f"{now:@%Y-%m-%d %H:%M:%S}")
    # As it is found at the next look, or with the next start.
    server.stop()
    server.start()
    wait_until(lambda: server.ask("GET", "/health").json["ahead_until_ms"], 30, "the look")
    assert "ahead" in server.run("status", *data).stdout
    assert "the clock was ahead once" in server.process.text()
    box.close()


# --- Agents that only their calls name -------------------------------------------------------------


def test_an_agent_that_its_calls_name_is_seen_and_stopped(console):
    def call(agent: str):
        answer = chat(console, console.team_key, headers={"x-farthing-agent": agent})
        body = json.loads(answer.read())
        return answer, body

    assert call("loop")[0].status == 200 and call("calm")[0].status == 200
    console.register_agent("known", 5)

    def listed() -> list[dict]:
        return console.done("GET", "/v1/agents")["items"]

    wait_until(lambda: len(listed()) == 3, 20, "the calls in the list of agents")
    known, calm, loop = listed()
    assert known["is_registered"] and not calm["is_registered"]
    assert (calm["id"], loop["id"]) == ("calm", "loop") and loop["last_call_at_ms"]
    assert known["last_call_at_ms"] is None
    browser = console.browser_of_admin()
    assert "/agents/loop" in browser.get("/agents").text
    assert "/agents/loop" in browser.get("/").text
    assert "Stop this agent" in browser.get("/agents/loop").text

    console.done("POST", "/v1/agents/loop/kill", {"note": "it loops"})
    answer, body = call("loop")
    error = body["error"]
    assert answer.status == 429 and error["code"] == "killed", body
    assert error["type"] == "insufficient_quota" and "operator" in error["message"]
    assert answer.getheader("x-should-retry") == "false"
    assert call("calm")[0].status == 200
    console.done("POST", "/v1/agents/loop/resume", {})
    assert call("loop")[0].status == 200
    console.done("POST", "/v1/agents/loop/pause", {})
    assert call("loop")[1]["error"]["code"] == "budget_paused"
    assert call("calm")[0].status == 200
    assert console.admin("POST", "/v1/agents/nobody/kill", {}).status == 404
    # A port that nobody listens on is no console.
    assert console.run("status", "--server", f"http://127.0.0.1:{free_port()}", check=False).returncode == 69


def test_stopping_everything_withdraws_what_waits(console):
    key = console.register_agent("worker", 50)
    rule = {
        "name": "ask", "policy_type": "require_approval", "action": "require_approval",
        "policy_config": {"tool_name": "pay"},
    }
    console.done("POST", "/policies", rule)
    asked = console.call(key, "pay", 1).json["approval_id"]
    everything = {"target": "everything", "confirm": "everything"}
    killed = console.done("POST", "/v1/kill", everything)
    assert killed["withdrawn_approvals"] == 1, killed
    assert console.done("GET", "/v1/approvals")["items"] == []
    assert console.done("GET", f"/v1/approvals/{asked}")["state"] == "withdrawn"

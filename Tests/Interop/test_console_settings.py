"""What is set in the console is obeyed by the running server, and what stands beside the console knows
of it: exports that agentguard-spend verifies, metrics, and the pruning of the journal."""

from __future__ import annotations

import asyncio
import datetime
import json
import uuid
from collections.abc import Iterator

import pytest

import test_receipts_vectors as receipts
from agentguard_spend import verify_chain
from console_process import ConsoleServer, start_console
from farthing_process import Sandbox, request, wait_until
from test_events import Receiver
from wall_clock import WallClock

POLICY = """
version: 1
tenant: acme-corp
mode: enforce
budgets:
  - { id: team, match: { team: finance }, limit: 100.00 USD, window: day, countFrom: now }
"""
ASKS = {
    "name": "asks", "policy_type": "require_approval", "policy_config": {"tool_name": "pay"},
    "action": "require_approval",
}


@pytest.fixture
def box() -> Iterator[Sandbox]:
    made = Sandbox()
    yield made
    made.close()


def set_to(server: ConsoleServer, **settings) -> dict:
    return server.done("PATCH", "/v1/settings", settings, headers={"if-match": "*"})


def later(clock: WallClock, **time) -> None:
    now = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**time)
    clock.set(f"{now:@%Y-%m-%d %H:%M:%S}")


def test_sign_ins_and_approvals_end_when_the_settings_say(box):
    clock = WallClock(box.folder)
    server = start_console(box, POLICY, environment=clock.environment())
    key = server.register_agent("worker", 100)
    server.done("POST", "/policies", ASKS)
    before = server.call(key, "pay", 2).json["approval_id"]
    set_to(server, session_ms=300_000, approval_hold_ms=60_000)
    asked = server.call(key, "pay", 2).json["approval_id"]
    browser = server.browser_of_admin()
    cookie = next(line for line in browser.set_cookies if line.startswith("farthing_session"))
    assert "Max-Age=300" in cookie
    assert browser.get("/agents").status == 200
    later(clock, seconds=70)
    pending = [item["id"] for item in server.done("GET", "/v1/approvals")["items"]]
    assert before in pending and asked not in pending
    late = server.admin("POST", f"/v1/approvals/{asked}/approve", {})
    assert late.status == 409, late.text
    # Its money is free again.
    wait_until(
        lambda: server.done("GET", "/v1/agents")["items"][0]["held_nanos"] == 2 * 10**9, 30,
        "the end of the hold",
    )
    later(clock, seconds=310)
    assert browser.get("/agents").status == 303
    # As everything is after a restart.
    server.stop()
    server.start()
    settings = server.done("GET", "/v1/settings")
    assert (settings["session_ms"], settings["approval_hold_ms"]) == (300_000, 60_000)
    assert "language" not in settings


def test_events_are_told_in_the_language_of_the_server_or_the_webhook(box):
    server = start_console(box, POLICY, "--language", "pt")
    receiver = Receiver()
    for more in ({}, {"language": "es"}):
        server.done("POST", "/v1/webhooks", {"url": receiver.url, "types": ["budget.*"], **more})
    said = {hook["language"] for hook in server.done("GET", "/v1/webhooks")["items"]}
    assert said == {"pt", "es"}
    server.run("budgets", "pause", "team", "--data", server.data)
    wait_until(lambda: len(receiver.taken) == 2, 20, "the deliveries")
    texts = {json.loads(body)["data"]["text"] for _, body in receiver.taken}
    assert len(texts) == 2
    receiver.close()


def test_an_export_in_the_form_agentguard_is_signed_by_the_servers_key(box, tmp_path):
    server = start_console(box, POLICY)
    key = server.register_agent("worker", 10)
    server.done("POST", "/tools/register", {"name": "search", "cost_per_call": 1})
    for _ in range(3):
        assert server.call(key, "search").status == 200
    answer = server.admin("GET", "/v1/receipts/export?form=agentguard")
    assert answer.status == 200, answer.text
    path = tmp_path / "export.jsonl"
    path.write_bytes(answer.body)
    public = (server.data / "public.key").read_bytes()
    verdict = asyncio.run(verify_chain(receipts.agentguard_entries(path), public))
    assert verdict.ok, verdict
    entries = len(path.read_bytes().splitlines())
    assert entries == server.done("GET", "/v1/log")["entries"] > 3
    # Without its key at hand the server says what does it.
    (server.data / "private.key").rename(box.folder / "private.key")
    refused = server.admin("GET", "/v1/receipts/export?form=agentguard")
    assert refused.status in (422, 503) and "key" in refused.text, refused.text
    assert server.admin("GET", "/v1/receipts/export?form=farthing").status == 200


def test_events_of_clients_are_metrics(box):
    server = start_console(box, POLICY)
    _, text = request(server.port, "GET", "/metrics")
    assert "# TYPE farthing_client_events_total counter" in text.decode()
    key = server.create_key("finance", team="finance")
    run = f"run-{uuid.uuid4()}"
    events = [
        {"id": str(number), "run_id": run, "category": "guard", "name": name}
        for number, name in enumerate(["blocked", "blocked", "allowed"])
    ]
    answer = server.ask(
        "POST", "/api/v1/events", {"events": events}, headers={"authorization": f"Bearer {key}"}
    )
    assert answer.status == 202 and answer.json["accepted"] == 3, answer.text
    assert server.metric("farthing_client_events_total", event="guard.blocked") == 2
    assert server.metric("farthing_client_events_total", event="guard.allowed") == 1


def archive(server: ConsoleServer) -> dict:
    server.run("log", "publish", "--data", server.data)
    done = server.run(
        "receipts", "archive", "--data", server.data, "--json", "--keep-days", "0", "--prune"
    )
    return json.loads(done.stdout)


def test_pruning_waits_until_the_consoles_webhooks_have_been_told(box):
    # What is of an open window stays in any case: the entries are of the day before.
    clock = WallClock(box.folder)
    clock.set("@2026-03-09 23:57:00")
    server = start_console(box, POLICY, environment=clock.environment())
    receiver = Receiver()
    receiver.status = 503
    hook = server.done("POST", "/v1/webhooks", {"url": receiver.url, "types": ["budget.*"]})["id"]
    server.run("budgets", "pause", "team", "--data", server.data)
    paused = server.done("GET", "/v1/log")["entries"]

    def add_entries(name: str) -> int:
        for number in range(20):
            server.done("PUT", f"/v1/tools/default/{name}-{number}", {"cost_nanos": 1})
        return server.done("GET", "/v1/log")["entries"]

    end = add_entries("first")
    wait_until(lambda: len(receiver.refused) > 0, 20, "a delivery")
    clock.set("@2026-03-10 00:01:00")
    kept = archive(server)
    assert kept["first"] < paused and "told" in kept["kept_because"], kept
    # Nor does it go on without a server.
    server.stop()
    kept = archive(server)
    assert kept["first"] < paused and "told" in kept["kept_because"], kept
    server.start()
    # What is switched off is waited for no longer.
    server.done("PATCH", f"/v1/webhooks/{hook}", {"enabled": False}, headers={"if-match": "*"})
    assert archive(server)["first"] >= end
    receiver.status = 204
    server.done("PATCH", f"/v1/webhooks/{hook}", {"enabled": True}, headers={"if-match": "*"})
    server.run("budgets", "resume", "team", "--data", server.data)
    wait_until(lambda: len(receiver.taken) > 0, 20, "what comes from then on")
    # Told at once, it keeps nothing.
    end = add_entries("second")
    clock.set("@2026-03-11 00:01:00")
    assert archive(server)["first"] >= end
    receiver.close()

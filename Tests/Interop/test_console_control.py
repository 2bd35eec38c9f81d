"""The console against a running server: receipts that verify, files of the journal, events as they happen,
webhooks with their signatures, and the kill switch in the middle of a stream."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator

import pytest
from standardwebhooks import Webhook

import canaries
from console_process import ConsoleServer, start_console
from farthing_process import Sandbox, ScriptedProvider, free_port, wait_until
from test_events import Receiver

MODEL = "gpt-4o-mini"
POLICY = """
version: 1
tenant: acme-corp
mode: enforce
budgets:
  - { id: team, match: { team: finance }, limit: 100.00 USD, window: day, hold: metered }
  - { id: small, match: { team: poor }, limit: 0.0001 USD, window: day }
"""


@pytest.fixture(scope="module")
def console(sandbox: Sandbox, provider) -> ConsoleServer:
    server = start_console(sandbox, POLICY, scripted=provider)
    server.team_key = server.create_key("finance", team="finance")
    return server


@pytest.fixture
def own(provider) -> Iterator[ConsoleServer]:
    """A console whose calls a test may stop for good."""
    box = Sandbox()
    server = start_console(box, POLICY, scripted=provider)
    server.team_key = server.create_key("finance", team="finance")
    yield server
    box.close()


def chat(server: ConsoleServer, key: str, **more) -> http.client.HTTPResponse:
    """One request to a model through the gateway; its answer is still to be read."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    headers = {
        "authorization": f"Bearer {key}", "content-type": "application/json",
        **more.pop("headers", {}),
    }
    document = {"model": MODEL, "messages": [{"role": "user", "content": "Hello"}], **more}
    connection.request("POST", "/openai/v1/chat/completions", json.dumps(document), headers)
    return connection.getresponse()


def called(server: ConsoleServer, run: str, key: str | None = None) -> int:
    """A call of a run, to its end; the status."""
    answer = chat(server, key or server.team_key, headers={"x-farthing-run": run})
    answer.read()
    return answer.status


def receipts(server: ConsoleServer, run: str, kind: str) -> list[dict]:
    return server.done("GET", f"/v1/receipts?run={run}&kind={kind}")["items"]


# --- Receipts --------------------------------------------------------------------------------------


def test_a_receipt_is_found_shown_and_proven(console, tmp_path):
    assert called(console, "proven") == 200
    wait_until(lambda: receipts(console, "proven", "settle"), 20, "the settlement")
    short = receipts(console, "proven", "settle")[0]
    assert short["key_id"] and short["cost_nanos"] > 0 and short["model"] == MODEL
    full = console.done("GET", f"/v1/receipts/{short['sequence']}")
    assert full["entry"]["kind"] == "settle" and full["hash"] in full["line"]
    assert full["seal"]["first_sequence"] <= short["sequence"] <= full["seal"]["last_sequence"]

    def proof():
        return console.admin("GET", f"/v1/receipts/{short['sequence']}/proof")

    wait_until(lambda: proof().status == 200, 30, "the proof")
    file = tmp_path / "r.tlog-proof"
    file.write_bytes(proof().body)
    key = console.done("GET", "/v1/log")["public_key"]
    assert console.run("verify", "--proof", file, "--key", key).returncode == 0
    number = short["sequence"]
    altered = proof().body.replace(f"index {number}".encode(), f"index {number - 1}".encode())
    assert altered != proof().body
    file.write_bytes(altered)
    assert console.run("verify", "--proof", file, "--key", key, check=False).returncode != 0


def test_the_log_is_what_the_command_says(console):
    log = console.done("GET", "/v1/log")
    assert log["origin"].startswith("farthing/") and log["entries"] > 0
    assert log["verifier_key"].startswith(log["origin"] + "+")
    assert len(log["public_key"]) == 64 and len(log["head_hash"]) == 64


@pytest.mark.parametrize("form", ["farthing", "jsonl", "csv", "focus"])
def test_the_journal_comes_as_the_command_writes_it(console, form, tmp_path):
    for number in range(3):
        called(console, f"exported-{number}")
    answer = console.admin("GET", f"/v1/receipts/export?form={form}")
    assert answer.status == 200 and "attachment" in answer.header("content-disposition")
    file = tmp_path / "export"
    console.run("receipts", "export", "--data", console.data, "--form", form, "--output", file)
    written = file.read_bytes()
    # The journal may have grown between the two.
    assert len(answer.body) > 100 and written.startswith(answer.body)
    if form == "farthing":
        file.write_bytes(answer.body)
        key = console.done("GET", "/v1/log")["public_key"]
        assert console.run("verify", file, "--key", key, check=False).returncode == 0


def test_part_of_the_journal_is_what_lies_between_the_times(console):
    called(console, "early")
    wait_until(lambda: receipts(console, "early", "settle"), 20, "the settlement")
    cut = receipts(console, "early", "settle")[0]["at_ms"] + 1
    time.sleep(0.01)
    called(console, "late")
    wait_until(lambda: receipts(console, "late", "settle"), 20, "the settlement")
    after = console.admin("GET", f"/v1/receipts/export?form=jsonl&from_ms={cut}").text
    before = console.admin("GET", f"/v1/receipts/export?form=jsonl&to_ms={cut}").text
    assert '"late"' in after and '"early"' not in after
    assert '"early"' in before and '"late"' not in before
    assert console.admin("GET", f"/v1/receipts/export?from_ms={cut}").status == 422


def test_who_is_no_auditor_has_no_receipts(console):
    agent = console.register_agent("curious", 1)
    for path in ["/v1/receipts", "/v1/receipts/1", "/v1/receipts/1/proof", "/v1/receipts/export", "/v1/audit"]:
        assert console.ask("GET", path).status == 401
        answer = console.ask("GET", path, headers={"authorization": f"Bearer {agent}"})
        assert answer.status == 403, path


# --- Sums, holds, runs, changes --------------------------------------------------------------------


def test_what_was_spent_is_added_up_to_the_nano(console):
    for _ in range(4):
        called(console, "summed")
    wait_until(lambda: len(receipts(console, "summed", "settle")) == 4, 20, "the settlements")
    spent = sum(one["cost_nanos"] for one in receipts(console, "summed", "settle"))
    sums = console.done("GET", "/v1/analytics?run=summed&by=model&step=hour")
    assert sums["total"]["cost_nanos"] == spent and sums["total"]["calls"] == 4
    assert [group["value"] for group in sums["groups"]] == [MODEL]
    assert sum(point["cost_nanos"] for point in sums["groups"][0]["points"]) == spent
    run = console.done("GET", "/v1/runs/summed")
    assert (run["calls"], run["cost_nanos"], run["state"]) == (4, spent, "running")
    assert [share["value"] for share in run["by_model"]] == [MODEL]


def test_a_change_is_told_with_what_was_before(console):
    made = console.done("POST", "/v1/agents", {"name": "told", "daily_limit_nanos": 5})
    agent, version = made["id"], made["version"]
    changed = console.admin(
        "PATCH", f"/v1/agents/{agent}", {"name": "told better"}, headers={"if-match": f'"{version}"'}
    )
    assert changed.status == 200, changed.text
    items = console.done("GET", f"/v1/audit?collection=agents&id={agent}")["items"]
    assert [item["action"] for item in items] == ["edit", "create"]
    assert items[0]["before"]["name"] == "told" and items[0]["after"]["name"] == "told better"
    assert items[0]["by"] == "admin" and items[1]["before"] is None


# --- Events ----------------------------------------------------------------------------------------


class Stream:
    """The console's events, read line by line."""

    def __init__(self, server: ConsoleServer, query: str = "", **headers: str):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.console_port, timeout=30)
        given = {"authorization": f"Bearer {server.admin_token}", **headers}
        self.connection.request("GET", "/v1/events" + query, headers=given)
        self.answer = self.connection.getresponse()

    def event(self) -> dict:
        """The next event; its id, type and data."""
        event: dict = {}
        while True:
            line = self.answer.readline().decode().rstrip("\n")
            if not line and "data" in event:
                return event
            name, _, value = line.partition(": ")
            if name in ("id", "event", "data"):
                event[name] = json.loads(value) if name == "data" else value

    def close(self) -> None:
        self.connection.close()


def test_events_come_as_they_happen_and_go_on_where_they_stopped(console):
    stream = Stream(console, "?types=budget.*")
    assert stream.answer.status == 200
    assert stream.answer.getheader("content-type").startswith("text/event-stream")
    for word in ("pause", "resume"):
        console.run("budgets", word, "small", "--data", console.data)
    first = stream.event()
    assert first["event"] == "budget.paused" and first["data"]["data"]["budget"] == "small"
    stream.close()
    again = Stream(console, "?types=budget.*", **{"last-event-id": first["id"]})
    assert again.event()["event"] == "budget.resumed"
    again.close()


def test_streams_end_with_the_server(own):
    stream = Stream(own)
    stream.answer.readline()
    began = time.monotonic()
    own.stop()
    while stream.answer.readline():
        continue
    assert time.monotonic() - began < 30


# --- Webhooks --------------------------------------------------------------------------------------


def test_a_webhook_of_the_console_is_delivered_signed_and_outlasts_a_restart(own):
    receiver = Receiver()
    address = f"{receiver.url}?token={canaries.PROMPT.split()[0]}"
    made = own.done("POST", "/v1/webhooks", {"url": address, "types": ["budget.*"]})
    secret, hook = made["secret"], made["id"]
    tried = own.done("POST", f"/v1/webhooks/{hook}/test")
    assert tried["status"] == 204 and tried["error"] is None
    own.run("budgets", "pause", "small", "--data", own.data)
    wait_until(lambda: len(receiver.taken) == 2, 20, "the delivery")
    types = []
    for fields, body in receiver.taken:
        types.append(Webhook(secret).verify(body, fields)["type"])
    assert types == ["webhook.test", "budget.paused"]
    shown = own.done("GET", "/v1/webhooks")["items"][0]
    assert shown["delivery"]["delivered"] == 1 and shown["delivery"]["last_status"] == 204
    assert shown["delivery"]["last_taken_at_ms"] and shown["delivery"]["last_error"] is None
    own.stop()
    own.start()
    own.run("budgets", "resume", "small", "--data", own.data)
    wait_until(lambda: len(receiver.taken) == 3, 20, "the delivery after a restart")
    assert Webhook(secret).verify(receiver.taken[2][1], receiver.taken[2][0])["type"] == "budget.resumed"
    assert own.admin("DELETE", f"/v1/webhooks/{hook}").status == 204
    own.run("budgets", "pause", "small", "--data", own.data)
    time.sleep(1)
    assert len(receiver.taken) == 3
    # Neither in a list nor in the journal.
    said = own.run("receipts", "list", "--data", own.data, "--last", "100000", "--json").stdout
    for text in (said, json.dumps(own.done("GET", "/v1/audit"))):
        assert secret not in text and canaries.PROMPT.split()[0] not in text
    receiver.close()


def test_a_receiver_that_is_away_is_said(own):
    made = own.done("POST", "/v1/webhooks", {"url": f"http://127.0.0.1:{free_port()}/"})
    tried = own.done("POST", f"/v1/webhooks/{made['id']}/test")
    assert tried["status"] is None and tried["error"]
    own.run("budgets", "pause", "small", "--data", own.data)

    def delivery() -> dict:
        return own.done("GET", "/v1/webhooks")["items"][0]["delivery"]

    wait_until(lambda: delivery()["failed"] > 0, 30, "the first try")
    assert delivery()["last_taken_at_ms"] is None and delivery()["last_tried_at_ms"]
    assert delivery()["last_error"] and delivery()["behind"] > 0
    page = own.browser_of_admin().get("/settings").text
    assert "never" in page and "last try: " + delivery()["last_error"] in page
    for url in ["http://example.com/", "ftp://127.0.0.1/", "https://user@host/", "nonsense"]:
        assert own.admin("POST", "/v1/webhooks", {"url": url}).status == 422


# --- The kill switch -------------------------------------------------------------------------------


@pytest.fixture
def slow(tmp_path) -> Iterator[ConsoleServer]:
    """A console before a provider that takes a quarter of a second for each piece of a stream."""
    box = Sandbox()
    server = start_console(box, POLICY, scripted=box.scripted("--chunk-delay-ms", "250"))
    server.team_key = server.create_key("finance", team="finance")
    yield server
    box.close()


def test_a_running_stream_is_cut_and_charged_and_nothing_begins_until_it_is_lifted(slow):
    answer = chat(slow, slow.team_key, stream=True, max_tokens=400, headers={"x-farthing-run": "r1"})
    assert answer.status == 200
    assert answer.readline()
    killed = slow.done(
        "POST", "/v1/kill", {"target": "everything", "confirm": "everything", "note": "runaway"}
    )
    assert killed["running_holds"] == 0
    rest = answer.read().decode()
    assert "[DONE]" in rest and '"finish_reason":"length"' in rest
    slow.wait_until_nothing_held()
    wait_until(lambda: receipts(slow, "r1", "settle"), 20, "the settlement")
    settled = receipts(slow, "r1", "settle")[0]
    assert settled["cost_nanos"] > 0
    full = slow.done("GET", f"/v1/receipts/{settled['sequence']}")
    assert full["entry"]["usage"]["ending"] == "killed"
    refused = chat(slow, slow.team_key)
    assert refused.status == 429 and "kill" in refused.read().decode()
    agent = slow.register_agent("stopped", 1)
    assert slow.call(agent, "search", 0.1).status >= 400
    slow.stop()
    slow.start()
    assert called(slow, "r2") == 429, "it outlasts a restart"
    assert slow.done("GET", "/v1/kill")["items"][0]["note"] == "runaway"
    slow.done("POST", "/v1/kill/lift", {"target": "everything"})
    assert called(slow, "r2") == 200
    assert slow.verify().returncode == 0


def test_one_run_is_stopped_and_others_go_on(slow):
    streams = {
        run: chat(slow, slow.team_key, stream=True, max_tokens=60, headers={"x-farthing-run": run})
        for run in ("bad", "good")
    }
    for stream in streams.values():
        assert stream.readline()
    slow.done("POST", "/v1/runs/bad/kill", {"note": "looping"})
    assert '"finish_reason":"length"' in streams["bad"].read().decode()
    assert called(slow, "bad") == 429 and called(slow, "good") == 200
    assert slow.done("GET", "/v1/runs/bad")["state"] == "killed"
    assert slow.done("GET", "/v1/runs/good")["state"] == "running"
    streams["good"].close()

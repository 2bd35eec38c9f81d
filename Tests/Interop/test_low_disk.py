"""A ledger whose disk is nearly full: nothing begins, and what runs is settled."""

from __future__ import annotations

import http.client
import json

import pytest

from conftest import messages, policy
from farthing_process import Farthing, request

NEVER_ENOUGH = ["--set", f"diskFreeBytesMin={1 << 60}"]
CHAT = {"model": "gpt-4o-mini", "messages": messages(steering="tokens=5"), "max_tokens": 16}


def post(server: Farthing, path: str, body: dict, key: str | None = None) -> tuple[int, dict, dict]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    headers = {
        "authorization": f"Bearer {key or server.key}",
        "content-type": "application/json",
    }
    connection.request("POST", path, json.dumps(body), headers)
    answer = connection.getresponse()
    text = answer.read()
    fields = {name.lower(): value for name, value in answer.getheaders()}
    connection.close()
    return answer.status, json.loads(text), fields


def verb(server: Farthing, name: str, body: dict) -> tuple[int, dict, dict]:
    return post(server, f"/v1/spend/{name}", body)


def start_again(server: Farthing, *flags: str) -> None:
    server.stop()
    server.flags = list(flags)
    server.start()


def metric(server: Farthing, name: str) -> str:
    text = request(server.port, "GET", "/metrics")[1].decode()
    return next(line.split()[1] for line in text.splitlines() if line.startswith(name + " "))


def test_nothing_begins_and_what_is_open_ends(farthing_server):
    server = farthing_server(policy())
    holds = []
    for _ in range(3):
        status, held, _ = verb(server, "hold", {"tool": "search", "amount": "1.00 USD"})
        assert status == 200
        holds.append(held["id"])
    start_again(server, *NEVER_ENOUGH)
    for path, body in [
        ("/openai/v1/chat/completions", CHAT),
        ("/v1/spend/hold", {"tool": "search", "amount": "1.00 USD"}),
        ("/v1/spend/extend", {"id": holds[2], "amount": "2.00 USD"}),
    ]:
        status, body, fields = post(server, path, body)
        assert (status, body["error"]["code"]) == (503, "disk_low"), (path, body)
        assert fields["x-should-retry"] == "true"
        assert "nearly full" in body["error"]["message"]
    assert server.scripted.bill() == []
    assert metric(server, "farthing_disk_low") == "1"
    assert server.process.text().count("disk is nearly full") == 1
    # Renewed, settled, given back.
    assert verb(server, "extend", {"id": holds[2]})[0] == 200
    assert verb(server, "settle", {"id": holds[0], "amount": "0.25 USD"})[0] == 200
    assert verb(server, "release", {"id": holds[1]})[0] == 200
    start_again(server)
    assert metric(server, "farthing_disk_low") == "0"
    assert int(metric(server, "farthing_disk_free_bytes")) > 0
    status, body, _ = post(server, "/openai/v1/chat/completions", CHAT)
    assert status == 200, body
    assert verb(server, "release", {"id": holds[2]})[0] == 200
    server.wait_until_nothing_held()
    assert server.verify().returncode == 0


def test_no_room_is_asked_for(farthing_server):
    server = farthing_server(policy(), "--set", "diskFreeBytesMin=0")
    assert post(server, "/openai/v1/chat/completions", CHAT)[0] == 200
    assert metric(server, "farthing_disk_low") == "0"


@pytest.mark.parametrize("dialect", ["anthropic", "gemini"])
def test_the_refusal_has_the_providers_shape(farthing_server, dialect):
    server = farthing_server(policy(), *NEVER_ENOUGH)
    if dialect == "anthropic":
        body = {"model": "claude-sonnet-4-5", "max_tokens": 16, "messages": CHAT["messages"]}
        status, body, _ = post(server, "/anthropic/v1/messages", body)
        assert (status, body["type"]) == (503, "error")
    else:
        body = {"contents": [{"parts": [{"text": "Hi"}]}]}
        path = "/gemini/v1beta/models/gemini-2.5-flash:generateContent"
        status, body, _ = post(server, path, body)
        assert status == 503 and body["error"]["code"] == 503
    assert "nearly full" in body["error"]["message"]

"""Planted prompts and keys are in no file, log, metric, error or export: only at the provider."""

from __future__ import annotations

import base64
import http.client
import json
from pathlib import Path

import openai
import pytest

from farthing_process import Farthing, request

PROMPT = "canary-prompt-7f3a91"
PROVIDER_KEY = "sk-provider-canary-0001"

POLICY = """
version: 1
budgets:
  - { id: team, match: { team: finance }, limit: 5.00 USD, window: day }
  - { id: tight, match: { agent: tight }, limit: 0.000001 USD, window: day }
rules:
  - { id: dear, when: { cost: "> 3.00 USD" }, do: block }
"""


def raw(server: Farthing, body: bytes, **headers: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        connection.request(
            "POST", "/openai/v1/chat/completions", body,
            {"authorization": f"Bearer {server.key}", "content-type": "application/json", **headers},
        )
        return connection.getresponse().read()
    finally:
        connection.close()


def exercise(server: Farthing, client: openai.OpenAI) -> list[bytes]:
    """Every way that a prompt can take, with every outcome; returns what errors said."""
    said: list[bytes] = []
    messages = [{"role": "user", "content": f"remember {PROMPT}"}]
    client.chat.completions.create(model="gpt-4o-mini", messages=messages, max_tokens=9)
    for _ in client.chat.completions.create(
        model="gpt-4o-mini", messages=messages, max_tokens=9, stream=True
    ):
        pass
    chat = {"model": "gpt-4o-mini", "messages": messages, "max_tokens": 9}
    broken = json.dumps(chat).encode()
    said.append(raw(server, broken[:-1]))
    said.append(raw(server, broken + b"}"))
    said.append(raw(server, json.dumps({**chat, PROMPT: 1}).encode()))
    said.append(raw(server, json.dumps({**chat, "max_tokens": PROMPT}).encode()))
    said.append(raw(server, broken, **{"x-farthing-agent": "tight"}))
    said.append(raw(server, json.dumps({**chat, "max_tokens": 100_000_000}).encode()))
    faults = ("no_usage", "malformed", "cut", "500", "502", "compressed")
    for fault in faults:
        steered = [{"role": "user", "content": f"{PROMPT} [[scripted fault={fault}]]"}]
        said.append(raw(server, json.dumps({**chat, "messages": steered}).encode()))
    said.append(raw(server, broken, **{"idempotency-key": f"idem-{PROMPT[:6]}"}))
    return said


def spellings(text: str) -> list[bytes]:
    plain = text.encode()
    return [plain, plain.hex().encode(), base64.b64encode(plain).rstrip(b"=")[:-1]]


@pytest.fixture
def used(farthing_server, client_of):
    server = farthing_server(POLICY)
    said = exercise(server, client_of(server))
    server.wait_until_nothing_held()
    return server, said


def test_canaries_stay_out_of_everything(used, tmp_path: Path):
    server, said = used
    exports = []
    for form in ("farthing", "agentguard"):
        path = tmp_path / f"export.{form}"
        server.run(
            "receipts", "export", "--data", server.data, "--form", form, "--output", path
        )
        exports.append(path)
    _, metrics = request(server.port, "GET", "/metrics")
    server.stop()
    places = {str(path): path.read_bytes() for path in server.data.rglob("*") if path.is_file()}
    places |= {str(path): path.read_bytes() for path in exports}
    places["the log"] = server.process.log.read_bytes()
    places["the metrics"] = metrics
    assert len(places["the metrics"]) > 1000
    assert any(name.endswith("ledger.sqlite") for name in places)
    found = [
        (name, secret)
        for name, content in places.items()
        for secret in (PROMPT, PROVIDER_KEY, server.key)
        if any(spelling in content for spelling in spellings(secret))
    ]
    assert found == [("the log", first) for first in _first_key(server)]
    for answer in said:
        assert PROVIDER_KEY.encode() not in answer
        assert server.key.encode() not in answer


def _first_key(server: Farthing) -> list[str]:
    """The key that the first start prints once on purpose stands in the log of that start."""
    return [server.key] if server.key.encode() in server.process.log.read_bytes() else []


def test_the_canary_reaches_the_provider_and_its_key_too(used, scripted):
    """The check above means something: what must not be kept did pass through."""
    server, _ = used
    assert scripted.stats()["requests"] > 5
    assert server.spent() > 0

"""Planted prompts and keys are in no file, log, metric, error or export: only at the provider.

One test drives every way that a prompt can take. What all servers of all tests have left is searched
when their session ends (conftest.py); the search itself is tested here.
"""

from __future__ import annotations

import base64
import http.client
import json
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import openai
import pytest

import canaries
from canaries import PROMPT, PROVIDER_KEY, Search, spellings
from farthing_process import Farthing, farthing_binary, request

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
    answer = client.chat.completions.create(model="gpt-4o-mini", messages=messages, max_tokens=9)
    note_completion(answer.choices[0].message.content)
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


def note_completion(text: str) -> None:
    """Four words of an answer, in this order, are as secret as a prompt."""
    words = text.split()[:4]
    assert len(words) == 4
    canaries.session.secrets.add(" ".join(words))


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
    search = Search()
    secrets = {*canaries.session.secrets, server.key}
    search.folder(server.folder, secrets)
    for path in exports:
        search.content(path.name, path.read_bytes(), secrets)
    search.content("the metrics", metrics, secrets)
    assert search.leaks == []
    assert len(search.canaries) >= 4 and search.files > 8 and len(metrics) > 1000
    for answer in said:
        assert PROVIDER_KEY.encode() not in answer
        assert server.key.encode() not in answer


def test_the_canary_reaches_the_provider_and_its_key_too(used, scripted):
    """The check above means something: what must not be kept did pass through."""
    server, _ = used
    assert scripted.stats()["requests"] > 5
    assert server.spent() > 0


# MARK: The search itself


@pytest.fixture
def planted() -> Iterator[Path]:
    """A folder that is gone before the session's own search."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "server").mkdir()
        yield Path(folder) / "server"


def in_a_database(path: Path, secret: bytes) -> None:
    with sqlite3.connect(path / "ledger.sqlite") as database:
        database.execute("CREATE TABLE batches (lines)")
        database.execute("INSERT INTO batches VALUES (?)", (b'{"note":"%s"}' % secret,))


def in_a_log(path: Path, secret: bytes) -> None:
    (path / "farthing.log").write_bytes(b"info call refused body=" + secret + b"\n")


def in_the_metrics(path: Path, secret: bytes) -> None:
    (path / "metrics").write_bytes(b'farthing_calls_total{model="%s"} 1\n' % secret)


SECRETS = [PROMPT, PROVIDER_KEY, "fk_" + "Zx_9-" * 8 + "abc"]


@pytest.mark.parametrize("plant", [in_a_database, in_a_log, in_the_metrics])
@pytest.mark.parametrize("secret", SECRETS, ids=["prompt", "provider", "access"])
def test_a_planted_leak_is_found(planted: Path, plant, secret: str):
    clean = Search()
    plant(planted, b"nothing")
    clean.folder(planted, SECRETS)
    assert clean.leaks == [] and clean.files == 1
    for spelling in {*spellings(secret), base64.b64encode(b"beside" + secret.encode() + b"it")}:
        for path in planted.iterdir():
            path.unlink()
        plant(planted, spelling)
        found = Search()
        found.folder(planted, SECRETS)
        assert found.leaks and secret not in str(found.leaks), spelling


def test_the_first_start_may_show_its_key_once(planted: Path):
    key = SECRETS[2]
    line = f"OPENAI_BASE_URL=http://127.0.0.1:1/openai/v1 OPENAI_API_KEY={key}\n"
    log = planted / "farthing.log"
    for text, leaks in [(line, False), (line * 2, True), (line + key, True), (key, True)]:
        log.write_text(text)
        found = Search()
        found.folder(planted, [])
        assert (found.leaks != []) == leaks, text
    # Such a key is nowhere else, in no spelling, although nobody has named it.
    log.write_text(line)
    (planted / "book.snapshot").write_bytes(key.encode().hex().encode())
    found = Search()
    found.folder(planted, [])
    assert len(found.leaks) == 1


def test_a_leak_in_a_real_ledger_is_found_in_its_export(farthing_server):
    server = farthing_server(POLICY)
    # A scope's value is kept on purpose: with the prompt in it, it stands for a leak.
    body = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hi"}]}
    raw(server, json.dumps(body).encode(), **{"x-farthing-agent": "planted-leak-31"})
    server.wait_until_nothing_held()
    server.stop()
    found = Search()
    found.exports_of(server.folder, farthing_binary(), ["planted-leak-31"])
    assert found.exports == 2
    assert {leak.split(" as ")[1].split(":")[0] for leak in found.leaks} == {"farthing", "agentguard"}


def test_a_session_is_searched_whole(planted: Path):
    key = SECRETS[2]
    session = canaries.Session(kept=[planted])
    assert session.search(farthing_binary()).leaks == []
    session.note_output(planted, ("keys", "create"), b'{"key":"%s"}' % key.encode())
    session.note_output(planted, ("keys", "list"), b"its key is " + key.encode())
    in_a_log(planted, base64.b64encode(key.encode()))
    in_the_metrics(planted, PROVIDER_KEY.encode())
    leaks = session.search(farthing_binary()).leaks
    assert sorted(leak.split(":")[0] for leak in leaks) == [
        "server/farthing.log", "server/metrics", "the output of keys list",
    ]
    session.remove()
    assert not planted.exists()


def test_a_subject_where_it_must_not_be_is_found(planted: Path):
    salts = planted / canaries.SALTS
    salts.write_bytes(b"alice-of-the-canary")
    (planted / "policy.yaml").write_text("match: { user: alice-of-the-canary }")
    session = canaries.Session(kept=[planted])
    session.note_subjects(planted, "alice-of-the-canary")
    session.note_output(planted, ("receipts", "disclose"), b"alice-of-the-canary")
    assert session.search(farthing_binary()).leaks == []
    session.note_output(planted, ("budgets", "--json"), b"user=alice-of-the-canary")
    in_a_log(planted, b"user=alice-of-the-canary")
    places = [leak.split(":")[0] for leak in session.search(farthing_binary()).leaks]
    assert sorted(places) == ["server/farthing.log", "the output of budgets --json"]
    session.said.clear()
    (planted / "farthing.log").unlink()
    session.note_erased(planted, "alice-of-the-canary")
    assert [leak.split(":")[0] for leak in session.search(farthing_binary()).leaks] == [
        f"server/{canaries.SALTS}"
    ]
    session.note_subjects(planted, "alice-of-the-canary")
    salts.write_bytes(b"")
    assert "no salt" in session.search(farthing_binary()).leaks[0]

"""An idempotency key is kept nowhere as the client wrote it, and finds its call all the same."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import re
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from conftest import policy as simple_policy
from farthing_process import Farthing, wait_until
from test_privacy_commitments import call, disclosed, entries, erase, leaks

KEY = "planted-order-of-alice-4711"
OTHER = "planted-order-of-bob-4712"
PLAIN = simple_policy()
COMMITTED = """
version: 1
tenant: acme
privacy: { commit: [user] }
budgets:
  - { id: each-user, per: [user], limit: 5.00 USD, window: day }
"""


def ask(server: Farthing, key: str, *, tokens: int = 5, **claims: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    body = {
        "model": "gpt-4o-mini",
        "messages": [{"role": "user", "content": "Hi [[scripted output=3]]"}],
        "max_tokens": tokens,
    }
    headers = {"authorization": f"Bearer {server.key}", "content-type": "application/json"}
    headers |= {f"x-farthing-{name}": value for name, value in claims.items()}
    try:
        connection.request(
            "POST", "/openai/v1/chat/completions", json.dumps(body),
            {**headers, "idempotency-key": key},
        )
        answer = connection.getresponse()
        text = answer.read().decode()
        assert key not in text and key not in str(answer.getheaders())
        code = "" if answer.status == 200 else json.loads(text)["error"]["code"]
        return answer.status, code
    finally:
        connection.close()


def hold_verb(server: Farthing, key: str, amount: int = 1000) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    body = {"tool": "t", "amount": amount, "expires_in_ms": 60_000}
    headers = {"authorization": f"Bearer {server.key}", "content-type": "application/json"}
    try:
        connection.request(
            "POST", "/v1/spend/hold", json.dumps(body), {**headers, "idempotency-key": key}
        )
        answer = connection.getresponse()
        assert key.encode() not in answer.read()
        return answer.status
    finally:
        connection.close()


def names(server: Farthing) -> list[str]:
    return [entry["key"]["name"] for entry in entries(server) if "key" in entry]


@pytest.mark.parametrize("text", [PLAIN, COMMITTED], ids=["clear", "committed"])
def test_a_key_is_nowhere_and_recalls_its_call(farthing_server, tmp_path, text):
    mirror = tmp_path / "mirror"
    server = farthing_server(text, "--log-level", "debug", "--mirror-agentguard", str(mirror))
    for _ in range(2):
        assert ask(server, KEY)[0] in (200, 409)
    server.wait_until_nothing_held()
    assert ask(server, KEY) == (409, "call_already_settled")
    assert ask(server, KEY, tokens=6) == (409, "idempotency_key_conflict")
    assert hold_verb(server, OTHER) == 200
    assert hold_verb(server, OTHER, 1001) == 409
    found = names(server)
    assert len(set(found)) == 2 and all(re.fullmatch("[0-9a-f]{32}", name) for name in found)
    planted = [KEY, OTHER]
    assert leaks(server, tmp_path, planted, but=()) == []
    server.stop()
    server.start()
    assert ask(server, KEY) == (409, "call_already_settled")
    assert ask(server, KEY, tokens=6) == (409, "idempotency_key_conflict")
    server.stop()
    assert leaks(server, tmp_path, planted, but=()) == []
    for form in ("csv", "focus", "jsonl"):
        done = server.run("receipts", "export", "--data", server.data, "--form", form)
        assert not any(key in done.stdout for key in planted)
    kept = [path for path in mirror.rglob("*") if path.is_file()]
    assert kept and not any(key.encode() in path.read_bytes() for path in kept for key in planted)
    assert server.verify().returncode == 0


def message(tenant: str, key: str, verb: str, text: str) -> bytes:
    parts = ["farthing idempotency key/1", tenant, key, verb, "0", text]
    return b"\0".join(part.encode() for part in parts)


def test_the_names_are_what_the_page_says(farthing_server):
    server = farthing_server(PLAIN)
    assert ask(server, KEY)[0] == 200
    assert hold_verb(server, OTHER) == 200
    holds = [entry for entry in entries(server) if entry.get("kind") == "hold"]
    tenant = re.search(r"^tenant: (\S+)$", PLAIN, re.M)
    for hold, (verb, text) in zip(holds, [("openai", KEY), ("hold", OTHER)], strict=True):
        one = message(tenant[1] if tenant else "default", hold["principal"], verb, text)
        assert hold["key"]["name"] == hashlib.sha256(one).hexdigest()[:32]
    committed = farthing_server(COMMITTED)
    assert ask(committed, KEY, user="alice")[0] == 200
    hold = next(entry for entry in entries(committed) if entry.get("kind") == "hold")
    # The tenant's own salt is given away by name alone.
    assert set(disclosed(committed, "--all")) == {"alice"}
    assert set(disclosed(committed, "--all", "--dimension", "tenant")) == {"acme"}
    salt = bytes.fromhex(disclosed(committed, "--all", "--dimension", "tenant")["acme"]["salt"])
    one = message("acme", hold["principal"], "openai", KEY)
    assert hold["key"]["name"] == hmac.new(salt, one, hashlib.sha256).hexdigest()[:32]


def test_the_salt_of_keys_is_one_and_goes_with_all(farthing_server):
    server = farthing_server(COMMITTED)

    def salts() -> list[bytes]:
        with sqlite3.connect(server.data / "subjects.sqlite") as database:
            return [row[0] for row in database.execute("SELECT salt FROM subjects WHERE dimension = 'tenant'")]

    assert salts() == []
    with ThreadPoolExecutor(16) as pool:
        statuses = list(pool.map(lambda number: ask(server, f"{KEY}-{number}")[0], range(32)))
    assert statuses == [200] * 32
    before = salts()
    assert len(before) == 1 and len(before[0]) == 32
    server.wait_until_nothing_held()
    # A value that happens to be the tenant's name does not take its salt away.
    assert erase(server, "--value", "acme", "--now", check=False).returncode == 64
    assert salts() == before
    erase(server, "--all", "--now")
    assert salts() == []
    content = (server.data / "subjects.sqlite").read_bytes()
    assert before[0] not in content
    # Who repeats a call now is not known by its key any more; from then on it is again.
    assert ask(server, f"{KEY}-0")[0] == 200
    assert salts() not in ([], before)
    server.wait_until_nothing_held()
    assert ask(server, f"{KEY}-0") == (409, "call_already_settled")


WAITING = """
version: 1
tenant: acme
privacy: { commit: [user] }
budgets:
  - { id: each-user, per: [user], limit: 1 calls, window: day }
  - id: line
    limit: 1 concurrent
    thresholds: [{ at: 100%, do: wait, within: 30s }]
"""


def test_who_waits_for_room_is_not_erased_behind_its_back(farthing_server):
    """A call between its claim and its hold has nothing in an account yet."""
    server = farthing_server(WAITING)

    def slow(user: str) -> int:
        return call_with(server, user, "delay_ms=2500")

    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(slow, "first-one")
        wait_until(lambda: server.held() > 0, 10, "a call that runs")
        second = pool.submit(slow, "second-one")
        wait_until(lambda: "second-one" in disclosed(server, "--all"), 10, "its salt")
        time.sleep(0.3)
        refused = erase(server, "--value", "second-one", check=False)
        assert refused.returncode == 64 and "about to hold" in refused.stderr, refused
        assert "second-one" not in refused.stderr
        # Others may come and go meanwhile.
        assert erase(server, "--value", "first-one", check=False).returncode == 64
        assert [first.result(), second.result()] == [200, 200]
    server.wait_until_nothing_held()
    assert erase(server, "--value", "second-one", check=False).returncode == 64
    assert call_with(server, "second-one", "tokens=1") == 429
    assert server.verify().returncode == 0


def call_with(server: Farthing, user: str, steering: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=40)
    body = {
        "model": "gpt-4o-mini",
        "messages": [{"role": "user", "content": f"Hi [[scripted {steering}]]"}],
        "max_tokens": 5,
    }
    headers = {
        "authorization": f"Bearer {server.key}", "content-type": "application/json",
        "x-farthing-user": user,
    }
    try:
        connection.request("POST", "/openai/v1/chat/completions", json.dumps(body), headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def test_no_limit_is_spent_twice_while_erasures_race_with_calls(farthing_server):
    policy = """
version: 1
privacy: { commit: [user] }
budgets:
  - { id: each, per: [user], limit: 1 calls, window: month }
"""
    server = farthing_server(policy)
    users = [f"user-{number}" for number in range(24)]
    admitted = dict.fromkeys(users, 0)

    def work(user: str) -> int:
        return sum(call(server, user=user)[0] == 200 for _ in range(6))

    with ThreadPoolExecutor(8) as pool:
        running = {user: pool.submit(work, user) for user in users}
        while not all(done.done() for done in running.values()):
            for user in users:
                erase(server, "--value", user, check=False)
                if all(done.done() for done in running.values()):
                    break
        for user, done in running.items():
            admitted[user] += done.result()
    assert set(admitted.values()) == {1}
    assert server.verify().returncode == 0


def test_salts_that_are_missing_are_missed(farthing_server):
    server = farthing_server(COMMITTED)
    assert ask(server, KEY, user="alice")[0] == 200
    server.stop()
    file = server.data / "subjects.sqlite"
    file.rename(server.folder / "aside")
    for words in (["disclose", "--all"], ["erase", "--all"]):
        done = server.run("receipts", *words, "--data", server.data, check=False)
        assert done.returncode == 69 and "subjects.sqlite is missing" in done.stderr, done.stderr
    clear = farthing_server(PLAIN)
    done = clear.run("receipts", "disclose", "--all", "--data", clear.data, check=False)
    assert done.returncode == 69 and "commits to nobody" in done.stderr

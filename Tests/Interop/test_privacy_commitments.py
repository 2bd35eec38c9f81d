"""Subjects appear as salted commitments everywhere but in subjects.sqlite; disclosing and erasing.

Commitments are recomputed here from docs/formats/commitments.md alone.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import os
import re
import signal
import sqlite3
import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest

import canaries
from canaries import Search
from farthing_process import ROOT, Farthing, farthing_binary, request

# As a person, an agent and a customer would be named.
ALICE = "alice.planted-subject@example.org"
AGENT = "planted-agent-9f27"
CUSTOMER = "Planted Customer Ltd (41)"
SUBJECTS = [ALICE, AGENT, CUSTOMER]

POLICY = """
version: 1
tenant: acme
privacy: { commit: [user, agent, "tag:customer"] }
budgets:
  - { id: each-user, per: [user], limit: 5.00 USD, window: day }
  - { id: agent-and-customer, match: { team: finance }, per: [agent, "tag:customer"], limit: 9 USD, window: month }
  - { id: tight, match: { user: vip-planted-88 }, limit: 0.000001 USD, window: day }
rules:
  - { id: not-that-one, when: { user: mallory-planted-5 }, do: block, reason: not here }
"""

CALL = {
    "model": "gpt-4o-mini",
    "messages": [{"role": "user", "content": "Hi [[scripted output=3]]"}],
    "max_tokens": 5,
}


def call(server: Farthing, key: str | None = None, **claims: str) -> tuple[int, dict, dict]:
    """One call with `x-farthing-*` claims: status, headers, body."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    headers = {"authorization": f"Bearer {key or server.key}", "content-type": "application/json"}
    headers |= {f"x-farthing-{name.replace('_', '-')}": value for name, value in claims.items()}
    try:
        connection.request("POST", "/openai/v1/chat/completions", json.dumps(CALL), headers)
        answer = connection.getresponse()
        body = answer.read()
        return answer.status, dict(answer.getheaders()), json.loads(body)
    finally:
        connection.close()


def commitment(salt: bytes, tenant: str, dimension: str, value: str) -> str:
    text = b"\0".join([b"farthing subject/1", tenant.encode(), dimension.encode(), value.encode()])
    return "c_" + hmac.new(salt, text, hashlib.sha256).hexdigest()[:32]


def disclosed(server: Farthing, *arguments: str) -> dict[str, dict]:
    """What `receipts disclose` says, by value."""
    done = server.run("receipts", "disclose", "--data", server.data, *arguments, "--json")
    return {one["value"]: one for one in map(json.loads, done.stdout.splitlines())}


def erase(server: Farthing, *arguments: str, check: bool = True):
    return server.run("receipts", "erase", "--data", server.data, *arguments, check=check)


def entries(server: Farthing) -> list[dict]:
    done = server.run("receipts", "list", "--data", server.data, "--last", "100000", "--json")
    return [json.loads(line)["decision"] for line in done.stdout.splitlines()]


def leaks(server: Farthing, tmp_path, secrets=SUBJECTS, but=("subjects.sqlite",)) -> list[str]:
    """Where a subject shows: files, exports, metrics, lists; the policy is the operator's own."""
    search = Search()
    for path in sorted(server.folder.rglob("*")):
        if path.is_file() and path.name not in (*but, "policy.yaml"):
            search.content(path.name, path.read_bytes(), [*secrets])
    search.exports_of(server.folder, farthing_binary(), secrets)
    for words in (["budgets"], ["budgets", "--json"], ["events"], ["approvals"], ["keys", "list"],
                  ["keys", "list", "--json"], ["receipts", "list"]):
        done = server.run(*words, "--data", server.data, check=False)
        search.content(" ".join(words), (done.stdout + done.stderr).encode(), secrets)
    if server.process.child.poll() is None:
        search.content("metrics", request(server.port, "GET", "/metrics")[1], secrets)
    # The first start's own key is printed once on purpose.
    return [leak for leak in search.leaks if "access key" not in leak]


@pytest.fixture
def server(farthing_server) -> Farthing:
    server = farthing_server(POLICY, "--log-level", "debug")
    server.key = server.create_key(
        "any", "--claim", "user=*", "--claim", "agent=*", "--claim", "tag:customer=*", team="finance"
    )
    return server


def use(server: Farthing) -> None:
    canaries.session.note_subjects(server.folder, *SUBJECTS)
    status, headers, _ = call(server, user=ALICE, agent=AGENT, tag_customer=CUSTOMER)
    assert status == 200
    assert not any(subject in str(headers) for subject in SUBJECTS)
    server.wait_until_nothing_held()


def test_subjects_are_in_no_file_but_their_own(server, tmp_path):
    use(server)
    status, _, body = call(server, user="mallory-planted-5", agent=AGENT)
    assert status != 200 and "mallory" not in json.dumps(body)
    assert call(server, user="vip-planted-88")[0] == 429
    fixed = server.create_key("fixed", user=ALICE)
    assert call(server, fixed)[0] == 200
    planted = [*SUBJECTS, "mallory-planted-5", "vip-planted-88"]
    server.wait_until_nothing_held()
    assert leaks(server, tmp_path, planted) == []
    path = server.data / "subjects.sqlite"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert all(subject.encode() in path.read_bytes() for subject in planted)
    server.stop()
    assert leaks(server, tmp_path, planted) == []
    assert server.verify().returncode == 0


def test_a_disclosure_is_what_the_page_says(server, tmp_path):
    use(server)
    found = disclosed(server, "--all", "--tenant", "acme")
    assert set(SUBJECTS) <= set(found)
    for one in found.values():
        assert set(one) == {"commitment", "dimension", "salt", "tenant", "value"}
        salt = bytes.fromhex(one["salt"])
        assert len(salt) == 32
        assert commitment(salt, one["tenant"], one["dimension"], one["value"]) == one["commitment"]
    hold = next(entry for entry in entries(server) if entry.get("kind") == "hold")
    assert hold["scope"]["user"] == found[ALICE]["commitment"]
    assert hold["scope"]["agent"] == found[AGENT]["commitment"]
    assert hold["scope"]["tag:customer"] == found[CUSTOMER]["commitment"]
    assert hold["scope"]["team"] == "finance"
    # One by value, by commitment, by dimension; and the file checks, until it is altered.
    assert set(disclosed(server, "--value", ALICE)) == {ALICE}
    assert set(disclosed(server, "--commitment", found[AGENT]["commitment"])) == {AGENT}
    assert ALICE not in disclosed(server, "--dimension", "agent", "--all")
    path = tmp_path / "disclosure"
    lines = [json.dumps(one) for one in found.values()]
    path.write_text("\n".join(lines))
    check = ["receipts", "disclose", "--check", path]
    good = server.run(*check, "--json")
    assert json.loads(good.stdout) == {"ok": True, "subjects": len(lines)}
    lines[1] = lines[1].replace('"tenant": "acme"', '"tenant": "acne"')
    path.write_text("\n".join(lines))
    bad = server.run(*check, "--json", check=False)
    assert bad.returncode == 1 and json.loads(bad.stdout)["line"] == 2
    path.write_text("{}\n")
    assert server.run(*check, check=False).returncode == 2
    nobody = server.run(
        "receipts", "disclose", "--data", server.data, "--value", "nobody", check=False
    )
    assert nobody.returncode == 64 and "never seen" in nobody.stderr


@pytest.mark.parametrize("running", [True, False], ids=["running", "stopped"])
def test_an_erased_subject_is_nowhere_and_all_still_verifies(server, tmp_path, running):
    use(server)
    before = disclosed(server, "--all")
    export = tmp_path / "before.export"
    server.run("receipts", "export", "--data", server.data, "--output", export)
    if not running:
        server.stop()
    refused = erase(server, "--value", ALICE, check=False)
    assert refused.returncode == 64 and before[ALICE]["commitment"] in refused.stderr
    assert ALICE not in refused.stderr and ALICE in disclosed(server, "--all")
    done = erase(
        server, *[word for name in SUBJECTS for word in ("--value", name)], "--now", "--json"
    )
    assert json.loads(done.stdout) == {"erased": 3, "ok": True}
    canaries.session.note_erased(server.folder, *SUBJECTS)
    assert not set(SUBJECTS) & set(disclosed(server, "--all"))
    assert [path.name for path in server.data.glob("subjects.sqlite*")] == ["subjects.sqlite"]
    assert leaks(server, tmp_path, but=()) == []
    salts = [bytes.fromhex(before[name]["salt"]) for name in SUBJECTS]
    everything = b"".join(path.read_bytes() for path in server.data.iterdir() if path.is_file())
    assert not any(salt in everything or salt.hex().encode() in everything for salt in salts)
    if running:
        # Who comes back is somebody new.
        use(server)
        after = disclosed(server, "--value", ALICE)
        assert after[ALICE]["commitment"] != before[ALICE]["commitment"]
        server.stop()
    assert server.verify().returncode == 0
    public = server.data / "public.key"
    assert server.run("verify", export, "--key", public, check=False).returncode == 0


def test_one_who_has_spent_nothing_in_an_open_window_is_erased_at_once(server):
    assert call(server, user="mallory-planted-5")[0] != 200
    # The rule names this one, so that the policy would bring it back.
    named = erase(server, "--value", "mallory-planted-5", check=False)
    assert named.returncode == 64 and "policy names" in named.stderr
    server.create_key("unused", user="never-called-planted")
    assert erase(server, "--value", "never-called-planted").returncode == 0


def test_claims_are_judged_by_their_values(server):
    key = server.create_key("some", "--claim", "user=team-a-*", "--claim", "user=bob", team="finance")
    assert call(server, key, user="team-a-1")[0] == 200
    assert call(server, key, user="bob")[0] == 200
    assert call(server, key, user="team-b-1")[0] == 403
    bob = disclosed(server, "--value", "bob")["bob"]["commitment"]
    status, _, body = call(server, key, user=bob)
    assert status == 403 and "commitment" in body["error"]["message"]
    # What may not be claimed makes no salt.
    assert "team-b-1" not in disclosed(server, "--all")
    listed = json.loads(server.run("keys", "list", "--data", server.data, "--json").stdout)
    claims = next(one for one in listed["keys"] if one["name"] == "some")["claims"]
    assert ["user", bob] in claims and ["user", "team-a-*"] in claims
    # A key that fixes a value takes that value, and no other.
    fixed = server.create_key("fixed", user="carol", team="finance")
    assert call(server, fixed, user="carol")[0] == 200
    assert call(server, fixed, user="dave")[0] == 403
    assert "dave" not in disclosed(server, "--all")


def test_operators_name_subjects_or_their_commitments(server):
    use(server)
    alice = disclosed(server, "--value", ALICE)[ALICE]["commitment"]
    for name, amount in [(ALICE, "1.00 USD"), (alice, "2.00 USD")]:
        server.run("budgets", "top-up", "each-user", amount, "--data", server.data,
                   "--scope", f"user={name}")
    listed = json.loads(server.run("budgets", "--data", server.data, "--json").stdout)
    accounts = [one for one in listed["accounts"] if one.get("scope") == f"user={alice}"]
    assert [one["top_ups"] for one in accounts] == [3_000_000_000]


def test_the_authors_tools_know_the_subjects_of_a_folder(server, tmp_path):
    for name in ("ann", "ann", "ben"):
        assert call(server, user=name)[0] == 200
    server.wait_until_nothing_held()
    policy = tmp_path / "policy.yaml"
    policy.write_text(POLICY + '  - { id: no-ann, when: { user: ann }, do: block }\n')
    folder = ["--data", server.data, "--json"]

    def tool(*words) -> dict:
        return json.loads(server.run("policy", *words, *folder).stdout)

    replayed = tool("backtest", "--policy", policy)
    assert sorted((row["decision"], row["calls"]) for row in replayed["rows"]) == [
        ("allow", 1), ("block", 2),
    ]
    for name, decision in [("ann", "block"), ("ben", "allow")]:
        text = f"user={name} team=finance model=gpt-4o-mini input=10 output=10"
        assert tool("explain", policy, "--call", text)["decision"] == decision
    first = server.run("receipts", "list", "--data", server.data, "--kind", "hold", "--json").stdout
    number = json.loads(first.splitlines()[0])["sequence"]
    assert tool("explain", policy, "--receipt", number)["now"]["decision"] == "block"


def test_a_limit_is_not_reset_by_privacy(farthing_server, scripted):
    server = farthing_server(POLICY.replace('privacy: { commit: [user, agent, "tag:customer"] }', ""))
    server.stop()
    for text in (POLICY, POLICY.replace("tenant: acme", "tenant: other")):
        server.policy = text
        with pytest.raises(RuntimeError, match="new data folder"):
            server.start()
    committed = farthing_server(POLICY)
    file = committed.folder / "policy.yaml"
    for text in (
        POLICY.replace("[user, agent", "[user"),
        POLICY.replace("tenant: acme", "tenant: other"),
    ):
        file.write_text(text)
        reload = committed.run("policy", "reload", "--data", committed.data, check=False)
        assert reload.returncode == 78 and "new data folder" in reload.stderr
        committed.stop()
        committed.policy = text
        with pytest.raises(RuntimeError, match="new data folder"):
            committed.start()
        committed.policy = POLICY
        committed.start()
    # The same list in another order is the same.
    committed.stop()
    committed.policy = POLICY.replace('[user, agent, "tag:customer"]', '["tag:customer", agent, user]')
    committed.start()
    # A journal without its salts would count everybody anew.
    committed.stop()
    (committed.data / "subjects.sqlite").rename(committed.folder / "aside")
    with pytest.raises(RuntimeError, match="subjects.sqlite is missing"):
        committed.start()
    (committed.folder / "aside").rename(committed.data / "subjects.sqlite")
    committed.start()


def test_a_subject_has_one_account_whenever_the_server_is_killed(farthing_server):
    """New subjects all the time, kill -9 at any moment: nobody ever has two commitments."""
    policy = """
version: 1
privacy: { commit: [user] }
budgets:
  - { id: each, per: [user], limit: 2 calls, window: month }
"""
    server = farthing_server(policy)
    names = [f"user-{number}" for number in range(240)]
    admitted: dict[str, int] = dict.fromkeys(names, 0)

    def attempt(name: str) -> tuple[str, int | None]:
        try:
            return name, call(server, user=name)[0]
        except (OSError, http.client.HTTPException, ValueError):
            return name, None

    for kill in range(6):
        # Each name is tried in several lives of the server.
        part = names[kill * 24 : kill * 24 + 120]
        with ThreadPoolExecutor(8) as pool:
            running = [pool.submit(attempt, name) for name in part]
            for done in running[: 10 + 13 * kill]:
                done.result()
            os.kill(server.process.child.pid, signal.SIGKILL)
            for done in running:
                name, status = done.result()
                admitted[name] += status == 200
        server.process.child.wait()
        server.start()
    for name in names:
        for _ in range(3):
            _, status = attempt(name)
            assert status in (200, 429)
            admitted[name] += status == 200
    assert max(admitted.values()) == 2, "somebody has spent a limit twice"
    server.stop()
    found = {one["commitment"]: name for name, one in disclosed(server, "--all").items()}
    holds = [entry for entry in entries(server) if entry.get("kind") == "hold"]
    counts: dict[str, int] = {}
    for hold in holds:
        user = hold["scope"]["user"]
        counts[found[user]] = counts.get(found[user], 0) + 1
    assert set(counts) == set(names) and max(counts.values()) == 2
    with sqlite3.connect(server.data / "subjects.sqlite") as database:
        assert database.execute("SELECT count(*) FROM subjects").fetchone() == (len(names),)
    assert server.verify().returncode == 0


def test_the_pages_examples_are_true(tmp_path):
    page = (ROOT / "docs/formats/commitments.md").read_text()
    line = re.search(r"```json\n(.*)\n```", page).group(1)
    one = json.loads(line)
    salt = bytes.fromhex(one["salt"])
    assert salt == bytes(range(32))
    assert commitment(salt, one["tenant"], one["dimension"], one["value"]) == one["commitment"]
    assert page.count(one["commitment"]) == 2 and f'"user":"{one["commitment"][:6]}…"' in page
    assert b"farthing subject/1\0acme\0user\0alice" == bytes.fromhex(
        re.search(r"^    (6661[0-9a-f ]+)$", page, re.MULTILINE).group(1)
    )
    names: dict = {}
    exec(re.search(r"```python\n(.*?)```", page, re.DOTALL).group(1), names)  # The page's own code.
    assert names["holds"](line) and not names["holds"](line.replace("alice", "alicf"))
    path = tmp_path / "disclosure"
    path.write_text(line + "\n\n")
    check = [str(farthing_binary()), "receipts", "disclose", "--check", str(path)]
    assert subprocess.run(check, capture_output=True, timeout=60).returncode == 0
    guide = (ROOT / "docs/privacy.md").read_text()
    assert one["commitment"] in guide
    path = tmp_path / "policy.yaml"
    path.write_text(re.search(r"```yaml\n(.*?)```", guide, re.DOTALL).group(1))
    check = [str(farthing_binary()), "policy", "check", str(path)]
    assert subprocess.run(check, capture_output=True, timeout=60).returncode == 0


def test_what_needs_a_value_is_refused_by_policy_check(farthing_server, tmp_path):
    server = farthing_server(POLICY)
    path = tmp_path / "policy.yaml"
    bad = {
        "user: \"alice-*\"": "no part of its value can be compared",
        "user: \"a?b\"": "no part of its value can be compared",
    }
    for match, reason in bad.items():
        path.write_text(POLICY.replace("user: vip-planted-88", match))
        done = server.run("policy", "check", path, check=False)
        assert done.returncode == 78 and reason in done.stderr and ":8:" in done.stderr
    path.write_text(POLICY.replace("commit: [user,", "commit: [model,"))
    done = server.run("policy", "check", path, check=False)
    assert done.returncode == 78 and "cannot be committed to" in done.stderr
    path.write_text(POLICY.replace("user: vip-planted-88", "user: \"*\""))
    good = server.run("policy", "check", path)
    assert "no value of user, agent, tag:customer is kept" in good.stdout
    assert "mallory-planted-5" in good.stdout
    assert json.loads(server.run("policy", "check", path, "--json").stdout)["commit"] == [
        "user", "agent", "tag:customer",
    ]

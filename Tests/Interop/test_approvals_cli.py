"""Approvals from the command line: who may decide is shown by a key, and every step is an entry."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator

import openai
import pytest

import canaries
from conftest import messages
from farthing_process import Farthing, farthing_binary

MODEL = "gpt-4o-mini"
OK, USAGE = 0, 64
POLICY = """
version: 1
tenant: acme-corp
budgets:
  - id: main
    match: {{ team: finance }}
    limit: {limit}
    window: day
rules:
  - id: costly
    when: {{ model: "gpt-4o*" }}
    do: approve
    approvers: finance
    need: {need}
    within: 1h
"""


class Desk:
    """A server whose calls need approvals, its agent, and those who decide."""

    def __init__(self, start, client_of, need: int = 1, limit: str = "10.00 USD"):
        self.server: Farthing = start(POLICY.format(need=need, limit=limit))
        self.client = client_of(self.server, max_retries=0)
        self.keys = {"agent": self.server.key}
        for name, group in [("alice", "finance"), ("bob", "finance"), ("dora", "it")]:
            flags = ["--approves", group, "--approve-only"]
            self.keys[name] = self.server.create_key(name, *flags)

    def call(self, run: str = "r1") -> str | None:
        """The id of the approval that the call needs; None when it was made."""
        try:
            self.client.chat.completions.create(
                model=MODEL,
                messages=messages(steering="tokens=5"),
                max_tokens=16,
                extra_headers={"x-farthing-run": run},
            )
        except openai.PermissionDeniedError as error:
            return error.body["farthing"]["approval"].rsplit("/", 1)[-1]
        return None

    def run(self, *words: str, who: str | None = None, key: str | None = None):
        environment = {name: value for name, value in os.environ.items() if name != "FARTHING_KEY"}
        if who or key:
            environment["FARTHING_KEY"] = key or self.keys[who]
        done = subprocess.run(
            [str(farthing_binary()), "approvals", *words, "--data", str(self.server.data)],
            capture_output=True,
            text=True,
            timeout=60,
            stdin=subprocess.DEVNULL,
            env=environment,
        )
        output = (done.stdout + done.stderr).encode()
        canaries.session.note_output(self.server.folder, ("approvals", *words), output)
        assert all(key not in done.stdout + done.stderr for key in self.keys.values())
        return done

    def listed(self, *words: str) -> dict[str, dict]:
        found = json.loads(self.run("list", "--json", *words).stdout)["approvals"]
        return {approval["id"]: approval for approval in found}

    def kinds(self) -> list[str]:
        path = self.server.folder / "approvals.jsonl"
        path.unlink(missing_ok=True)
        self.server.run("receipts", "export", "--data", self.server.data, "--output", path)
        lines = [json.loads(line) for line in path.read_text().splitlines()]
        kinds = [line["decision"]["kind"] for line in lines if "decision" in line]
        return [kind for kind in kinds if kind.startswith("approval")]


@pytest.fixture
def desk(farthing_server, client_of) -> Iterator[Desk]:
    yield Desk(farthing_server, client_of)


def test_two_of_a_group_let_a_call_pass_once(farthing_server, client_of):
    desk = Desk(farthing_server, client_of, need=2)
    assert desk.run("list").stdout == "nothing waits for a decision\n"
    approval = desk.call()
    shown = desk.run("show", approval).stdout
    for words in ["openai/gpt-4o-mini", "tests (key_", "run r1", 'by 2 of "finance"', "costly"]:
        assert words in shown, shown
    assert desk.run("approve", approval, "--note", "a good cause", who="alice").returncode == OK
    assert desk.listed()[approval]["state"] == "pending"
    # The same voice again is no second one.
    assert "1 of 2" in desk.run("approve", approval, who="alice").stdout
    assert desk.call() == approval
    granted = desk.run("approve", approval[:8], who="bob")
    assert granted.returncode == OK and "granted" in granted.stdout
    shown = desk.run("show", approval).stdout
    assert "a good cause" in shown and "vote      for by bob" in shown
    assert desk.call() is None
    assert approval not in desk.listed() and desk.listed("--all")[approval]["state"] == "used"
    # Once.
    assert desk.call() not in (None, approval)
    kinds = desk.kinds()
    assert kinds.count("approvalVote") == 2 and kinds.count("approvalGrant") == 1
    assert desk.server.verify().returncode == OK


def test_who_may_not_decide(desk):
    approval = desk.call()
    other = desk.server.create_key("own", "--approves", "finance", team="finance")
    desk.client.api_key = other
    own = desk.call("r2")
    for words, who, why in [
        (["approve", approval], None, "FARTHING_KEY"),
        (["approve", approval], "agent", "own call"),
        (["approve", approval], "dora", "not among those who decide"),
        (["approve", "0000"], "alice", "there is no approval"),
        (["approve", ""], "alice", "there is no approval"),
        (["deny", approval, "--note", ""], "alice", "say why"),
        (["approve", approval, "--note", "x" * 1_025], "alice", "at most"),
    ]:
        done = desk.run(*words, who=who)
        assert done.returncode == USAGE and why in done.stderr, done
    for key in ["fk_wrong", "", "x" * 5_000]:
        done = desk.run("approve", approval, key=key or " ")
        assert done.returncode == USAGE and "is not known" in done.stderr, done
    # In the group, and still not for a call of one's own.
    done = desk.run("approve", own, key=other)
    assert done.returncode == USAGE and "own call" in done.stderr
    assert desk.run("approve", approval, key=other).returncode == OK
    desk.server.run("keys", "revoke", "alice", "--data", desk.server.data)
    done = desk.run("approve", own, who="alice")
    assert done.returncode == USAGE and "revoked" in done.stderr
    assert desk.kinds().count("approvalVote") == 1


def test_one_against_denies_and_an_operator_takes_back(desk):
    denied, taken = desk.call("r1"), desk.call("r2")
    assert desk.run("deny", denied, "--note", "too dear", who="alice").returncode == OK
    assert desk.listed("--all")[denied]["state"] == "denied"
    late = desk.run("approve", denied, who="bob")
    assert late.returncode == USAGE and "is denied" in late.stderr
    assert "against by alice" in desk.run("show", denied).stdout
    assert desk.run("approve", taken, who="bob").returncode == OK
    held = desk.server.held()
    assert held > 0
    assert desk.run("withdraw", taken, "--note", "not today").returncode == OK
    assert desk.listed("--all")[taken]["state"] == "withdrawn" and desk.server.held() == 0
    assert desk.run("withdraw", taken).returncode == OK
    again = desk.run("withdraw", denied)
    assert again.returncode == USAGE and "is denied" in again.stderr
    assert desk.listed() == {}


def test_a_key_from_a_file_and_a_ledger_without_a_server(desk):
    approval = desk.call()
    desk.server.stop()
    file = desk.server.folder / "alice.key"
    file.write_text(desk.keys["alice"] + "\n")
    assert approval in desk.listed()
    done = desk.run("approve", approval, "--key-file", str(file), "--json")
    assert done.returncode == OK and json.loads(done.stdout)["approvals"][0]["state"] == "granted"
    missing = desk.run("approve", approval, "--key-file", str(file) + ".no")
    assert missing.returncode != OK and "cannot read the voter's key" in missing.stderr
    # A key is a secret, and stays nowhere.
    file.unlink()
    desk.server.start()
    assert desk.listed()[approval]["state"] == "granted"
    assert "granted" in desk.run("list").stdout
    desk.client.base_url = desk.server.base_url
    assert desk.call() is None
    assert desk.server.verify().returncode == OK


def test_a_limit_is_no_obstacle_to_what_is_paused(desk):
    approval = desk.call()
    desk.server.run("budgets", "pause", "main", "--data", desk.server.data)
    done = desk.run("approve", approval, who="alice")
    assert done.returncode == OK and "no room of main (paused)" in done.stdout
    assert desk.listed()[approval]["state"] == "pending"
    desk.server.run("budgets", "resume", "main", "--data", desk.server.data)
    assert desk.call() is None
    assert desk.listed("--all")[approval]["state"] == "used"


def test_the_list_of_receipts_says_who_voted_on_what(desk):
    approval = desk.call()
    desk.run("deny", approval, "--note", "not now", who="alice")
    desk.run("approve", desk.call("r2"), who="bob")
    listed = desk.server.run("receipts", "list", "--data", desk.server.data).stdout
    rows = {}
    for line in listed.splitlines()[1:]:
        rows.setdefault(line.split()[2], line)
    asked = rows["approvalAsk"].split()[0]
    assert rows["approvalAsk"].endswith("by 1 of finance, main")
    assert "USD" in rows["approvalAsk"] and MODEL in rows["approvalAsk"]
    assert rows["approvalVote"].endswith(f"against of {asked}: not now")
    assert re.search(r" key_\w+ ", rows["approvalVote"]), rows["approvalVote"]
    assert re.search(r"of \d+, main$", rows["approvalGrant"]), rows["approvalGrant"]
